/// What a query adds to the sums behind the metrics; for a comparison, the difference of two runs.
struct QueryScores: Sendable {
  /// Hits at 1, 5 and 10, average precision, inverse negative penalty, and 1 for a query with a match.
  private var terms: SIMD8<Double>

  static let zero = QueryScores(terms: .zero)

  /// One entry per query.
  static func scores(of run: QueryOutcomes) -> [QueryScores] {
    run.firstMatchRanks.indices.map { query in
      let rank = run.firstMatchRanks[query]
      guard rank > 0 else { return .zero }
      let penalty = run.inverseNegativePenalties.isEmpty ? 0 : run.inverseNegativePenalties[query]
      return QueryScores(
        terms: SIMD8(
          rank <= 1 ? 1 : 0, rank <= 5 ? 1 : 0, rank <= 10 ? 1 : 0, run.averagePrecisions[query], penalty, 1, 0, 0))
    }
  }

  @inline(__always)
  mutating func add(_ other: QueryScores) {
    terms += other.terms
  }

  /// The share of each of `count` runs.
  func divided(by count: Double) -> QueryScores { QueryScores(terms: terms / count) }

  /// The difference to the same query of another run; it still counts as one query with or without a match.
  func minus(_ other: QueryScores) -> QueryScores {
    var difference = QueryScores(terms: terms - other.terms)
    difference.terms[5] = terms[5]
    return difference
  }

  /// The metrics, in percent, where these are the sums over `queries`.
  ///
  /// A resample without any query with a match counts as 0 for mAP and mINP.
  func means(queries: Int) -> MetricMeans {
    let perQuery = 100 / Double(queries)
    let perMatch = terms[5] > 0 ? 100 / terms[5] : 0
    return MetricMeans(
      r1: terms[0] * perQuery, r5: terms[1] * perQuery, r10: terms[2] * perQuery, map: terms[3] * perMatch,
      minp: terms[4] * perMatch)
  }
}

/// The metrics of one resample, in percent, or their differences.
struct MetricMeans: Sendable {
  var r1: Double
  var r5: Double
  var r10: Double
  var map: Double
  var minp: Double

  var rSum: Double { r1 + r5 + r10 }
}
