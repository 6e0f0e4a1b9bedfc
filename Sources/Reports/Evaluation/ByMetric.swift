import Metrics

/// Values under the metrics' names: `r1`, `r5`, `r10`, `map`, `minp`, `rsum`.
struct ByMetric<Value: Encodable>: Encodable {
  private var values: [String: Value]

  init(_ metrics: [ReportMetric], _ value: (ReportMetric) -> Value) {
    values = Dictionary(uniqueKeysWithValues: metrics.map { ($0.rawValue, value($0)) })
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(values)
  }
}

extension MetricIntervals {
  /// The interval of a metric; `nil` where it is unknown.
  subscript(_ metric: ReportMetric) -> ConfidenceInterval? {
    switch metric {
    case .r1: r1
    case .r5: r5
    case .r10: r10
    case .map: map
    case .minp: minp
    case .rsum: rSum
    }
  }
}
