/// What each query of one direction contributes to the metrics, in query order: the input of comparisons between runs.
public struct QueryOutcomes: Sendable, Equatable {
  /// The rank of the first match, from 1; 0 for a query without a match in the gallery.
  public var firstMatchRanks: [Int]
  /// Of the metrics that need more than the first match's rank.
  private var columns: [Metric: [Double]]

  /// Gathers columns of equal length.
  ///
  /// - Parameter columns: Each query's value of metrics that have a `column`, 0 for a query without a match.
  public init(firstMatchRanks: [Int] = [], columns: [Metric: [Double]] = [:]) {
    self.firstMatchRanks = firstMatchRanks
    self.columns = columns
  }

  /// The number of queries.
  public var count: Int { firstMatchRanks.count }

  /// The queries without a match in the gallery.
  public var queriesWithoutMatch: [Int] { firstMatchRanks.indices.filter { firstMatchRanks[$0] == 0 } }

  /// Each query's value of a metric, without its unit, 0 for a query without a match; `nil` where it is not known, and
  /// of sums.
  ///
  /// Values that follow from the first match's rank cannot be set.
  public subscript(_ metric: Metric) -> [Double]? {
    get {
      switch metric.definition.computation {
      case .firstRank(let value): firstMatchRanks.map { $0 > 0 ? value($0) : 0 }
      case .allRanks: columns[metric]
      case .sum: nil
      }
    }
    set {
      if metric.column != nil { columns[metric] = newValue }
    }
  }

  /// Appends the queries of `other`.
  public mutating func append(_ other: QueryOutcomes) {
    firstMatchRanks += other.firstMatchRanks
    for (metric, values) in other.columns { columns[metric, default: []] += values }
  }

  /// Appends a query from the ascending ranks of its matches, from 1.
  public mutating func append(matchRanks ranks: [Int32]) {
    firstMatchRanks.append(ranks.first.map(Int.init) ?? 0)
    for (metric, value) in Self.columnValues {
      columns[metric, default: []].append(ranks.isEmpty ? 0 : value(ranks))
    }
  }

  private static let columnValues = Metric.allCases.compactMap { metric in
    if case .allRanks(_, let value) = metric.definition.computation { (metric, value) } else { nil }
  }
}
