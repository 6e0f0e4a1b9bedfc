/// Ranking quality of one direction of retrieval, in percent.
public struct RetrievalMetrics: Sendable, Equatable, Codable {
  /// Share of queries with a match at rank 1.
  public var r1: Double
  /// Share of queries with a match among the first 5.
  public var r5: Double
  /// Share of queries with a match among the first 10.
  public var r10: Double
  /// Mean average precision over all matches of a query's identity.
  public var map: Double
  /// Mean inverse negative penalty: matches divided by the rank of the last match.
  public var minp: Double

  /// R@1 + R@5 + R@10.
  public var rSum: Double { r1 + r5 + r10 }

  /// Creates a record of metrics in percent.
  public init(r1: Double, r5: Double, r10: Double, map: Double, minp: Double) {
    self.r1 = r1
    self.r5 = r5
    self.r10 = r10
    self.map = map
    self.minp = minp
  }

  /// Stands for metrics that nobody measured: all NaN.
  public static let unknown = RetrievalMetrics(r1: .nan, r5: .nan, r10: .nan, map: .nan, minp: .nan)
}
