import BenchCore
import Foundation
import Metrics

/// Queries by number, by result, or at random, such as `3,17,worst:5,random:5`.
package struct QuerySelection: Sendable, Equatable {
  package enum Part: Sendable, Equatable {
    case index(Int)
    /// So many with the lowest average precision, among those that have a match.
    case worst(Int)
    case random(Int)
  }

  package var parts: [Part]

  package init(parts: [Part]) {
    self.parts = parts
  }

  /// Reads what a person typed; `nil` for anything else.
  package init?(typed text: String) {
    parts = []
    for text in text.split(separator: ",", omittingEmptySubsequences: false) {
      let words = text.trimmingCharacters(in: .whitespaces).split(separator: ":", omittingEmptySubsequences: false)
      guard let number = words.last.flatMap({ Int($0) }), number >= 0 else { return nil }
      switch (words.count, words.first) {
      case (1, _): parts.append(.index(number))
      case (2, "worst") where number > 0: parts.append(.worst(number))
      case (2, "random") where number > 0: parts.append(.random(number))
      default: return nil
      }
    }
  }

  /// The chosen queries in the order of the parts, each once.
  ///
  /// - Throws: `EmbeddingEvaluationFailure` for a number that is no query.
  func indices(among outcomes: QueryOutcomes, seed: UInt64) throws(EmbeddingEvaluationFailure) -> [Int] {
    var chosen: [Int] = []
    for part in parts {
      switch part {
      case .index(let query):
        guard query < outcomes.count else {
          throw .unusable(.queryIndex(query, queries: outcomes.count), heads: [])
        }
        chosen.append(query)
      case .worst(let count):
        let precisions = outcomes[.map] ?? []
        let matched = precisions.indices.filter { outcomes.firstMatchRanks[$0] > 0 }
        chosen += matched.sorted { (precisions[$0], $0) < (precisions[$1], $1) }.prefix(count)
      case .random(let count):
        var generator = SeededGenerator(seed: seed, stream: "eval.queries")
        chosen += generator.permutation(of: outcomes.count).prefix(count)
      }
    }
    var seen: Set<Int> = []
    return chosen.filter { seen.insert($0).inserted }
  }
}
