public import BenchCore

/// Two groups of runs on the same queries: by how much they differ, how sure that is, and on which queries.
public struct RunComparison: Sendable, Equatable {
  /// The difference of each metric, candidate minus baseline.
  public let differences: [Metric: GroupDifference]
  /// The share of queries whose average precision rose, `0...1`.
  public let wonShare: Double
  /// The share of queries whose average precision fell, `0...1`.
  public let lostShare: Double
  /// The queries whose average precision changed most, the largest change first; at most ten, all of them changed.
  public let largestChanges: [QueryChange]

  /// Compares `candidate` with `baseline`, each one run or several.
  ///
  /// - Parameters:
  ///   - identities: Of each query; `nil` draws queries one by one.
  ///   - pairsRuns: Whether the runs of both belong together in their order.
  /// - Throws: `ComparisonFailure` if they did not answer the same queries, or average precisions are not known.
  public init(
    baseline: [QueryOutcomes], candidate: [QueryOutcomes], identities: [Int]?, pairsRuns: Bool = false,
    metrics: [Metric] = Metric.allCases, bootstrap: PairedBootstrap = PairedBootstrap()
  ) throws(ComparisonFailure) {
    differences = try bootstrap.differences(
      from: baseline, to: candidate, identities: identities, pairsRuns: pairsRuns, metrics: metrics)
    guard (baseline + candidate).allSatisfy({ $0[.map] != nil }) else {
      throw .columnLength(.map, count: 0, queries: baseline[0].count)
    }
    let (before, after) = (baseline.meanColumn(.map), candidate.meanColumn(.map))
    let (ranksBefore, ranksAfter) = (baseline.meanRanks, candidate.meanRanks)
    let changes = before.indices.map { query in
      QueryChange(
        query: query, baselinePrecision: before[query], candidatePrecision: after[query],
        baselineRank: ranksBefore[query], candidateRank: ranksAfter[query])
    }
    let count = Double(changes.count)
    wonShare = Double(changes.count { $0.precisionChange > 0 }) / count
    lostShare = Double(changes.count { $0.precisionChange < 0 }) / count
    largestChanges = Array(
      changes.filter { $0.precisionChange != 0 }
        .sorted { (-abs($0.precisionChange), $0.query) < (-abs($1.precisionChange), $1.query) }
        .prefix(10))
  }
}

/// One query's answer by two groups of runs, means over the runs of each.
public struct QueryChange: Sendable, Equatable {
  /// The query's index.
  public let query: Int
  /// The baseline's average precision, `0...1`.
  public let baselinePrecision: Double
  /// The candidate's average precision, `0...1`.
  public let candidatePrecision: Double
  /// The rank of the baseline's first match, from 1.
  public let baselineRank: Double
  /// The rank of the candidate's first match, from 1.
  public let candidateRank: Double

  /// Candidate minus baseline.
  public var precisionChange: Double { candidatePrecision - baselinePrecision }
}

extension [QueryOutcomes] {
  /// Each query's mean rank of its first match.
  fileprivate var meanRanks: [Double] {
    self[0].firstMatchRanks.indices.map { query in
      reduce(0) { $0 + Double($1.firstMatchRanks[query]) } / Double(count)
    }
  }
}
