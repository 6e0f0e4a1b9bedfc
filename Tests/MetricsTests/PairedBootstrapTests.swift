import BenchCore
import Metrics
import Testing

@Suite struct PairedBootstrapTests {
  /// A run whose queries hit at rank 1 with the given probability, else at rank 2, 8 or 30.
  private func run(queries: Int, hitRate: Double, seed: UInt64, unmatched: Int = 0) -> QueryOutcomes {
    var generator = SeededGenerator(seed: seed, stream: "run")
    var outcomes = QueryOutcomes()
    for query in 0..<queries {
      let rank = query < unmatched ? 0 : generator.chance(hitRate) ? 1 : generator.element(of: [2, 8, 30])
      outcomes.firstMatchRanks.append(rank)
      outcomes.averagePrecisions.append(rank == 0 ? 0 : 1 / Double(rank))
      outcomes.inverseNegativePenalties.append(rank == 0 ? 0 : 0.5 / Double(rank))
    }
    return outcomes
  }

  @Test func `depends on the seed, not on threads`() throws {
    let outcomes = run(queries: 501, hitRate: 0.6, seed: 1)
    let intervals = try [1, 2, 7].map { threads in
      try PairedBootstrap(resamples: 500, seed: 3, threads: threads).intervals(of: outcomes)
    }
    #expect(intervals[0] == intervals[1] && intervals[1] == intervals[2])
    #expect(try PairedBootstrap(resamples: 500, seed: 4).intervals(of: outcomes) != intervals[0])
  }

  @Test func `finds the width that theory gives`() throws {
    let outcomes = run(queries: 1000, hitRate: 0.6, seed: 1)
    let intervals = try PairedBootstrap(resamples: 3000, seed: 1).intervals(of: outcomes)
    let share = outcomes.recall(at: 1) / 100
    #expect(abs(intervals.r1.value - outcomes.recall(at: 1)) < 1e-9)
    let halfWidth = 196 * (share * (1 - share) / 1000).squareRoot()
    #expect(abs(intervals.r1.upper - intervals.r1.lower - 2 * halfWidth) < 0.1 * halfWidth)
    #expect(abs((intervals.r1.upper + intervals.r1.lower) / 2 - intervals.r1.value) < 0.1 * halfWidth)

    let precisions = outcomes.averagePrecisions
    let mean = precisions.reduce(0, +) / 1000
    let deviation = (precisions.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 1000).squareRoot()
    #expect(abs(intervals.map.value - 100 * mean) < 1e-9)
    #expect(abs(intervals.map.upper - intervals.map.lower - 392 * deviation / 1000.0.squareRoot()) < 0.3)
    let penalty = try #require(intervals.minp)
    #expect(abs(penalty.upper - intervals.map.upper / 2) < 1e-9)
    let narrow = try PairedBootstrap(resamples: 3000, level: 0.5, seed: 1).intervals(of: outcomes).r1
    #expect(abs((narrow.upper - narrow.lower) / (intervals.r1.upper - intervals.r1.lower) - 0.6745 / 1.96) < 0.05)
  }

  @Test func `measures a difference on the same queries`() throws {
    // The candidate repeats the baseline but for ten queries: paired, that is certain; unpaired, it would not be.
    let baseline = run(queries: 1000, hitRate: 0.5, seed: 1, unmatched: 30)
    var candidate = baseline
    let improved = baseline.firstMatchRanks.indices.filter { baseline.firstMatchRanks[$0] > 1 }.prefix(10)
    for query in improved {
      candidate.firstMatchRanks[query] = 1
      candidate.averagePrecisions[query] = 1
    }
    let bootstrap = PairedBootstrap(resamples: 1000)
    let gain = try bootstrap.differences(from: baseline, to: candidate)
    #expect(abs(gain.r1.value - 1) < 1e-9)
    #expect(gain.r1.excludesZero && gain.map.excludesZero && gain.rSum.excludesZero)
    #expect(gain.r1.upper < 2)
    let precisionGain = improved.reduce(0) { $0 + 1 - baseline.averagePrecisions[$1] }
    #expect(abs(gain.map.value - 100 * precisionGain / 970) < 1e-9)
    #expect(gain.minp == ConfidenceInterval.zero)

    let loss = try bootstrap.differences(from: candidate, to: baseline)
    #expect(abs(loss.r1.lower + gain.r1.upper) < 1e-9 && abs(loss.map.upper + gain.map.lower) < 1e-9)
    let none = try bootstrap.differences(from: baseline, to: baseline)
    #expect(none.r1 == .zero && none.rSum == .zero && !none.map.excludesZero)
  }

  @Test func `says nothing about penalties it does not know`() throws {
    var outcomes = run(queries: 50, hitRate: 0.5, seed: 1)
    let known = outcomes
    outcomes.inverseNegativePenalties = []
    let bootstrap = PairedBootstrap(resamples: 10)
    #expect(try bootstrap.intervals(of: outcomes).minp == nil)
    #expect(try bootstrap.differences(from: known, to: outcomes).minp == nil)
    #expect(try bootstrap.intervals(of: known).minp != nil)
  }

  @Test func `refuses what cannot be compared`() {
    let outcomes = run(queries: 10, hitRate: 0.5, seed: 1)
    let bootstrap = PairedBootstrap(resamples: 10)
    #expect(throws: ComparisonFailure.queryCounts(10, 9)) {
      try bootstrap.differences(from: outcomes, to: run(queries: 9, hitRate: 0.5, seed: 1))
    }
    #expect(throws: ComparisonFailure.differentMatches(query: 0)) {
      try bootstrap.differences(from: outcomes, to: run(queries: 10, hitRate: 0.5, seed: 1, unmatched: 1))
    }
    #expect(throws: ComparisonFailure.columnLengths(ranks: 1, precisions: 2, penalties: 0)) {
      try bootstrap.intervals(of: QueryOutcomes(firstMatchRanks: [1], averagePrecisions: [1, 1]))
    }
    #expect(throws: ComparisonFailure.columnLengths(ranks: 1, precisions: 1, penalties: 2)) {
      try bootstrap.intervals(
        of: QueryOutcomes(firstMatchRanks: [1], averagePrecisions: [1], inverseNegativePenalties: [1, 1]))
    }
    #expect(throws: ComparisonFailure.noMatches) {
      try bootstrap.intervals(of: run(queries: 10, hitRate: 0.5, seed: 1, unmatched: 10))
    }
    #expect(throws: ComparisonFailure.noMatches) { try bootstrap.intervals(of: QueryOutcomes()) }
    #expect(throws: ComparisonFailure.resamples(1)) { try PairedBootstrap(resamples: 1).intervals(of: outcomes) }
    #expect(throws: ComparisonFailure.level(1)) { try PairedBootstrap(level: 1).intervals(of: outcomes) }
    #expect(throws: ComparisonFailure.threads(0)) { try PairedBootstrap(threads: 0).intervals(of: outcomes) }
    #expect(ComparisonFailure.differentMatches(query: 3).description.hasPrefix("query 3: "))
  }
}

extension ConfidenceInterval {
  /// Whether nothing differs in any resample.
  static var zero: ConfidenceInterval? {
    let outcomes = QueryOutcomes(firstMatchRanks: [1], averagePrecisions: [0])
    return try? PairedBootstrap(resamples: 2).differences(from: outcomes, to: outcomes).map
  }
}
