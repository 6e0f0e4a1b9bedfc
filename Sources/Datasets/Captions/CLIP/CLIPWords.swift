/// The words of a cleaned caption that byte-pair encoding joins symbols in, as ranges of its UTF-8 bytes.
///
/// Source: the regular expression of `SimpleTokenizer`: special names, English contractions, runs of letters, single
/// digits, and runs of other visible characters.
struct CLIPWords: Sequence, IteratorProtocol {
  /// The name of the mask id in text.
  static let mask = Array("<|mask|>".utf8)
  /// The name of the start id in text.
  static let start = Array("<|startoftext|>".utf8)
  /// The name of the end id in text.
  static let end = Array("<|endoftext|>".utf8)

  // Python's expression ignores case, so that it takes a long s for an s.
  private static let names = [mask, start, end] + ["<|ma\u{17F}k|>", "<|\u{17F}tartoftext|>"].map { Array($0.utf8) }
  private static let contractions = ["'s", "'\u{17F}", "'t", "'re", "'ve", "'m", "'ll", "'d"].map { Array($0.utf8) }

  private enum Kind {
    case space, letter, number, other
  }

  private let bytes: [UInt8]
  private var position = 0

  /// Splits text given as well-formed UTF-8.
  init(_ bytes: [UInt8]) {
    self.bytes = bytes
  }

  /// The number of words of a caption, none of which is less than a token.
  static func count(in caption: String) -> Int {
    CLIPWords(CaptionCleaning.cleaned(caption)).reduce(0) { count, _ in count + 1 }
  }

  /// The next word.
  mutating func next() -> Range<Int>? {
    while position < bytes.count, case (.space, let length) = character(at: position) { position += length }
    guard position < bytes.count else { return nil }
    let start = position
    position = wordEnd(from: start)
    return start..<position
  }

  private func wordEnd(from start: Int) -> Int {
    let first = bytes[start]
    if first == UInt8(ascii: "<") || first == UInt8(ascii: "'") {
      let names = first == UInt8(ascii: "<") ? Self.names : Self.contractions
      if let name = names.first(where: { bytes[start...].starts(with: $0) }) { return start + name.count }
    }
    let (kind, length) = character(at: start)
    var end = start + length
    guard kind != .number else { return end }
    while end < bytes.count {
      let (nextKind, nextLength) = character(at: end)
      guard nextKind == kind else { break }
      end += nextLength
    }
    return end
  }

  /// The kind of a character and its number of bytes.
  private func character(at position: Int) -> (kind: Kind, length: Int) {
    switch bytes[position] {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): return (.letter, 1)
    case UInt8(ascii: "0")...UInt8(ascii: "9"): return (.number, 1)
    case 0x20, 0x09...0x0D: return (.space, 1)
    case ..<0x80: return (.other, 1)
    default:
      let scalar = bytes[position...].withContiguousStorageIfAvailable { buffer -> Unicode.Scalar? in
        var decoder = UTF8()
        var iterator = buffer.makeIterator()
        guard case .scalarValue(let scalar) = decoder.decode(&iterator) else { return nil }
        return scalar
      }
      guard let scalar = scalar ?? nil else { return (.other, 1) }
      return (Self.kind(scalar.properties), UTF8.width(scalar))
    }
  }

  private static func kind(_ properties: Unicode.Scalar.Properties) -> Kind {
    switch properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter: .letter
    case .decimalNumber, .letterNumber, .otherNumber: .number
    default: properties.isWhitespace ? .space : .other
    }
  }
}
