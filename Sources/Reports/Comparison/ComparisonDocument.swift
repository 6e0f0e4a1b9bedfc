import BenchCore

/// A comparison as JSON.
struct ComparisonDocument: Encodable {
  struct Group: Encodable {
    var files: [String]
    var seeds: [UInt64]
    var title: String
  }

  struct Values: Encodable {
    var a: Double?
    var b: Double?
    var difference: Double?
    var lower: Double?
    var upper: Double?
    var p: Double?
    var pHolm: Double?
    /// Runs of each group.
    var seedsNeeded: Int?
    /// Whether no number of runs would do.
    var isTestSetTheLimit: Bool?
    /// The ends over all orders of equal similarities, where these decide the number.
    var tieRangeA: [Double]?
    var tieRangeB: [Double]?
    /// `differs` and the like, as in docs/statistics.md.
    var verdict: String?
  }

  struct Change: Encodable {
    var query: Int
    var identity: Int
    var rankA: Double
    var rankB: Double
    var averagePrecisionA: Double
    var averagePrecisionB: Double
    var caption: String?
  }

  var a: Group
  var b: Group
  var checkpoint: String
  var direction: String
  var metrics: [Metric: Values]
  var level: Double
  var resamples: Int
  var by: String
  var clusters: Int
  var accountsForSeeds: Bool
  var pairsSeeds: Bool
  var queries: Int
  var wonShare: Double
  var lostShare: Double
  var largestChanges: [Change]
  /// Fields of the specification that differ beside the methods themselves.
  var otherDifferences: [SpecificationDifference]
  var notes: [String]
}
