/// Repairs UTF-8 text that was once read as Windows-1252 or Latin-1, such as `itâ€™s` for `it’s`.
///
/// Follows `ftfy.fix_encoding`, but looks at single characters in place of ftfy's statistics on pairs of characters:
/// a sequence is repaired when its bytes are well-formed UTF-8, unless it could be sound text. Agrees with ftfy on the
/// characters that English text has; where only some of a text is garbled, ftfy leaves a few more sequences as they are.
enum MojibakeRepair {
  /// The repaired text; text that was garbled more than once is repaired as often.
  static func repaired(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: { isLead($0) || isControl($0) }) else { return text }
    var scalars = Array(text.unicodeScalars)
    while let better = repairedOnce(scalars) { scalars = better }
    var repaired = String.UnicodeScalarView()
    for scalar in scalars {
      repaired.append(isControl(scalar) ? Windows1252.scalar(of: UInt8(scalar.value)) : scalar)
    }
    return String(repaired)
  }

  /// Whether a character may stand for the first byte of a sequence.
  private static func isLead(_ scalar: Unicode.Scalar) -> Bool {
    (0xC2...0xF4).contains(scalar.value)
  }

  /// Whether a character is one of the controls U+0080 to U+009F, all of which were meant as Windows-1252.
  private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
    (0x80...0x9F).contains(scalar.value)
  }

  /// Several characters that stand for one.
  private struct Sequence {
    var meaning: Unicode.Scalar
    var length: Int
    /// Whether it could be sound text, so that it needs another sequence in the same text as evidence.
    var isDoubtful: Bool
  }

  /// One round of repair; `nil` where there is nothing to repair.
  private static func repairedOnce(_ scalars: [Unicode.Scalar]) -> [Unicode.Scalar]? {
    var repaired: [Unicode.Scalar] = []
    var isGarbled = false
    var position = 0
    while position < scalars.count {
      if let sequence = sequence(in: scalars[position...]) {
        repaired.append(sequence.meaning)
        isGarbled = isGarbled || !sequence.isDoubtful
        position += sequence.length
      } else {
        repaired.append(scalars[position])
        position += 1
      }
    }
    return isGarbled ? repaired : nil
  }

  /// The sequence that starts `scalars`; `nil` where they stand for themselves.
  private static func sequence(in scalars: ArraySlice<Unicode.Scalar>) -> Sequence? {
    guard let first = scalars.first, isLead(first) else { return nil }
    let lead = UInt8(first.value)
    let length = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4
    let continuation = scalars.dropFirst().prefix(length - 1)
    guard continuation.count == length - 1 else { return nil }
    var bytes = [lead]
    for scalar in continuation {
      if let byte = Windows1252.highByte(of: scalar), (0x80...0xBF).contains(byte) {
        bytes.append(byte)
      } else if scalar == " ", lead == 0xC2 {
        bytes.append(0xA0)
      } else if scalar != "\u{FFFD}", scalar != "?" || lead < 0xE0 {
        return nil
      }
    }
    // Some program before had no character for a byte.
    let isLossy = bytes.count > 1 && bytes.count < length
    if isLossy { return Sequence(meaning: "\u{FFFD}", length: length, isDoubtful: false) }
    guard let meaning = String(validating: bytes, as: UTF8.self)?.unicodeScalars.first else { return nil }
    let isTypography = continuation.allSatisfy { typography.contains($0) } && !frequentLeads.contains(lead)
    return Sequence(
      meaning: meaning,
      length: length,
      isDoubtful: isTypography || doubtful.contains(meaning)
    )
  }

  /// Punctuation that may follow an accented letter in sound text.
  private static let typography = Set(" –—‘’“”…•„‚´·".unicodeScalars)
  /// First bytes of Latin-1 characters, punctuation, and emoji, which seldom stand in front of punctuation.
  private static let frequentLeads: Set<UInt8> = [0xC2, 0xC3, 0xE2, 0xF0]
  /// Characters that ftfy does not recognise by themselves.
  private static let doubtful = Set("ÅŒœ™①②③④⑤⑥⑦⑧⑨".unicodeScalars)
}
