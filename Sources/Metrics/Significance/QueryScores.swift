import BenchCore

/// What each query adds to the sums behind metrics: of a run, of the mean over runs, or of the difference of two.
struct QueryScores {
  /// The metrics that are wanted.
  let metrics: [Metric]
  /// The number of queries.
  let count: Int
  /// Eight terms of every query at a time, so that drawing a query is one addition for each block.
  let blocks: [[SIMD8<Double>]]
  /// The metrics whose terms are summed, in the order of the terms.
  private let summed: [Metric]
  /// Whether a term behind those counts the queries with a match; without it all have one.
  private let countsMatches: Bool

  /// - Parameters:
  ///   - metrics: Each is known, or a sum of metrics that are.
  ///   - matches: 1 for each query with a match, 0 for others.
  ///   - column: Each query's term of a metric that is no sum.
  init(_ metrics: [Metric], matches: [Double], column: (Metric) -> [Double]) {
    self.metrics = metrics
    count = matches.count
    let summed = Metric.measured.filter { metric in metrics.contains { $0 == metric || $0.parts.contains(metric) } }
    self.summed = summed
    countsMatches = matches.contains { $0 != 1 }
    let columns = summed.map(column) + (countsMatches ? [matches] : [])
    blocks = stride(from: 0, to: columns.count, by: 8).map { start in
      let lanes = columns[start..<min(start + 8, columns.count)]
      return matches.indices.map { query in
        var terms = SIMD8<Double>()
        for (lane, column) in lanes.enumerated() { terms[lane] = column[query] }
        return terms
      }
    }
  }

  /// The wanted metrics of as many queries as there are, from the sums of their terms, block after block.
  ///
  /// A resample without any query with a match counts as 0 for metrics that leave such queries out.
  func values(of sums: [Double]) -> [Double] {
    let matchCount = countsMatches ? sums[summed.count] : Double(count)
    func value(_ metric: Metric) -> Double {
      guard let term = summed.firstIndex(of: metric) else { return 0 }
      let weight = metric.countsUnmatchedQueries ? Double(count) : matchCount
      return weight > 0 ? sums[term] * (metric.unit.factor / weight) : 0
    }
    return metrics.map { $0.parts.isEmpty ? value($0) : $0.parts.map(value).reduce(0, +) }
  }
}
