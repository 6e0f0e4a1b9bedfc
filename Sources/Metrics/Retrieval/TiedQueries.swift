import BenchCore

/// The queries to which an entry that does not match is exactly as similar as one that does: what they contribute where matches
/// come first, and last, among what is equally similar.
///
/// Every metric only gains by a match that moves ahead, so these two orders are the extremes of all.
struct TiedQueries: Sendable {
  /// The share of the queries above which a metric gets a range.
  static let toleratedShare = 0.01
  /// The narrowest range that two decimals show: of many queries some have an entry that is as similar as their twentieth match, by
  /// chance and to no effect.
  static let visibleWidth = 0.005

  /// Query indices, ascending.
  private var queries: [Int] = []
  private var first = QueryOutcomes()
  private var last = QueryOutcomes()

  /// Adds a query by the ranks of its matches, ascending, where they come first and where they come last among equals.
  mutating func append(_ query: Int, first firstRanks: [Int32], last lastRanks: [Int32]) {
    queries.append(query)
    first.append(matchRanks: firstRanks)
    last.append(matchRanks: lastRanks)
  }

  /// Adds `other`, whose queries count from `offset`.
  mutating func append(_ other: TiedQueries, offset: Int) {
    queries += other.queries.map { $0 + offset }
    first.append(other.first)
    last.append(other.last)
  }

  /// The ranges of metrics that depend on the order for more than 1% of the queries, as far as two decimals show them.
  func ranges(of outcomes: QueryOutcomes) -> [Metric: TieRange] {
    guard !queries.isEmpty else { return [:] }
    let (lowest, highest) = (
      MetricValues(of: replaced(outcomes, by: last)), MetricValues(of: replaced(outcomes, by: first))
    )
    var ranges: [Metric: TieRange] = [:]
    for metric in Metric.allCases {
      let columns = (metric.parts.isEmpty ? [metric] : metric.parts).map { (first[$0] ?? [], last[$0] ?? []) }
      let count = queries.indices.count { place in columns.contains { $0.0[place] != $0.1[place] } }
      let share = Double(count) / Double(outcomes.count)
      guard share > Self.toleratedShare, let one = lowest[metric], let other = highest[metric],
        abs(other - one) >= Self.visibleWidth
      else { continue }
      ranges[metric] = TieRange(lowest: min(one, other), highest: max(one, other), share: share)
    }
    return ranges
  }

  /// `outcomes` with what the tied queries contribute in another order.
  private func replaced(_ outcomes: QueryOutcomes, by tied: QueryOutcomes) -> QueryOutcomes {
    var result = outcomes
    for (place, query) in queries.enumerated() { result.firstMatchRanks[query] = tied.firstMatchRanks[place] }
    for metric in Metric.allCases where metric.column != nil {
      guard var column = result[metric], let values = tied[metric] else { continue }
      for (place, query) in queries.enumerated() { column[query] = values[place] }
      result[metric] = column
    }
    return result
  }
}
