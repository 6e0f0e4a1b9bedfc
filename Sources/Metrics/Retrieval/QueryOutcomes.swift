/// What each query of a run contributes to the metrics, in query order: the input of comparisons between runs.
public struct QueryOutcomes: Sendable, Equatable {
  /// The rank of the first match, from 1; 0 for a query without a match in the gallery.
  public var firstMatchRanks: [Int]
  /// Average precision over all matches, `0...1`; 0 for a query without a match.
  public var averagePrecisions: [Double]
  /// The number of matches divided by the rank of the last, `0...1`; 0 for a query without a match.
  ///
  /// Empty where it is unknown; then nothing is said about mINP.
  public var inverseNegativePenalties: [Double]

  /// Gathers columns of equal length; the last may be empty.
  public init(
    firstMatchRanks: [Int] = [], averagePrecisions: [Double] = [], inverseNegativePenalties: [Double] = []
  ) {
    self.firstMatchRanks = firstMatchRanks
    self.averagePrecisions = averagePrecisions
    self.inverseNegativePenalties = inverseNegativePenalties
  }

  /// The number of queries.
  public var count: Int { firstMatchRanks.count }

  /// The queries without a match in the gallery.
  public var queriesWithoutMatch: [Int] { firstMatchRanks.indices.filter { firstMatchRanks[$0] == 0 } }

  /// The share of queries with a match among the first `cutoff` entries, in percent.
  ///
  /// A query without a match is a miss.
  public func recall(at cutoff: Int) -> Double {
    let hits = firstMatchRanks.count { $0 > 0 && $0 <= cutoff }
    return firstMatchRanks.isEmpty ? 0 : 100 * Double(hits) / Double(count)
  }

  /// Appends the queries of `other`.
  mutating func append(_ other: QueryOutcomes) {
    firstMatchRanks += other.firstMatchRanks
    averagePrecisions += other.averagePrecisions
    inverseNegativePenalties += other.inverseNegativePenalties
  }

  /// Appends a query from the ascending ranks of its matches, from 1.
  mutating func append(matchRanks ranks: some RandomAccessCollection<Int32>) {
    guard let first = ranks.first, let last = ranks.last else {
      firstMatchRanks.append(0)
      averagePrecisions.append(0)
      inverseNegativePenalties.append(0)
      return
    }
    let matchCount = Double(ranks.count)
    var precisions = 0.0
    for (ahead, rank) in ranks.enumerated() { precisions += Double(ahead + 1) / Double(rank) }
    firstMatchRanks.append(Int(first))
    averagePrecisions.append(precisions / matchCount)
    inverseNegativePenalties.append(matchCount / Double(last))
  }
}
