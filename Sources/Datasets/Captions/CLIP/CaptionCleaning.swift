/// The cleaning that CLIP's tokenizer does before it splits a caption into words.
///
/// Source: `basic_clean` and `whitespace_clean` of `SimpleTokenizer`: `ftfy.fix_text`, `html.unescape` twice, white space
/// collapsed, lower case.
enum CaptionCleaning {
  /// The cleaned, lower-case text as UTF-8 bytes.
  static func cleaned(_ caption: String) -> [UInt8] {
    if let plain = cleanedPlain(caption) { return plain }
    let repaired = TextRepair.repaired(Array(caption.unicodeScalars))
    let unescaped = HTMLEntities.unescaping(HTMLEntities.unescaping(repaired))
    return lowercased(collapsingWhiteSpace(unescaped))
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

  /// The text with one space for each run of white space, and none at its ends.
  private static func collapsingWhiteSpace(_ text: [Unicode.Scalar]) -> [Unicode.Scalar] {
    var collapsed: [Unicode.Scalar] = []
    collapsed.reserveCapacity(text.count)
    var isSpaceDue = false
    for scalar in text {
      if scalar.isASCII ? (scalar == " " || ("\t"..."\r").contains(scalar)) : scalar.properties.isWhitespace {
        isSpaceDue = !collapsed.isEmpty
        continue
      }
      if isSpaceDue { collapsed.append(" ") }
      isSpaceDue = false
      collapsed.append(scalar)
    }
    return collapsed
  }

  // MARK: - Lower case

  /// The text in lower case as Python's `str.lower` makes it, as UTF-8 bytes.
  private static func lowercased(_ text: [Unicode.Scalar]) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(2 * text.count)
    for (position, scalar) in text.enumerated() {
      if scalar.isASCII {
        let byte = UInt8(scalar.value)
        bytes.append((UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte)
      } else if scalar == "Σ" {
        bytes += Array((isAtWordEnd(position, in: text) ? "ς" : "σ").utf8)
      } else if scalar.properties.changesWhenLowercased {
        bytes += Array(scalar.properties.lowercaseMapping.utf8)
      } else {
        bytes += scalar.utf8
      }
    }
    return bytes
  }

  /// Whether a letter has letters with case before it but none after it, apart from characters that case ignores.
  private static func isAtWordEnd(_ position: Int, in text: [Unicode.Scalar]) -> Bool {
    let before = text[..<position].last { !$0.properties.isCaseIgnorable }
    let after = text[(position + 1)...].first { !$0.properties.isCaseIgnorable }
    return before?.properties.isCased == true && after?.properties.isCased != true
  }
}
