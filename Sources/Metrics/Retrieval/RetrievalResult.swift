public import BenchCore
import Foundation

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
  /// What metrics can be over all orders of equal similarities, of those that depend on it for more than 1% of the queries; empty
  /// also where that was not asked for.
  public let tieRanges: [Metric: TieRange]

  /// Sums up queries, of which at least one has a match.
  init(queries: QueryOutcomes, ties: TiedQueries? = nil, galleryCount: Int, warnings: [RetrievalWarning]) {
    self.queries = queries
    self.galleryCount = galleryCount
    let unmatched = queries.queriesWithoutMatch
    tieRanges = ties?.ranges(of: queries) ?? [:]
    self.warnings =
      warnings + (unmatched.isEmpty ? [] : [.queriesWithoutMatch(unmatched)])
      + (tieRanges.isEmpty ? [] : [.ties(tieRanges)])
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
  /// Metrics that depend on the order of equal similarities for more than 1% of the queries.
  case ties([Metric: TieRange])

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
    case .ties(let ranges):
      """
      equal similarities, whose order decides metrics of up to \(Self.percentage(of: ranges)) of the queries: \
      \(Self.listing(ranges))
      """
    }
  }

  /// The largest share of the queries that some metric's order decides, such as `93%`.
  static func percentage(of ranges: [Metric: TieRange]) -> String {
    "\((100 * (ranges.values.map(\.share).max() ?? 0)).formatted(.number.precision(.fractionLength(0...1))))%"
  }

  /// `R@1 0.00 to 40.00, mAP 12.50 to 31.25`.
  static func listing(_ ranges: [Metric: TieRange]) -> String {
    Metric.allCases.compactMap { metric in
      ranges[metric].map { String(format: "\(metric.title) %.2f to %.2f", $0.lowest, $0.highest) }
    }.joined(separator: ", ")
  }
}
