import BenchCore

/// A comparison as JSON.
struct ComparisonDocument: Encodable {
  struct Run: Encodable {
    var file: String
    var title: String
  }

  struct Values: Encodable {
    var a: Double?
    var b: Double?
    var difference: Double?
    var lower: Double?
    var upper: Double?
  }

  struct Change: Encodable {
    var query: Int
    var identity: Int
    var rankA: Int
    var rankB: Int
    var averagePrecisionA: Double
    var averagePrecisionB: Double
    var caption: String?
  }

  var a: Run
  var b: Run
  var checkpoint: String
  var metrics: [Metric: Values]
  var level: Double
  var queries: Int
  var wonShare: Double
  var lostShare: Double
  var largestChanges: [Change]
}
