public import BenchCore

/// Two runs on the same queries: by how much they differ, how sure that is, and on which queries.
public struct RunComparison: Sendable, Equatable {
  /// The difference of each metric, candidate minus baseline, in percentage points, with its interval.
  public let differences: [Metric: ConfidenceInterval]
  /// The share of queries whose average precision rose, `0...1`.
  public let wonShare: Double
  /// The share of queries whose average precision fell, `0...1`.
  public let lostShare: Double
  /// The queries whose average precision changed most, the largest change first; at most ten, all of them changed.
  public let largestChanges: [QueryChange]

  /// Compares `candidate` with `baseline`.
  ///
  /// - Throws: `ComparisonFailure` if they did not answer the same queries, or average precisions are not known.
  public init(
    baseline: QueryOutcomes, candidate: QueryOutcomes, bootstrap: PairedBootstrap = PairedBootstrap()
  ) throws(ComparisonFailure) {
    differences = try bootstrap.differences(from: baseline, to: candidate)
    guard let baselinePrecisions = baseline[.map], let candidatePrecisions = candidate[.map] else {
      throw .columnLength(.map, count: 0, queries: baseline.count)
    }
    let changes = baseline.firstMatchRanks.indices.map { query in
      QueryChange(
        query: query, baselinePrecision: baselinePrecisions[query],
        candidatePrecision: candidatePrecisions[query], baselineRank: baseline.firstMatchRanks[query],
        candidateRank: candidate.firstMatchRanks[query])
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

/// One query's answer by two runs.
public struct QueryChange: Sendable, Equatable {
  /// The query's index.
  public let query: Int
  /// The baseline's average precision, `0...1`.
  public let baselinePrecision: Double
  /// The candidate's average precision, `0...1`.
  public let candidatePrecision: Double
  /// The rank of the baseline's first match, from 1.
  public let baselineRank: Int
  /// The rank of the candidate's first match, from 1.
  public let candidateRank: Int

  /// Candidate minus baseline.
  public var precisionChange: Double { candidatePrecision - baselinePrecision }
}
