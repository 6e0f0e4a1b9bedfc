import BenchCore

/// An evaluation as JSON.
struct EvaluationDocument: Encodable {
  struct Head: Encodable {
    var name: String
    var width: Int
    var weight: Double
  }

  struct Scores: Encodable {
    var direction: String
    var head: String
    var metrics: MetricValues
    var medianRank: Double
    var queriesWithoutMatch: Int
    var intervals: [Metric: [Double]]?
    var tieRanges: [Metric: [Double]]?
  }

  var source: String
  var queries: Int
  var gallery: Int
  var heads: [Head]
  var scores: [Scores]
  var warnings: [String]
  var lists: [RankedList]?
}
