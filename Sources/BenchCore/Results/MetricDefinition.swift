/// What a metric is: its row of the list in `Metric`.
struct MetricDefinition: Sendable {
  /// How a query's value comes about.
  enum Computation: Sendable {
    /// From the rank of the first match, from 1.
    case firstRank(@Sendable (Int) -> Double)
    /// From the ascending ranks of all matches, from 1, at least one; stored for each query under this name.
    case allRanks(column: String, @Sendable ([Int32]) -> Double)
    /// The sum of other metrics; no query has a value of its own.
    case sum([Metric])
  }

  var title: String
  var computation: Computation
  var countsUnmatchedQueries = false
  var unit = MetricUnit.percent
  var isHigherBetter = true

  init(_ title: String, _ computation: Computation) {
    self.title = title
    self.computation = computation
  }

  /// The share of queries with a match among the first `cutoff`; a query without a match is a miss.
  static func recall(at cutoff: Int) -> MetricDefinition {
    var definition = MetricDefinition("R@\(cutoff)", .firstRank { $0 <= cutoff ? 1 : 0 })
    definition.countsUnmatchedQueries = true
    return definition
  }
}
