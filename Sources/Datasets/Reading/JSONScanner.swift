/// A strict pull parser of JSON text (RFC 8259) for annotation files of tens of megabytes.
///
/// In values that are skipped it allows what Python's `json` writes beyond that: NaN, infinities and lone surrogates.
///
/// Values are read in the order in which they come and nothing is kept of those that are skipped, so memory is that of
/// the result. Foundation's `JSONDecoder` accepts `[1,]` and `[01]`, names no position in a file that it rejects, and
/// takes five times the file's size.
struct JSONScanner {
  /// What a value is, told by its first byte.
  enum Kind: String {
    case string = "a string"
    case number = "a number"
    case object = "an object"
    case list = "a list"
    case boolean = "true or false"
    case null = "null"
    /// What Python's `json` writes for numbers that JSON does not have.
    case notFinite = "NaN or an infinity"
  }

  /// Text that is not JSON, and where.
  struct SyntaxError: Error, Equatable {
    /// What is wrong, as in `expected a comma`.
    var reason: String
    /// The position in the text, in bytes from 0.
    var offset: Int
  }

  /// How deep lists and objects may nest.
  static let maximumDepth = 128

  private let bytes: UnsafeBufferPointer<UInt8>
  /// The number of lists and objects around the next byte.
  private(set) var depth = 0
  /// The next byte to read.
  private(set) var offset = 0

  /// Creates a scanner of UTF-8 text, whose bytes must outlive it.
  init(_ bytes: UnsafeBufferPointer<UInt8>) {
    self.bytes = bytes
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { offset = 3 }
  }

  /// The kind of the value that comes next.
  mutating func kind() throws -> Kind {
    guard let byte = nextVisible() else { throw unexpected("a value") }
    switch byte {
    case UInt8(ascii: "\""): return .string
    case UInt8(ascii: "-") where offset + 1 < bytes.count && bytes[offset + 1] == UInt8(ascii: "I"): return .notFinite
    case UInt8(ascii: "N"), UInt8(ascii: "I"): return .notFinite
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return .number
    case UInt8(ascii: "{"): return .object
    case UInt8(ascii: "["): return .list
    case UInt8(ascii: "t"), UInt8(ascii: "f"): return .boolean
    case UInt8(ascii: "n"): return .null
    default: throw unexpected("a value")
    }
  }

  /// Reads a list, calling `element` in front of each of its values; `element` must read or skip it.
  mutating func list(_ element: (inout Self) throws -> Void) throws {
    try open("[", "a list")
    if take("]") { return close() }
    repeat { try element(&self) } while try another(before: "]")
    close()
  }

  /// Reads an object, calling `member` with each key in front of its value; `member` must read or skip it.
  mutating func object(_ member: (inout Self, String) throws -> Void) throws {
    try open("{", "an object")
    if take("}") { return close() }
    repeat {
      let key = try string()
      guard take(":") else { throw unexpected("a colon") }
      try member(&self, key)
    } while try another(before: "}")
    close()
  }

  /// Reads a number and returns it as it is written.
  mutating func numberText() throws -> String {
    guard try kind() == .number else { throw unexpected("a number") }
    let start = offset
    try number()
    return String(decoding: bytes[start..<offset], as: UTF8.self)
  }

  /// Reads a string, with its escapes replaced.
  mutating func string() throws -> String {
    var unescaped: [UInt8] = []
    let rest = try content(unescaped: &unescaped)
    let text =
      unescaped.isEmpty
      ? String(validating: rest, as: UTF8.self) : String(validating: unescaped + rest, as: UTF8.self)
    guard let text else { throw SyntaxError(reason: "the string is not UTF-8", offset: offset - rest.count - 1) }
    return text
  }

  /// Moves past a value of any kind. It must be JSON as Python reads it; its strings need not be UTF-8.
  mutating func skip() throws {
    switch try kind() {
    case .string: try skipString()
    case .notFinite:
      if current == UInt8(ascii: "-") { offset += 1 }
      if current == UInt8(ascii: "N") { try word("NaN") } else { try word("Infinity") }
    case .number: try number()
    case .list: try list { try $0.skip() }
    case .object: try object { scanner, _ in try scanner.skip() }
    case .boolean: if current == UInt8(ascii: "t") { try word("true") } else { try word("false") }
    case .null: try word("null")
    }
  }

  /// Whether nothing but white space is left.
  mutating func isAtEnd() -> Bool {
    nextVisible() == nil
  }

  /// Throws unless nothing but white space is left.
  mutating func end() throws {
    guard isAtEnd() else { throw unexpected("the end of the text") }
  }

  // MARK: - Grammar

  private mutating func open(_ bracket: Unicode.Scalar, _ name: String) throws {
    guard take(bracket) else { throw unexpected(name) }
    depth += 1
    if depth > Self.maximumDepth { throw SyntaxError(reason: "nested too deep", offset: offset) }
  }

