import CPNG

/// libpng's decoder over bytes in memory, giving RGB as Pillow's `convert("RGB")` does:
/// gray is spread, palettes are looked up, alpha and transparency are dropped and not composited,
/// 16-bit colour keeps its high byte, 16-bit gray without alpha is clipped at 255, gamma is ignored.
enum PNGDecoder {
  /// The size by the chunks before the pixels.
  static func size(of bytes: [UInt8], name: String) throws -> (width: Int, height: Int) {
    var width: UInt32 = 0
    var height: UInt32 = 0
    try check(name: name) { cpng_header(bytes, bytes.count, &width, &height, $0) }
    return (Int(width), Int(height))
  }

  /// The image, whose size is the one that `size(of:name:)` gave.
  static func decode(_ bytes: [UInt8], width: Int, height: Int, name: String) throws -> RGBImage {
    try RGBImage(width: width, height: height) { pixels in
      try check(name: name) { message in
        cpng_decode(bytes, bytes.count, UInt32(width), UInt32(height), pixels.baseAddress, message)
      }
    }
  }

  /// Calls a function of the shim with room for a message, and throws what it reports.
  private static func check(name: String, _ call: (UnsafeMutablePointer<CChar>?) -> cpng_status) throws {
    var message = [CChar](repeating: 0, count: Int(CPNG_MESSAGE_SIZE))
    switch call(&message) {
    case CPNG_OK: return
    case CPNG_TRUNCATED: throw ImageFailure(path: name, reason: .truncated(.png))
    default: throw ImageFailure(path: name, reason: .corrupt(.png, String(nullTerminated: message)))
    }
  }
}

extension String {
  /// The text of a C character array, up to its first zero.
  init(nullTerminated characters: [CChar]) {
    self.init(decoding: characters.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
  }
}
