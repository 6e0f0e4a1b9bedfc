/// UTF-8 bytes that programs changed on their way, before and after they were read in a wrong encoding.
enum DamagedUTF8 {
  /// For each byte of a sequence the ranges it is in.
  private typealias Pattern = [[ClosedRange<UInt8>]]

  /// The bytes with 0xA0 for each space that would make a sequence whole, as programs that take a no-break space for a
  /// space leave them.
  ///
  /// Only for lead bytes after which that makes a likely character. Between words, 0xC3 and a space are the French
  /// word "à" and a space, except where Portuguese words start with them. Source: `ftfy.fixes.restore_byte_a0`.
  static func restoringNoBreakSpaces(_ bytes: [UInt8]) -> [UInt8] {
    var words: [UInt8] = []
    words.reserveCapacity(bytes.count)
    for (position, byte) in bytes.enumerated() {
      words.append(byte)
      guard byte == 0xC3, bytes[(position + 1)...].first == space else { continue }
      let next = bytes[(position + 2)...]
      if !portugueseWordsWithGrave.contains(where: { next.starts(with: $0) }) { words.append(0xA0) }
    }
    return replacing(sequencesWithSpace, in: words) { $0.map { $0 == space ? 0xA0 : $0 } }
  }

  /// The bytes with U+FFFD for each sequence in which bytes were replaced by 0x1A, or one by a question mark.
  ///
  /// Source: `ftfy.fixes.replace_lossy_sequences`.
  static func replacingLossySequences(_ bytes: [UInt8]) -> [UInt8] {
    replacing(lossySequences, in: bytes) { _ in [0xEF, 0xBF, 0xBD] }
  }

  /// The text of UTF-8, in which NUL may have two bytes, as in Java, and characters from U+10000 on six, as in CESU-8;
  /// `nil` where the bytes are not well-formed.
  static func decoded(_ bytes: [UInt8]) -> [Unicode.Scalar]? {
    let standard = replacing(variantSequences, in: bytes) { sequence in
      guard sequence.count == 6 else { return [0] }
      let bytes = sequence.map { UInt32($0) }
      let high = (bytes[1] & 0x0F) << 16 | (bytes[2] & 0x3F) << 10
      let low = (bytes[4] & 0x0F) << 6 | (bytes[5] & 0x3F)
      return Unicode.Scalar(0x10000 + (high | low)).map { Array($0.utf8) } ?? Array(sequence)
    }
    return String(validating: standard, as: UTF8.self).map { Array($0.unicodeScalars) }
  }

  // MARK: - Patterns

  private static let space = UInt8(ascii: " ")
  private static let lost: UInt8 = 0x1A

  /// What follows "à" in "à  ", "àquele", "àquela", "àquilo" and "às ".
  private static let portugueseWordsWithGrave = [" ", "quele", "quela", "quilo", "s "].map { Array($0.utf8) }

  private static let sequencesWithSpace: [Pattern] = {
    let spaces = [space...space]
    let continuation: [ClosedRange<UInt8>] = [0x80...0xBF]
    // Without 0x85, which is more often an ellipsis, and 0xA0.
    let likely: [ClosedRange<UInt8>] = [0x80...0x84, 0x86...0x9F, 0xA1...0xBF]
    return [
      [[0xC2...0xC3, 0xC5...0xC5, 0xCE...0xCE, 0xD0...0xD0, 0xD9...0xD9], spaces],
      [[0xE2...0xE3], spaces, likely],
      [[0xE0...0xE3], likely, spaces],
      [[0xF0...0xF0], spaces, continuation, continuation],
      [[0xF0...0xF0], continuation, spaces, continuation],
      [[0xF0...0xF0], continuation, continuation, spaces],
    ]
  }()

  private static let lossySequences: [Pattern] = {
    let question = UInt8(ascii: "?")...UInt8(ascii: "?")
    let byte: ClosedRange<UInt8> = 0x80...0xBF
    let (gap, sound) = ([lost...lost, question], [lost...lost, byte])
    let (high, low) = ([[0xED...0xED], [0xA0...0xAF]] as Pattern, [[0xED...0xED], [0xB0...0xBF]] as Pattern)
    return [
      [[0xC2...0xDF], [lost...lost]],
      [[0xC2...0xC3], [question]],
      high + [gap] + low + [gap + [byte]],
      high + [gap + [byte]] + low + [gap],
      [[0xE0...0xEF], gap, sound],
      [[0xE0...0xEF], sound, gap],
      [[0xF0...0xF4], gap, sound, sound],
      [[0xF0...0xF4], sound, gap, sound],
      [[0xF0...0xF4], sound, sound, gap],
      [[lost...lost]],
    ]
  }()

  private static let variantSequences: [Pattern] = [
    [[0xC0...0xC0], [0x80...0x80]],
    [[0xED...0xED], [0xA0...0xAF], [0x80...0xBF], [0xED...0xED], [0xB0...0xBF], [0x80...0xBF]],
  ]

  /// Replaces from left to right what matches the first of some patterns.
  private static func replacing(
    _ patterns: [Pattern], in bytes: [UInt8], with replacement: (ArraySlice<UInt8>) -> [UInt8]
  ) -> [UInt8] {
    var replaced: [UInt8] = []
    replaced.reserveCapacity(bytes.count)
    var position = 0
    while position < bytes.count {
      let rest = bytes[position...]
      // All patterns start with the lost byte or one above ASCII.
      let isCandidate = bytes[position] >= 0x80 || bytes[position] == lost
      if isCandidate, let pattern = patterns.first(where: { matches($0, rest) }) {
        replaced += replacement(rest.prefix(pattern.count))
        position += pattern.count
      } else {
        replaced.append(bytes[position])
        position += 1
      }
    }
    return replaced
  }

  private static func matches(_ pattern: Pattern, _ bytes: ArraySlice<UInt8>) -> Bool {
    bytes.count >= pattern.count
      && zip(pattern, bytes).allSatisfy { ranges, byte in ranges.contains { $0.contains(byte) } }
  }
}
