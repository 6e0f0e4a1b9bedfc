import Foundation

/// BERT's splitting of text into words and marks.
///
/// Source: IVT `model/backbones/tokenization_bert.py`, `BasicTokenizer`, for lower-case text.
enum BERTWords {
  /// The words, in lower case and without accents; each mark and each Chinese character is a word.
  static func words(of text: String) -> [Substring] {
    var spaced = String.UnicodeScalarView()
    for scalar in plain(text).unicodeScalars {
      let isAlone = isMark(scalar)
      if isAlone { spaced.append(" ") }
      spaced.append(scalar)
      if isAlone { spaced.append(" ") }
    }
    return spaced.split(whereSeparator: \.properties.isWhitespace).map { Substring($0) }
  }

  /// Without control characters, in lower case, decomposed and without accents; Chinese characters between spaces.
  private static func plain(_ text: String) -> String {
    var cleaned = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      if isSpace(scalar) {
        cleaned.append(" ")
      } else if isChinese(scalar) {
        cleaned.append(contentsOf: [" ", scalar, " "])
      } else if scalar != "\u{FFFD}", !isControl(scalar) {
        cleaned.append(scalar)
      }
    }
    let decomposed = String(cleaned).lowercased().decomposedStringWithCanonicalMapping.unicodeScalars
    return String(String.UnicodeScalarView(decomposed.filter { $0.properties.generalCategory != .nonspacingMark }))
  }

  private static func isSpace(_ scalar: Unicode.Scalar) -> Bool {
    "\t\n\r ".unicodeScalars.contains(scalar) || scalar.properties.generalCategory == .spaceSeparator
  }

  private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .surrogate, .privateUse, .unassigned: true
    default: false
    }
  }

  /// ASCII that is no letter, digit, space or control character, and Unicode's punctuation.
  private static func isMark(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 33...47, 58...64, 91...96, 123...126: return true
    default: break
    }
    switch scalar.properties.generalCategory {
    case .connectorPunctuation, .dashPunctuation, .openPunctuation, .closePunctuation, .initialPunctuation,
      .finalPunctuation, .otherPunctuation:
      return true
    default: return false
    }
  }

  private static func isChinese(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x4E00...0x9FFF, 0x3400...0x4DBF, 0x20000...0x2A6DF, 0x2A700...0x2B73F, 0x2B740...0x2B81F, 0x2B820...0x2CEAF,
      0xF900...0xFAFF, 0x2F800...0x2FA1F:
      true
    default: false
    }
  }
}
