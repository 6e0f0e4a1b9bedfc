public import BenchCore
import Foundation

/// Confidence intervals by drawing queries with replacement (Efron 1979).
///
/// Each resample draws as many queries as there are, from a random stream of its own; both runs of a comparison are
/// measured on the same draws. So the intervals depend on the seed, not on the number of threads. They say how much of a
/// number is due to the choice of test queries; they say nothing about other training seeds.
public struct PairedBootstrap: Sendable, Equatable {
  /// The number of resamples.
  public var resamples: Int
  /// The share of resamples inside an interval.
  public var level: Double
  /// The seed of the draws.
  public var seed: UInt64
  /// The number of threads.
  public var threads: Int

  /// Creates a bootstrap of 10,000 resamples with intervals of 95%.
  public init(resamples: Int = 10_000, level: Double = 0.95, seed: UInt64 = 1, threads: Int? = nil) {
    self.resamples = resamples
    self.level = level
    self.seed = seed
    self.threads = threads ?? ProcessInfo.processInfo.activeProcessorCount
  }

  /// The intervals of one run's metrics; of a metric that is not known of each query there is none.
  ///
  /// - Throws: `ComparisonFailure` for settings or columns that nothing can be drawn with.
  public func intervals(
    of run: QueryOutcomes, metrics: [Metric] = Metric.allCases
  ) throws(ComparisonFailure) -> [Metric: ConfidenceInterval] {
    try intervals(ofMeanOver: [run], metrics: metrics)
  }

  /// The intervals of the mean over runs, such as seeds, that have answered the same queries.
  ///
  /// Each resample draws the same queries for all runs.
  ///
  /// - Throws: `ComparisonFailure` as for one run, and for runs of different numbers of queries.
  public func intervals(
    ofMeanOver runs: [QueryOutcomes], metrics: [Metric] = Metric.allCases
  ) throws(ComparisonFailure) -> [Metric: ConfidenceInterval] {
    guard let first = runs.first else { throw .noMatches }
    for run in runs {
      try check(run)
      guard run.count == first.count else { throw .queryCounts(first.count, run.count) }
    }
    func mean(_ columns: [[Double]]) -> [Double] {
      first.firstMatchRanks.indices.map { query in columns.reduce(0) { $0 + $1[query] } / Double(columns.count) }
    }
    return intervals(
      of: QueryScores(metrics.known(of: runs), matches: mean(runs.map(\.matches))) { metric in
        mean(runs.compactMap { $0[metric] })
      })
  }

  /// The intervals of `candidate` minus `baseline`.
  ///
  /// Both have answered the same queries, in the same order, from the same gallery.
  ///
  /// - Throws: `ComparisonFailure` as for one run, and for runs that cannot have answered the same queries.
  public func differences(
    from baseline: QueryOutcomes, to candidate: QueryOutcomes, metrics: [Metric] = Metric.allCases
  ) throws(ComparisonFailure) -> [Metric: ConfidenceInterval] {
    try check(baseline)
    try check(candidate)
    guard baseline.count == candidate.count else { throw .queryCounts(baseline.count, candidate.count) }
    let matched = zip(baseline.firstMatchRanks, candidate.firstMatchRanks).map { ($0 > 0) == ($1 > 0) }
    if let query = matched.firstIndex(of: false) { throw .differentMatches(query: query) }
    return intervals(
      of: QueryScores(metrics.known(of: [baseline, candidate]), matches: candidate.matches) { metric in
        zip(candidate[metric] ?? [], baseline[metric] ?? []).map { $0 - $1 }
      })
  }

  private func check(_ run: QueryOutcomes) throws(ComparisonFailure) {
    guard resamples >= 2 else { throw .resamples(resamples) }
    guard level > 0, level < 1 else { throw .level(level) }
    guard threads >= 1 else { throw .threads(threads) }
    for metric in Metric.measured {
      guard let column = run[metric], column.count != run.count else { continue }
      throw .columnLength(metric, count: column.count, queries: run.count)
    }
    guard run.firstMatchRanks.contains(where: { $0 > 0 }) else { throw .noMatches }
  }

  private func intervals(of scores: QueryScores) -> [Metric: ConfidenceInterval] {
    let whole = scores.values(
      of: scores.blocks.flatMap { block in Self.lanes(block.reduce(into: SIMD8.zero) { $0 += $1 }) })
    let blockSize = 64
    let blocks = stride(from: 0, to: resamples, by: blockSize).map { $0..<min($0 + blockSize, resamples) }
    let draws = mapItems(of: blocks.count, threads: threads) { item in
      blocks[item].map { resample(scores, number: $0) }
    }.flatMap(\.self)
    let intervals = scores.metrics.enumerated().map { place, metric in
      (metric, ConfidenceInterval(value: whole[place], resamples: draws.map { $0[place] }, level: level))
    }
    return Dictionary(intervals) { first, _ in first }
  }

  /// The metrics of one resample; every block of terms is drawn from the same random stream.
  private func resample(_ scores: QueryScores, number: Int) -> [Double] {
    let sums = scores.blocks.flatMap { block in
      var generator = SeededGenerator(seed: seed, stream: "bootstrap", UInt64(number))
      var sum = SIMD8<Double>.zero
      block.withUnsafeBufferPointer { block in
        let count = UInt64(block.count)
        for pair in 0..<(block.count + 1) / 2 {
          // Two draws from 64 random bits; the bias of scaling 32 bits down is below one in 2^32 / count.
          let word = generator.next()
          sum += block[Int(((word >> 32) * count) >> 32)]
          if 2 * pair + 1 < block.count { sum += block[Int(((word & 0xffff_ffff) * count) >> 32)] }
        }
      }
      return Self.lanes(sum)
    }
    return scores.values(of: sums)
  }

  private static func lanes(_ sum: SIMD8<Double>) -> [Double] { sum.indices.map { sum[$0] } }
}

extension [Metric] {
  /// Those that every query's value is known of in all runs.
  fileprivate func known(of runs: [QueryOutcomes]) -> [Metric] {
    func isKnown(_ metric: Metric) -> Bool { runs.allSatisfy { $0[metric] != nil } }
    return filter { metric in metric.parts.isEmpty ? isKnown(metric) : metric.parts.allSatisfy(isKnown) }
  }
}

extension QueryOutcomes {
  /// 1 for each query with a match, 0 for others.
  fileprivate var matches: [Double] { firstMatchRanks.map { $0 > 0 ? 1 : 0 } }
}
