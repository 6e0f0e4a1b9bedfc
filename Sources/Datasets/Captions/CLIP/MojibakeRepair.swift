/// Repairs UTF-8 text that was once read in another encoding, such as `itâ€™s` for `it’s`.
///
/// Does what `ftfy.fix_encoding` of ftfy 6.3 does.
enum MojibakeRepair {
  /// The repaired text; text that was garbled more than once is repaired as often.
  static func repaired(_ text: [Unicode.Scalar]) -> [Unicode.Scalar] {
    var repaired = text
    while MojibakeEvidence.isFound(in: repaired) {
      let better = repairedOnce(repaired)
      guard better != repaired else { break }
      repaired = better
    }
    return repaired
  }

  /// One round of repair of text with evidence of mojibake.
  private static func repairedOnce(_ text: [Unicode.Scalar]) -> [Unicode.Scalar] {
    for encoding in SingleByteEncoding.all {
      guard var bytes = encoding.bytes(of: text) else { continue }
      if encoding.mayHaveLostNoBreakSpaces { bytes = DamagedUTF8.restoringNoBreakSpaces(bytes) }
      if encoding.isWindows { bytes = DamagedUTF8.replacingLossySequences(bytes) }
      if let decoded = DamagedUTF8.decoded(bytes) { return decoded }
    }
    let repaired = repairingParts(of: text)
    return repaired == text ? text.map(SingleByteEncoding.replacingControl) : repaired
  }

  // MARK: - Parts of a text

  /// What a character can stand for in UTF-8 that was read as Latin-1 or in an encoding of Windows.
  private struct Roles: OptionSet {
    var rawValue: UInt8

    /// The first byte of two.
    static let leadOf2 = Roles(rawValue: 1)
    /// The first byte of three.
    static let leadOf3 = Roles(rawValue: 2)
    /// The first byte of four.
    static let leadOf4 = Roles(rawValue: 4)
    /// Any other byte; also a space, which may have been a no-break space.
    static let continuation = Roles(rawValue: 8)
    /// The same, for characters that seldom stand for themselves beside mojibake.
    static let certainContinuation = Roles(rawValue: 16)
  }

  private static let roles: [Unicode.Scalar: Roles] = {
    var roles: [Unicode.Scalar: Roles] = [" ": .continuation]
    for encoding in SingleByteEncoding.latin1AndWindows {
      for (byte, scalar) in zip(UInt8(0x80)...0xFF, encoding.highCharacters) {
        switch byte {
        case 0x80...0xBF: roles[scalar, default: []].formUnion([.continuation, .certainContinuation])
        case 0xC2...0xDF: roles[scalar, default: []].insert(.leadOf2)
        case 0xE0...0xEF: roles[scalar, default: []].insert(.leadOf3)
        case 0xF0, 0xF3: roles[scalar, default: []].insert(.leadOf4)
        default: break
        }
      }
    }
    for scalar in "–—―‘’‚“”„•…".unicodeScalars { roles[scalar]?.remove(.certainContinuation) }
    return roles
  }()

  /// Repairs the runs of characters that could be UTF-8 and are evidence of mojibake by themselves.
  ///
  /// Source: `ftfy.fixes.decode_inconsistent_utf8`.
  private static func repairingParts(of text: [Unicode.Scalar]) -> [Unicode.Scalar] {
    let roles = text.map { Self.roles[$0] ?? [] }
    var repaired: [Unicode.Scalar] = []
    repaired.reserveCapacity(text.count)
    var position = 0
    while position < text.count {
      let mayStart = position == 0 || !roles[position - 1].contains(.certainContinuation)
      let end = mayStart ? endOfRun(in: roles, from: position) : position
      let run = Array(text[position..<end])
      if !run.isEmpty, run.count < text.count, MojibakeEvidence.isFound(in: run) {
        repaired += Self.repaired(run)
      } else {
        repaired += run.isEmpty ? [text[position]] : run
      }
      position = max(end, position + 1)
    }
    return repaired
  }

  /// Where the sequences that start at a position and follow each other end.
  private static func endOfRun(in roles: [Roles], from start: Int) -> Int {
    var end = start
    while end < roles.count {
      let rest = roles[(end + 1)...]
      let length = [(Roles.leadOf2, 2), (.leadOf3, 3), (.leadOf4, 4)].first { lead, length in
        let continuation = rest.prefix(length - 1)
        return roles[end].contains(lead) && continuation.count == length - 1
          && continuation.allSatisfy { $0.contains(.continuation) }
      }
      guard let length else { break }
      end += length.1
    }
    return end
  }
}
