/// A 64-bit checksum that finds torn, zeroed and mixed-up data on disk; no defence against someone who forges it.
///
/// Four independent multiply-and-rotate lanes over 8-byte words, so that memory sets the pace and not the arithmetic.
struct Checksum: Sendable {
  private(set) var value: UInt64 = 0

  init(of bytes: UnsafeRawBufferPointer) {
    add(bytes)
  }

  init(of texts: String...) {
    self.init(of: texts)
  }

  init(of texts: [String]) {
    for var text in texts { text.withUTF8 { add(UnsafeRawBufferPointer($0)) } }
  }

  private mutating func add(_ bytes: UnsafeRawBufferPointer) {
    var lanes = (value, value &+ 1, value &+ 2, value &+ 3)
    var offset = 0
    while offset + 32 <= bytes.count {
      lanes.0 = Self.mixed(lanes.0 ^ bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
      lanes.1 = Self.mixed(lanes.1 ^ bytes.loadUnaligned(fromByteOffset: offset + 8, as: UInt64.self))
      lanes.2 = Self.mixed(lanes.2 ^ bytes.loadUnaligned(fromByteOffset: offset + 16, as: UInt64.self))
      lanes.3 = Self.mixed(lanes.3 ^ bytes.loadUnaligned(fromByteOffset: offset + 24, as: UInt64.self))
      offset += 32
    }
    value = UInt64(bytes.count)
    for lane in [lanes.0, lanes.1, lanes.2, lanes.3] { value = Self.mixed(value ^ lane) }
    for byte in bytes[offset...] { value = Self.mixed(value ^ UInt64(byte)) }
  }

  private static func mixed(_ word: UInt64) -> UInt64 {
    let product = (word ^ 0x632b_e59b_d9b4_e019) &* 0x9e37_79b9_7f4a_7c15
    return product << 31 | product >> 33
  }
}
