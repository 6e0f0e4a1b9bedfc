/// The bytes of a pickle, each looked for before it is read.
extension PickleReader {
  func damaged(_ what: String) -> Failure { .damaged("its pickle has \(what) at byte \(position)") }

  mutating func take(_ count: Int) throws(Failure) -> ArraySlice<UInt8> {
    guard count >= 0, count <= bytes.endIndex - position else { throw .damaged("its pickle is cut short") }
    defer { position += count }
    return bytes[position..<position + count]
  }

  mutating func byte() throws(Failure) -> UInt8 {
    guard position < bytes.endIndex else { throw .damaged("its pickle is cut short") }
    defer { position += 1 }
    return bytes[position]
  }

  /// A little-endian number of up to eight bytes.
  mutating func unsigned(_ size: Int) throws(Failure) -> Int {
    let value = try take(size).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    guard let integer = Int(exactly: value) else { throw .damaged("its pickle is cut short") }
    return integer
  }

  /// A two's-complement number; those beyond 64 bits are of no use here.
  func long(_ digits: ArraySlice<UInt8>) -> PickleValue {
    guard digits.count <= 8 else { return .ignored }
    let sign: UInt64 = (digits.last ?? 0) & 0x80 == 0 ? 0 : .max
    return .integer(Int(truncatingIfNeeded: digits.reversed().reduce(sign) { $0 << 8 | UInt64($1) }))
  }

  mutating func double() throws(Failure) -> Double {
    Double(bitPattern: try take(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) })
  }

  mutating func text(_ count: Int) throws(Failure) -> String {
    let bytes = try take(count)
    try budget.spend(PickleBudget.container + count)
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw damaged("a text that is not UTF-8")
    }
    return text
  }

  mutating func pushBytes(_ count: Int) throws(Failure) {
    _ = try take(count)
    try push(.ignored)
  }

  /// Text up to a newline.
  mutating func line() throws(Failure) -> String {
    guard let end = bytes[position...].firstIndex(of: UInt8(ascii: "\n")) else {
      throw .damaged("its pickle is cut short")
    }
    let line = try text(end - position)
    position = end + 1
    return line
  }
}
