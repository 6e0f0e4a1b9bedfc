public import BenchCore

/// The quality of one direction of retrieval, for all queries and for each.
public struct RetrievalResult: Sendable, Equatable {
  /// Queries without a match in the gallery are misses of R@K and are left out of the other metrics.
  public let metrics: MetricValues
  /// The median over queries of the first match's rank; a query without a match counts as one past the gallery.
  public let medianRank: Double
  /// What each query contributes.
  public let queries: QueryOutcomes
  /// The number of gallery entries.
  public let galleryCount: Int
  /// What to know before trusting the numbers; empty where there is nothing.
  public let warnings: [RetrievalWarning]

  /// Sums up queries, of which at least one has a match.
  init(queries: QueryOutcomes, galleryCount: Int, warnings: [RetrievalWarning]) {
    self.queries = queries
    self.galleryCount = galleryCount
    let unmatched = queries.queriesWithoutMatch
    self.warnings = warnings + (unmatched.isEmpty ? [] : [.queriesWithoutMatch(unmatched)])
    metrics = MetricValues(of: queries)
    let ranks = queries.firstMatchRanks.map { $0 == 0 ? galleryCount + 1 : $0 }.sorted()
    medianRank = Double(ranks[(ranks.count - 1) / 2] + ranks[ranks.count / 2]) / 2
  }

  /// The cumulative match characteristic: R@1, R@2, ... R@`cutoff` in percent.
  public func cumulativeMatches(upTo cutoff: Int) -> [Double] {
    guard cutoff > 0 else { return [] }
    var hits = [Int](repeating: 0, count: cutoff)
    for rank in queries.firstMatchRanks where rank > 0 && rank <= cutoff { hits[rank - 1] += 1 }
    var total = 0
    return hits.map { count in
      total += count
      return 100 * Double(total) / Double(queries.count)
    }
  }
}

/// Something about the input of an evaluation that makes its numbers doubtful.
public enum RetrievalWarning: Sendable, Equatable, CustomStringConvertible {
  /// Embeddings of length zero, whose similarity to everything is 0.
  case zeroEmbeddings(side: RetrievalSide, head: Int, rows: [Int])
  /// Queries whose identity is not in the gallery.
  case queriesWithoutMatch([Int])

  /// The warning in one sentence.
  public var description: String {
    switch self {
    case .zeroEmbeddings(let side, let head, let rows):
      "\(rows.count) \(side.rawValue) embeddings of head \(head) are zero, the first in row \(rows.first ?? 0)"
    case .queriesWithoutMatch(let queries):
      """
      \(queries.count) queries, the first of them \(queries.first ?? 0), have no match in the gallery: \
      misses of R@K, left out of the other metrics
      """
    }
  }
}
