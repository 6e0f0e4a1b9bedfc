package import BenchCore

/// A part of a caption that a network may align with the image beside the whole of it.
///
/// Source: IVT `processor/processor.py`, `get_phrase_level_txt`, and `datasets/bases.py`, `ImageDatasetLevelICFG`: what
/// they call the phrase and the word level, by full stops and commas alone.
package enum CaptionPart: String, CaseIterable, Sendable {
  /// What is between two commas or stops: IVT's word level.
  case clause
  /// A sentence's longest clause, or all its others: IVT's phrase level.
  case phrase

  /// The shortest part that is taken, in characters, the spaces around it included.
  private static let shortest = 6

  /// One of the parts of a caption, in lower case; the whole caption where it has none.
  package func drawn(from caption: String, using generator: inout SeededGenerator) -> String {
    let caption = caption.lowercased()
    let candidates = candidates(in: caption)
    return candidates.isEmpty ? caption : generator.element(of: candidates)
  }

  /// The parts of a caption in lower case.
  func candidates(in caption: String) -> [String] {
    let inner = caption.trimming(".").trimming("[").trimming("]")
    return inner.split(separator: ".", omittingEmptySubsequences: false).flatMap { sentence in
      parts(of: sentence.split(separator: ",", omittingEmptySubsequences: false))
        .filter { $0.unicodeScalars.count >= Self.shortest }
        .map { String($0.trimming(" ")) }.filter { !$0.isEmpty }
    }
  }

  private func parts(of clauses: [Substring]) -> [Substring] {
    switch self {
    case .clause: return clauses
    case .phrase:
      let lengths = clauses.map(\.unicodeScalars.count)
      guard let longest = lengths.firstIndex(of: lengths.max() ?? 0) else { return [] }
      let others = [clauses[..<longest], clauses[(longest + 1)...]].map { $0.joined(separator: ",") }
      return [clauses[longest], Substring(others.joined(separator: ",")).trimming(",")]
    }
  }
}

extension StringProtocol where SubSequence == Substring {
  /// Without a character at both ends, as often as it is there.
  fileprivate func trimming(_ character: Character) -> Substring {
    let start = firstIndex { $0 != character } ?? endIndex
    let end = lastIndex { $0 != character }.map(index(after:)) ?? start
    return self[start..<Swift.max(start, end)]
  }
}
