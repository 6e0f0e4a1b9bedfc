/// Values of metrics in their units; a metric that is not known has none.
public struct MetricValues: Sendable, Equatable {
  private var values: [Metric: Double] = [:]

  /// No values.
  public init() {}

  /// The means over queries; of a metric that some query's value is not known of there is none.
  public init(of queries: QueryOutcomes) {
    let matchedCount = queries.count - queries.queriesWithoutMatch.count
    for metric in Metric.measured {
      guard let column = queries[metric] else { continue }
      let count = metric.countsUnmatchedQueries ? queries.count : matchedCount
      self[metric] = metric.unit.factor * column.reduce(0, +) / Double(count)
    }
  }

  /// A metric's value; a sum is known where its parts are. Setting NaN removes the value, setting a sum does nothing.
  public subscript(_ metric: Metric) -> Double? {
    get {
      let parts = metric.parts
      guard !parts.isEmpty else { return values[metric] }
      let known = parts.compactMap { values[$0] }
      return known.count == parts.count ? known.reduce(0, +) : nil
    }
    set {
      if metric.parts.isEmpty { values[metric] = newValue.flatMap { $0.isNaN ? nil : $0 } }
    }
  }

  /// Whether no metric is known.
  public var isEmpty: Bool { values.isEmpty }

  /// The values, those not known taken from `others`.
  public func completed(by others: MetricValues) -> MetricValues {
    var result = self
    result.values.merge(others.values) { own, _ in own }
    return result
  }
}

extension MetricValues: ExpressibleByDictionaryLiteral {
  /// Values by metric; sums follow from their parts.
  public init(dictionaryLiteral elements: (Metric, Double)...) {
    for (metric, value) in elements { self[metric] = value }
  }
}

extension MetricValues: Codable {
  /// Reads an object of values by the metrics' names.
  ///
  /// - Throws: `DecodingError` for anything else.
  public init(from decoder: any Decoder) throws {
    for (metric, value) in try [Metric: Double](from: decoder) { self[metric] = value }
  }

  /// Writes an object of values by the metrics' names, sums too; what is not known is left out.
  public func encode(to encoder: any Encoder) throws {
    let known = Metric.allCases.compactMap { metric in self[metric].map { (metric, $0) } }
    try Dictionary(uniqueKeysWithValues: known).encode(to: encoder)
  }
}
