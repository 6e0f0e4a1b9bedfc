/// The character set that most mojibake comes through: Windows-1252, with its five unused bytes as in Latin-1.
enum Windows1252 {
  /// The characters of bytes 0x80 to 0x9F; the others are those of Latin-1.
  private static let differences: [Unicode.Scalar] = Array(
    "€\u{81}‚ƒ„…†‡ˆ‰Š‹Œ\u{8D}Ž\u{8F}\u{90}‘’“”•–—˜™š›œ\u{9D}žŸ".unicodeScalars
  )

  private static let bytesOfDifferences = Dictionary(uniqueKeysWithValues: zip(differences, UInt8(0x80)...))

  /// The character of a byte.
  static func scalar(of byte: UInt8) -> Unicode.Scalar {
    (0x80..<0xA0).contains(byte) ? differences[Int(byte) - 0x80] : Unicode.Scalar(byte)
  }

  /// The byte of a character from U+0080 on in Windows-1252, or else in Latin-1; `nil` for all others.
  static func highByte(of scalar: Unicode.Scalar) -> UInt8? {
    if let byte = bytesOfDifferences[scalar] { return byte }
    return (0x80...0xFF).contains(scalar.value) ? UInt8(scalar.value) : nil
  }
}