  private mutating func close() {
    depth -= 1
  }

  private mutating func another(before bracket: Unicode.Scalar) throws -> Bool {
    if take(",") { return true }
    guard take(bracket) else { throw unexpected("a comma or \(bracket)") }
    return false
  }

  /// Moves past a string and returns its bytes behind the last escape; all before them go to `unescaped`.
  private mutating func content(unescaped: inout [UInt8]) throws -> UnsafeBufferPointer<UInt8> {
    guard take("\"") else { throw unexpected("a string") }
    let start = offset
    var runStart = offset
    while let byte = current {
      switch byte {
      case UInt8(ascii: "\""):
        offset += 1
        return UnsafeBufferPointer(rebasing: bytes[runStart..<offset - 1])
      case UInt8(ascii: "\\"):
        unescaped.append(contentsOf: bytes[runStart..<offset])
        offset += 1
        unescaped.append(contentsOf: String(try escape()).utf8)
        runStart = offset
      case ..<0x20:
        throw SyntaxError(reason: "a control character in a string", offset: offset)
      default:
        offset += 1
      }
    }
    throw SyntaxError(reason: "the string has no end", offset: start - 1)
  }

  /// Moves past a string, whose escapes may be halves of surrogate pairs.
  private mutating func skipString() throws {
    guard take("\"") else { throw unexpected("a string") }
    let start = offset
    while let byte = current {
      offset += 1
      switch byte {
      case UInt8(ascii: "\""): return
      case UInt8(ascii: "\\") where current == UInt8(ascii: "u"):
        offset += 1
        _ = try hexadecimal()
      case UInt8(ascii: "\\"): _ = try escape()
      case ..<0x20: throw SyntaxError(reason: "a control character in a string", offset: offset - 1)
      default: break
      }
    }
    throw SyntaxError(reason: "the string has no end", offset: start - 1)
  }

  private mutating func number() throws {
    if current == UInt8(ascii: "-") { offset += 1 }
    if current == UInt8(ascii: "0") { offset += 1 } else { try digits() }
    if current == UInt8(ascii: ".") {
      offset += 1
      try digits()
    }
    if current == UInt8(ascii: "e") || current == UInt8(ascii: "E") {
      offset += 1
      if current == UInt8(ascii: "+") || current == UInt8(ascii: "-") { offset += 1 }
      try digits()
    }
  }

  private mutating func digits() throws {
    let start = offset
    while let byte = current, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { offset += 1 }
    if offset == start { throw unexpected("a digit") }
  }

  private mutating func word(_ word: String) throws {
    guard bytes[offset...].starts(with: word.utf8) else { throw unexpected(word) }
    offset += word.utf8.count
  }

  /// The character of an escape sequence behind its backslash.
  private mutating func escape() throws -> Unicode.Scalar {
    let start = offset
    guard let byte = current else { throw unexpected("an escape") }
    offset += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(byte)
    case UInt8(ascii: "b"): return "\u{8}"
    case UInt8(ascii: "f"): return "\u{c}"
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "u"):
      let unit = try hexadecimal()
      if let scalar = Unicode.Scalar(unit) { return scalar }
      let isPair = current == UInt8(ascii: "\\") && offset + 1 < bytes.count && bytes[offset + 1] == UInt8(ascii: "u")
      if isPair, unit < 0xDC00 {
        offset += 2
        let low = try hexadecimal()
        if (0xDC00...0xDFFF).contains(low),
          let scalar = Unicode.Scalar(0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00))
        {
          return scalar
        }
      }
      throw SyntaxError(reason: "half of a surrogate pair", offset: start - 1)
    default: throw SyntaxError(reason: "an unknown escape", offset: start - 1)
    }
  }

  private mutating func hexadecimal() throws -> UInt32 {
    var value: UInt32 = 0
    for _ in 0..<4 {
      guard let byte = current, let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
        throw unexpected("four hexadecimal digits")
      }
      value = value << 4 + UInt32(digit)
      offset += 1
    }
    return value
  }

  // MARK: - Bytes

  private var current: UInt8? {
    offset < bytes.count ? bytes[offset] : nil
  }

  /// Skips white space and returns the byte behind it.
  private mutating func nextVisible() -> UInt8? {
    while let byte = current {
      guard byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 else { return byte }
      offset += 1
    }
    return nil
  }

  private mutating func take(_ scalar: Unicode.Scalar) -> Bool {
    guard nextVisible() == UInt8(ascii: scalar) else { return false }
    offset += 1
    return true
  }

  private func unexpected(_ expected: String) -> SyntaxError {
    let reason = current == nil ? "the text ends where \(expected) is due" : "expected \(expected)"
    return SyntaxError(reason: reason, offset: offset)
  }
}
