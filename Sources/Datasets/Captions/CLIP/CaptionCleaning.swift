import Foundation

/// The cleaning that CLIP's tokenizer does before it splits a caption into words.
///
/// Source: `basic_clean` and `whitespace_clean` of `SimpleTokenizer`: `ftfy.fix_text`, `html.unescape` twice, white space
/// collapsed, lower case. Of ftfy 6.3 it leaves out text that was read in an encoding other than Latin-1 and
/// Windows-1252, and of HTML the names that only HTML 5 has; English captions have neither.
enum CaptionCleaning {
  /// The cleaned, lower-case text as UTF-8 bytes.
  static func cleaned(_ caption: String) -> [UInt8] {
    if let plain = cleanedPlain(caption) { return plain }
    let unescaped = HTMLEntities.unescaping(HTMLEntities.unescaping(fixedText(caption)))
    var collapsed = String.UnicodeScalarView()
    var isSpaceDue = false
    for scalar in unescaped.unicodeScalars {
      if scalar.properties.isWhitespace {
        isSpaceDue = !collapsed.isEmpty
        continue
      }
      if isSpaceDue { collapsed.append(" ") }
      isSpaceDue = false
      collapsed.append(scalar)
    }
    return Array(String(collapsed).lowercased().utf8)
  }

  /// The same for a caption in plain ASCII that has none of the characters which ftfy and HTML look for; `nil` for
  /// others.
  private static func cleanedPlain(_ caption: String) -> [UInt8]? {
    var cleaned: [UInt8] = []
    cleaned.reserveCapacity(caption.utf8.count)
    var isSpaceDue = false
    for byte in caption.utf8 {
      switch byte {
      case 0x09, 0x0A, 0x0C, 0x0D, 0x20:
        isSpaceDue = !cleaned.isEmpty
        continue
      case ..<0x20, UInt8(ascii: "&"), 0x7F...: return nil
      default: break
      }
      if isSpaceDue { cleaned.append(0x20) }
      isSpaceDue = false
      let isUpper = (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
      cleaned.append(isUpper ? byte | 0x20 : byte)
    }
    return cleaned
  }

  // MARK: - ftfy

  /// What `ftfy.fix_text` makes of a text, line by line. From the first line with a `<` on it takes the text for HTML
  /// and keeps entities.
  private static func fixedText(_ text: String) -> String {
    var mayUnescape = true
    var fixed = ""
    for line in text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.contains("<") { mayUnescape = false }
      if !fixed.isEmpty { fixed += "\n" }
      fixed += fixedLine(String(line), mayUnescape: mayUnescape)
    }
    return fixed
  }

  private static func fixedLine(_ line: String, mayUnescape: Bool) -> String {
    var text = line
    while true {
      let unescaped = mayUnescape ? HTMLEntities.unescapingTerminated(text) : text
      var fixed = String.UnicodeScalarView()
      for scalar in MojibakeRepair.repaired(unescaped).unicodeScalars { append(scalar, to: &fixed) }
      let composed = removingTerminalEscapes(composed(String(fixed)))
      if composed.utf8.elementsEqual(text.utf8) { return text }
      text = composed
    }
  }

  /// Appends what a character becomes: straight quotes, separate letters for ligatures, normal width, and nothing for
  /// control characters.
  private static func append(_ scalar: Unicode.Scalar, to fixed: inout String.UnicodeScalarView) {
    switch scalar.value {
    case 0x20...0x7E, 0x09, 0x0A, 0x0C, 0x1B, 0x80..<0x0132: fixed.append(scalar)
    case 0x0D, 0x2028, 0x2029: fixed.append("\n")
    case 0x02BC, 0x2018...0x201B: fixed.append("'")
    case 0x201C...0x201F: fixed.append("\"")
    case 0x3000: fixed.append(" ")
    case ..<0x20, 0x7F, 0x206A...0x206F, 0xFEFF, 0xFFF9...0xFFFC: break
    case 0xFB05: fixed.append(contentsOf: "\u{17F}t".unicodeScalars)
    case 0x0132, 0x0133, 0x0149, 0x01C4...0x01CC, 0x01F1...0x01F3, 0xFB00...0xFB06, 0xFF01...0xFFEF:
      fixed.append(contentsOf: String(scalar).precomposedStringWithCompatibilityMapping.unicodeScalars)
    default: fixed.append(scalar)
    }
  }

  /// The text in normal form C, in which all text below U+0300 is already.
  private static func composed(_ text: String) -> String {
    text.unicodeScalars.contains { $0.value >= 0x300 } ? text.precomposedStringWithCanonicalMapping : text
  }

  /// The text without colour codes and the like, and without escape characters.
  private static func removingTerminalEscapes(_ text: String) -> String {
    guard text.unicodeScalars.contains("\u{1B}") else { return text }
    return text.replacing(/\u{1B}\[[0-9;]*[A-Za-z]/, with: "").replacing("\u{1B}", with: "")
  }
}
