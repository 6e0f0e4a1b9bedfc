import BenchCore
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

  /// The intervals of one run's metrics.
  public func intervals(of run: QueryOutcomes) throws(ComparisonFailure) -> MetricIntervals {
    try check(run)
    return summary(of: QueryScores.scores(of: run), hasPenalties: !run.inverseNegativePenalties.isEmpty)
  }

  /// The intervals of the mean over runs, such as seeds, that have answered the same queries.
  ///
  /// Each resample draws the same queries for all runs.
  public func intervals(ofMeanOver runs: [QueryOutcomes]) throws(ComparisonFailure) -> MetricIntervals {
    guard let first = runs.first else { throw .noMatches }
    for run in runs {
      try check(run)
      guard run.count == first.count else { throw .queryCounts(first.count, run.count) }
    }
    let scores = runs.map(QueryScores.scores)
    let means = (0..<first.count).map { query in
      scores.reduce(into: QueryScores.zero) { $0.add($1[query]) }.divided(by: Double(runs.count))
    }
    return summary(of: means, hasPenalties: runs.allSatisfy { !$0.inverseNegativePenalties.isEmpty })
  }

  /// The intervals of `candidate` minus `baseline`.
  ///
  /// Both have answered the same queries, in the same order, from the same gallery.
  public func differences(
    from baseline: QueryOutcomes, to candidate: QueryOutcomes
  ) throws(ComparisonFailure) -> MetricIntervals {
    try check(baseline)
    try check(candidate)
    guard baseline.count == candidate.count else { throw .queryCounts(baseline.count, candidate.count) }
    let matched = zip(baseline.firstMatchRanks, candidate.firstMatchRanks).map { ($0 > 0) == ($1 > 0) }
    if let query = matched.firstIndex(of: false) { throw .differentMatches(query: query) }
    let scores = zip(QueryScores.scores(of: baseline), QueryScores.scores(of: candidate)).map { $1.minus($0) }
    let hasPenalties = !baseline.inverseNegativePenalties.isEmpty && !candidate.inverseNegativePenalties.isEmpty
    return summary(of: scores, hasPenalties: hasPenalties)
  }

  private func check(_ run: QueryOutcomes) throws(ComparisonFailure) {
    guard resamples >= 2 else { throw .resamples(resamples) }
    guard level > 0, level < 1 else { throw .level(level) }
    guard threads >= 1 else { throw .threads(threads) }
    let penaltyCount = run.inverseNegativePenalties.count
    guard run.averagePrecisions.count == run.count, penaltyCount == run.count || penaltyCount == 0 else {
      throw .columnLengths(ranks: run.count, precisions: run.averagePrecisions.count, penalties: penaltyCount)
    }
    guard run.firstMatchRanks.contains(where: { $0 > 0 }) else { throw .noMatches }
  }

  private func summary(of scores: [QueryScores], hasPenalties: Bool) -> MetricIntervals {
    let whole = scores.reduce(into: QueryScores.zero) { $0.add($1) }.means(queries: scores.count)
    let blockSize = 64
    let blocks = stride(from: 0, to: resamples, by: blockSize).map { $0..<min($0 + blockSize, resamples) }
    let draws = mapItems(of: blocks.count, threads: threads) { item in
      blocks[item].map { resample(scores, number: $0) }
    }.flatMap(\.self)
    func interval(_ metric: KeyPath<MetricMeans, Double>) -> ConfidenceInterval {
      ConfidenceInterval(value: whole[keyPath: metric], resamples: draws.map { $0[keyPath: metric] }, level: level)
    }
    return MetricIntervals(
      r1: interval(\.r1), r5: interval(\.r5), r10: interval(\.r10), rSum: interval(\.rSum), map: interval(\.map),
      minp: hasPenalties ? interval(\.minp) : nil)
  }

  /// The metrics of one resample.
  private func resample(_ scores: [QueryScores], number: Int) -> MetricMeans {
    var generator = SeededGenerator(seed: seed, stream: "bootstrap", UInt64(number))
    var sum = QueryScores.zero
    scores.withUnsafeBufferPointer { scores in
      let count = UInt64(scores.count)
      for pair in 0..<(scores.count + 1) / 2 {
        // Two draws from 64 random bits; the bias of scaling 32 bits down is below one in 2^32 / count.
        let word = generator.next()
        sum.add(scores[Int(((word >> 32) * count) >> 32)])
        if 2 * pair + 1 < scores.count { sum.add(scores[Int(((word & 0xffff_ffff) * count) >> 32)]) }
      }
    }
    return sum.means(queries: scores.count)
  }
}
