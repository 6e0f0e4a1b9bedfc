import Foundation

/// The header of an `.npy` file: element type, memory order and shape.
///
/// Source: NumPy enhancement proposal 1, format versions 1.0 and 2.0.
struct NPYHeader: Equatable {
  /// The element type in NumPy's notation, such as `<i8`.
  var descriptor: String
  /// Whether the first axis varies fastest.
  var isFortranOrder: Bool
  /// The length of each axis.
  var shape: [Int]
  /// Where the array's bytes begin in the file.
  var dataOffset: Int

  private static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)

  /// More than any header needs; NumPy itself refuses headers beyond 10,000 bytes.
  private static let longestText = 1 << 16

  /// A version 1.0 header in NumPy's own layout: padded with spaces to a multiple of 64 bytes, ending in a newline.
  static func encoded(descriptor: String, shape: [Int]) -> [UInt8] {
    let lengths = shape.map { "\($0)," }.joined(separator: " ")
    // NumPy writes `(5,)` but `(5, 3)`.
    let tuple = shape.count == 1 ? lengths : String(lengths.dropLast())
    let text = "{'descr': '\(descriptor)', 'fortran_order': False, 'shape': (\(tuple)), }"
    let unpaddedSize = magic.count + 4 + text.utf8.count + 1
    let padding = (64 - unpaddedSize % 64) % 64
    let textSize = text.utf8.count + padding + 1
    return magic + [1, 0, UInt8(textSize & 0xff), UInt8(textSize >> 8)]
      + Array(text.utf8) + Array(repeating: UInt8(ascii: " "), count: padding) + [UInt8(ascii: "\n")]
  }

  /// Reads the header of a file's bytes; every length is checked before it is used.
  init(decoding data: Data) throws(NPYFailure) {
    let bytes = [UInt8](data.prefix(12 + Self.longestText))
    guard bytes.starts(with: Self.magic) else { throw .notNPY }
    guard bytes.count >= 8 else { throw .truncatedHeader(expectedBytes: 10, foundBytes: bytes.count) }
    let lengthSize: Int
    switch (bytes[6], bytes[7]) {
    case (1, 0): lengthSize = 2
    case (2, 0): lengthSize = 4
    default: throw .unsupportedVersion(major: Int(bytes[6]), minor: Int(bytes[7]))
    }
    let textStart = 8 + lengthSize
    guard bytes.count >= textStart else {
      throw .truncatedHeader(expectedBytes: textStart, foundBytes: bytes.count)
    }
    let textSize = bytes[8..<textStart].reversed().reduce(0) { $0 << 8 | Int($1) }
    guard textSize <= Self.longestText else { throw .malformedHeader("\(textSize) bytes long") }
    let dataOffset = textStart + textSize
    guard bytes.count >= dataOffset else {
      throw .truncatedHeader(expectedBytes: dataOffset, foundBytes: bytes.count)
    }
    // Messages quote the header, which may hold anything.
    if let odd = bytes[textStart..<dataOffset].first(where: { !(0x20..<0x7f).contains($0) && $0 != 0x0a }) {
      throw .malformedHeader("the byte \(odd) is no part of a Python literal")
    }
    var scanner = HeaderScanner(text: bytes[textStart..<dataOffset])
    let fields = try scanner.dictionary()
    (descriptor, isFortranOrder, shape) = (fields.descriptor, fields.isFortranOrder, fields.shape)
    self.dataOffset = dataOffset
  }
}

/// Reads the one Python literal that a header consists of: a dictionary of a string, a Boolean and a tuple of integers.
private struct HeaderScanner {
  private var rest: ArraySlice<UInt8>

  init(text: ArraySlice<UInt8>) {
    rest = text
  }

  mutating func dictionary() throws(NPYFailure) -> (
    descriptor: String, isFortranOrder: Bool, shape: [Int]
  ) {
    var descriptor: String?
    var isFortranOrder: Bool?
    var shape: [Int]?
    try expect("{")
    while !skip("}") {
      let key = try string()
      try expect(":")
      switch key {
      case "descr" where descriptor == nil: descriptor = try typeDescriptor()
      case "fortran_order" where isFortranOrder == nil: isFortranOrder = try boolean()
      case "shape" where shape == nil: shape = try integers()
      default: throw .malformedHeader("unexpected key '\(key.prefix(60))'")
      }
      if !skip(",") {
        try expect("}")
        break
      }
    }
    skipSpace()
    guard rest.isEmpty else { throw .malformedHeader("text after the closing brace") }
    guard let descriptor else { throw .malformedHeader("no 'descr'") }
    guard let isFortranOrder else { throw .malformedHeader("no 'fortran_order'") }
    guard let shape else { throw .malformedHeader("no 'shape'") }
    return (descriptor, isFortranOrder, shape)
  }

  private mutating func typeDescriptor() throws(NPYFailure) -> String {
    skipSpace()
    if rest.first == UInt8(ascii: "[") { throw .unsupportedType("a structured type", expected: "plain numbers") }
    return try string()
  }

  private mutating func boolean() throws(NPYFailure) -> Bool {
    if skip("True") { return true }
    if skip("False") { return false }
    throw .malformedHeader("'fortran_order' is neither True nor False")
  }

  private mutating func integers() throws(NPYFailure) -> [Int] {
    var numbers: [Int] = []
    try expect("(")
    while !skip(")") {
      numbers.append(try integer())
      if !skip(",") {
        try expect(")")
        break
      }
    }
    return numbers
  }

  private mutating func integer() throws(NPYFailure) -> Int {
    skipSpace()
    let digits = rest.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    guard !digits.isEmpty else { throw .malformedHeader("'shape' is not a tuple of integers") }
    rest = rest[digits.endIndex...]
    let text = String(decoding: digits, as: UTF8.self)
    guard let number = Int(text) else { throw .impossibleLength(text.count > 40 ? "\(text.prefix(40))..." : text) }
    return number
  }

  private mutating func string() throws(NPYFailure) -> String {
    skipSpace()
    guard let quote = rest.first, quote == UInt8(ascii: "'") || quote == UInt8(ascii: "\"") else {
      throw .malformedHeader("a quoted string is missing")
    }
    let body = rest.dropFirst().prefix { $0 != quote }
    guard body.endIndex < rest.endIndex else { throw .malformedHeader("a string is not closed") }
    rest = rest[(body.endIndex + 1)...]
    return String(decoding: body, as: UTF8.self)
  }

  private mutating func expect(_ token: String) throws(NPYFailure) {
    guard skip(token) else { throw .malformedHeader("'\(token)' is missing") }
  }

  /// Skips white space and then `token`, if it comes next.
  private mutating func skip(_ token: String) -> Bool {
    skipSpace()
    guard rest.starts(with: token.utf8) else { return false }
    rest = rest.dropFirst(token.utf8.count)
    return true
  }

  private mutating func skipSpace() {
    rest = rest.drop { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\n") }
  }
}
