import Foundation

/// Repairs mojibake, entities, typography and control characters.
///
/// Does what `ftfy.fix_text` of ftfy 6.3 does with its default settings.
enum TextRepair {
  /// The most characters that are looked at together.
  private static let segmentLimit = 1_000_000

  /// The most rounds of repair. What was escaped once more in each of many rounds needs as many, which would take a
  /// file that was made for it for ever; here ftfy has no limit.
  private static let roundLimit = 100

  /// The repaired text. From the first line with a `<` on it takes the text for HTML and keeps entities.
  static func repaired(_ text: [Unicode.Scalar]) -> [Unicode.Scalar] {
    var repaired: [Unicode.Scalar] = []
    repaired.reserveCapacity(text.count)
    var hasEntities = true
    var rest = text[...]
    while !rest.isEmpty {
      let line = rest.prefix(segmentLimit).prefix { $0 != "\n" }
      let segment = rest.prefix(min(line.count + 1, segmentLimit))
      hasEntities = hasEntities && !segment.contains("<")
      repaired += repairedSegment(Array(segment), hasEntities: hasEntities)
      rest = rest.dropFirst(segment.count)
    }
    return repaired
  }

  private static func repairedSegment(_ segment: [Unicode.Scalar], hasEntities: Bool) -> [Unicode.Scalar] {
    var text = segment
    for _ in 0..<roundLimit {
      let unescaped = hasEntities ? HTMLEntities.unescapingTerminated(text) : text
      let simplified = simplifyingCharacters(MojibakeRepair.repaired(unescaped))
      let repaired = composed(removingControls(simplified))
      if repaired == text { break }
      text = repaired
    }
    return text
  }

  // MARK: - Single characters

  /// The text with straight quotes, letters for ligatures, characters of normal width, and line feeds.
  private static func simplifyingCharacters(_ text: [Unicode.Scalar]) -> [Unicode.Scalar] {
    var simplified: [Unicode.Scalar] = []
    simplified.reserveCapacity(text.count)
    var previous: Unicode.Scalar?
    for scalar in text.lazy.map(SingleByteEncoding.replacingControl) {
      defer { previous = scalar }
      switch scalar.value {
      case 0x0A where previous == "\r": break
      case 0x0D, 0x2028, 0x2029: simplified.append("\n")
      case ..<0x0132: simplified.append(scalar)
      case 0x02BC, 0x2018...0x201B: simplified.append("'")
      case 0x201C...0x201F: simplified.append("\"")
      case 0x3000: simplified.append(" ")
      case 0x0149: simplified += ["'", "n"]
      case 0xFB05: simplified += ["\u{17F}", "t"]
      case 0x0132, 0x0133, 0x01C4...0x01CC, 0x01F1...0x01F3, 0xFB00...0xFB06, 0xFF01...0xFFEF:
        simplified += String(scalar).precomposedStringWithCompatibilityMapping.unicodeScalars
      default: simplified.append(scalar)
      }
    }
    return simplified
  }

  /// The text in normal form C.
  private static func composed(_ text: [Unicode.Scalar]) -> [Unicode.Scalar] {
    guard text.contains(where: { mayCompose($0) }) else { return text }
    return Array(String(String.UnicodeScalarView(text)).precomposedStringWithCanonicalMapping.unicodeScalars)
  }

  /// Whether normal form C may change a character, or join it to one before it.
  private static func mayCompose(_ scalar: Unicode.Scalar) -> Bool {
    guard scalar.value >= 0x300 else { return false }
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .spacingMark, .enclosingMark: return true
    default: return (0x1160...0x11FF).contains(scalar.value) || scalar.properties.isFullCompositionExclusion
    }
  }

  // MARK: - Control characters

  private static let escape: Unicode.Scalar = "\u{1B}"

  /// The text without colour codes of terminals and without characters that have no visible effect.
  private static func removingControls(_ text: [Unicode.Scalar]) -> [Unicode.Scalar] {
    guard text.contains(where: { isControl($0) }) else { return text }
    var kept: [Unicode.Scalar] = []
    var position = 0
    while position < text.count {
      let length = text[position] == escape ? lengthOfTerminalCode(text[position...]) : 0
      if length == 0, !isControl(text[position]) { kept.append(text[position]) }
      position += max(length, 1)
    }
    return kept
  }

  /// The length of a code such as `ESC [ 31 m` that text starts with; 0 for none.
  private static func lengthOfTerminalCode(_ text: ArraySlice<Unicode.Scalar>) -> Int {
    guard text.dropFirst().first == "[" else { return 0 }
    let parameters = text.dropFirst(2).prefix { $0 == ";" || $0.properties.generalCategory == .decimalNumber }
    guard let last = text[parameters.endIndex...].first, last.isASCII, last.properties.isAlphabetic else { return 0 }
    return parameters.count + 3
  }

  private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x09, 0x0A, 0x0C, 0x0D: false
    case ..<0x20, 0x7F, 0x206A...0x206F, 0xFEFF, 0xFFF9...0xFFFC: true
    default: false
    }
  }
}
