public import BenchCore
import Foundation

/// Confidence intervals by drawing test identities with replacement (Efron 1979; clusters: Field & Welsh 2007).
///
/// Each resample draws as many identities as there are, from a random stream of its own, with all their queries; all runs
/// of a mean or a comparison are measured on the same draws. So the intervals depend on the seed, not on the number of
/// threads. `docs/statistics.md` says what they cover.
public struct PairedBootstrap: Sendable, Equatable {
  /// The number of resamples of every command that is not told another.
  public static let defaultResamples = 10_000

  /// The number of resamples, and of permutations where there are too many to go through all.
  public var resamples: Int
  /// The confidence of an interval.
  public var level: Double
  /// The seed of the draws.
  public var seed: UInt64
  /// The number of threads.
  public var threads: Int

  /// Creates a bootstrap with intervals of 95%.
  public init(
    resamples: Int = PairedBootstrap.defaultResamples, level: Double = 0.95, seed: UInt64 = 1, threads: Int? = nil
  ) {
    self.resamples = resamples
    self.level = level
    self.seed = seed
    self.threads = threads ?? ProcessInfo.processInfo.activeProcessorCount
  }

  /// The intervals of one run's metrics; of a metric that is not known of each query there is none.
  ///
  /// - Parameter identities: Of each query; `nil` draws queries one by one.
  /// - Throws: `ComparisonFailure` for settings or columns that nothing can be drawn with.
  public func intervals(
    of run: QueryOutcomes, identities: [Int]?, metrics: [Metric] = Metric.allCases
  ) throws(ComparisonFailure) -> [Metric: ConfidenceInterval] {
    try intervals(ofMeanOver: [run], identities: identities, metrics: metrics)
  }

  /// The intervals of the mean over runs, such as seeds, that have answered the same queries; they hold for these runs.
  ///
  /// - Parameter identities: Of each query; `nil` draws queries one by one.
  /// - Throws: `ComparisonFailure` as for one run, and for runs of different numbers of queries.
  public func intervals(
    ofMeanOver runs: [QueryOutcomes], identities: [Int]?, metrics: [Metric] = Metric.allCases
  ) throws(ComparisonFailure) -> [Metric: ConfidenceInterval] {
    let clusters = try clusters(of: runs, identities: identities)
    let matches = runs[0].matches
    var intervals: [Metric: ConfidenceInterval] = [:]
    for (metrics, clusters) in clusters.drawn(for: metrics.known(of: runs), matches: matches) {
      let scores = ClusterScores(metrics, matches: matches, clusters: clusters, column: runs.meanColumn)
      let (values, leavingOut, draws) = (scores.values, scores.valuesLeavingOut(), resamples(of: scores))
      for (place, metric) in metrics.enumerated() {
        intervals[metric] = ConfidenceInterval(
          biasCorrected: values[place], resamples: draws.map { $0[place] }, leavingOut: leavingOut.map { $0[place] },
          level: level)
      }
    }
    return intervals
  }

  /// The clusters of runs that have answered the same queries.
  ///
  /// - Throws: `ComparisonFailure` for runs that have not, and for settings that nothing can be drawn with.
  func clusters(of runs: [QueryOutcomes], identities: [Int]?) throws(ComparisonFailure) -> QueryClusters {
    guard resamples >= 2 else { throw .resamples(resamples) }
    guard level > 0, level < 1 else { throw .level(level) }
    guard threads >= 1 else { throw .threads(threads) }
    guard let first = runs.first else { throw .noMatches }
    for run in runs {
      guard run.count == first.count else { throw .queryCounts(first.count, run.count) }
      for metric in Metric.measured {
        guard let column = run[metric], column.count != run.count else { continue }
        throw .columnLength(metric, count: column.count, queries: run.count)
      }
      let matched = zip(first.firstMatchRanks, run.firstMatchRanks).map { ($0 > 0) == ($1 > 0) }
      if let query = matched.firstIndex(of: false) { throw .differentMatches(query: query) }
    }
    guard first.firstMatchRanks.contains(where: { $0 > 0 }) else { throw .noMatches }
    if let identities, identities.count != first.count {
      throw .identityCount(identities.count, queries: first.count)
    }
    let clusters = QueryClusters(queries: first.count, identities: identities)
    guard clusters.count > 1 else { throw .oneCluster(identities == nil ? .query : .identity) }
    return clusters
  }

  /// The wanted metrics of each resample.
  func resamples(of scores: ClusterScores) -> [[Double]] {
    let blockSize = 64
    let blocks = stride(from: 0, to: resamples, by: blockSize).map { $0..<min($0 + blockSize, resamples) }
    return mapItems(of: blocks.count, threads: threads) { item in
      blocks[item].map { scores.resample(seed: seed, number: $0) }
    }.flatMap(\.self)
  }
}

extension [Metric] {
  /// Those that every query's value is known of in all runs, each once.
  func known(of runs: [QueryOutcomes]) -> [Metric] {
    func isKnown(_ metric: Metric) -> Bool { runs.allSatisfy { $0[metric] != nil } }
    var seen: Set<Metric> = []
    return filter { metric in
      (metric.parts.isEmpty ? isKnown(metric) : metric.parts.allSatisfy(isKnown)) && seen.insert(metric).inserted
    }
  }
}

extension QueryClusters {
  /// The metrics by the clusters they are drawn from: of those that leave out queries without a match, clusters without
  /// any have nothing to say. Where fewer than two are left, nothing can be drawn.
  func drawn(for metrics: [Metric], matches: [Double]) -> [(metrics: [Metric], clusters: QueryClusters)] {
    let all = metrics.filter(\.drawsUnmatchedQueries)
    let others = metrics.filter { !$0.drawsUnmatchedQueries }
    return [(metrics: all, clusters: self), (metrics: others, clusters: matched(matches))]
      .filter { !$0.metrics.isEmpty && $0.clusters.count > 1 }
  }
}

extension Metric {
  /// Whether queries without a match count, as misses.
  var drawsUnmatchedQueries: Bool { (parts.first ?? self).countsUnmatchedQueries }
}

extension QueryOutcomes {
  /// 1 for each query with a match, 0 for others.
  var matches: [Double] { firstMatchRanks.map { $0 > 0 ? 1 : 0 } }
}

extension [QueryOutcomes] {
  /// Each query's mean value of a metric that all runs know.
  func meanColumn(_ metric: Metric) -> [Double] {
    guard count > 1 else { return first?[metric] ?? [] }
    let columns = compactMap { $0[metric] }
    return self[0].firstMatchRanks.indices.map { query in columns.reduce(0) { $0 + $1[query] } / Double(columns.count) }
  }
}
