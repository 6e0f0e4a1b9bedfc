import BenchCore
import Metrics
import Testing

@Suite struct PairedBootstrapTests {
  /// A run whose queries hit at rank 1 with the given probability, else at rank 2, 8 or 30.
  private func run(queries: Int, hitRate: Double, seed: UInt64, unmatched: Int = 0) -> QueryOutcomes {
    var generator = SeededGenerator(seed: seed, stream: "run")
    let ranks = (0..<queries).map { query in
      query < unmatched ? 0 : generator.chance(hitRate) ? 1 : generator.element(of: [2, 8, 30])
    }
    let inverse = ranks.map { $0 == 0 ? 0 : 1 / Double($0) }
    return QueryOutcomes(
      firstMatchRanks: ranks, columns: [.map: inverse, .minp: inverse.map { $0 / 2 }, .ndcg10: inverse])
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
    let (first, map) = (try #require(intervals[.r1]), try #require(intervals[.map]))
    let share = Double(outcomes.firstMatchRanks.count { $0 == 1 }) / 1000
    #expect(abs(first.value - 100 * share) < 1e-9)
    let halfWidth = 196 * (share * (1 - share) / 1000).squareRoot()
    #expect(abs(first.upper - first.lower - 2 * halfWidth) < 0.1 * halfWidth)
    #expect(abs((first.upper + first.lower) / 2 - first.value) < 0.1 * halfWidth)

    let precisions = try #require(outcomes[.map])
    let mean = precisions.reduce(0, +) / 1000
    let deviation = (precisions.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 1000).squareRoot()
    #expect(abs(map.value - 100 * mean) < 1e-9)
    #expect(abs(map.upper - map.lower - 392 * deviation / 1000.0.squareRoot()) < 0.3)
    let penalty = try #require(intervals[.minp])
    #expect(abs(penalty.upper - map.upper / 2) < 1e-9)
    let narrow = try #require(try PairedBootstrap(resamples: 3000, level: 0.5, seed: 1).intervals(of: outcomes)[.r1])
    #expect(abs((narrow.upper - narrow.lower) / (first.upper - first.lower) - 0.6745 / 1.96) < 0.05)
  }

  @Test func `measures a difference on the same queries`() throws {
    // The candidate repeats the baseline but for ten queries: paired, that is certain; unpaired, it would not be.
    let baseline = run(queries: 1000, hitRate: 0.5, seed: 1, unmatched: 30)
    var candidate = baseline
    let improved = baseline.firstMatchRanks.indices.filter { baseline.firstMatchRanks[$0] > 1 }.prefix(10)
    for query in improved {
      candidate.firstMatchRanks[query] = 1
      candidate[.map]?[query] = 1
    }
    let bootstrap = PairedBootstrap(resamples: 1000)
    let gain = try bootstrap.differences(from: baseline, to: candidate)
    let (first, map) = (try #require(gain[.r1]), try #require(gain[.map]))
    #expect(abs(first.value - 1) < 1e-9)
    #expect(first.excludesZero && map.excludesZero && gain[.rsum]?.excludesZero == true)
    #expect(first.upper < 2)
    let precisions = try #require(baseline[.map])
    let precisionGain = improved.reduce(0) { $0 + 1 - precisions[$1] }
    #expect(abs(map.value - 100 * precisionGain / 970) < 1e-9)
    #expect(gain[.minp] == .zero)

    let loss = try bootstrap.differences(from: candidate, to: baseline)
    let (firstLoss, mapLoss) = (try #require(loss[.r1]), try #require(loss[.map]))
    #expect(abs(firstLoss.lower + first.upper) < 1e-9 && abs(mapLoss.upper + map.lower) < 1e-9)
    let none = try bootstrap.differences(from: baseline, to: baseline)
    #expect(Metric.allCases.allSatisfy { none[$0] == .zero })
  }

  /// Metrics beyond eight, and a count of matches, are drawn with the very queries of the others.
  @Test(arguments: [0, 30]) func `a metric's interval does not depend on the others`(unmatched: Int) throws {
    let outcomes = run(queries: 301, hitRate: 0.5, seed: 1, unmatched: unmatched)
    let bootstrap = PairedBootstrap(resamples: 200)
    let all = try bootstrap.intervals(of: outcomes)
    #expect(Set(all.keys) == Set(Metric.allCases))
    for metric in Metric.allCases {
      #expect(try bootstrap.intervals(of: outcomes, metrics: [metric]) == [metric: try #require(all[metric])])
    }
    let metrics = MetricValues(of: outcomes)
    for metric in Metric.allCases {
      #expect(abs(try #require(all[metric]).value - (try #require(metrics[metric]))) < 1e-9)
    }
  }

  @Test func `says nothing about columns it does not know`() throws {
    var outcomes = run(queries: 50, hitRate: 0.5, seed: 1)
    let known = outcomes
    outcomes[.minp] = nil
    let bootstrap = PairedBootstrap(resamples: 10)
    #expect(try bootstrap.intervals(of: outcomes)[.minp] == nil)
    #expect(try bootstrap.differences(from: known, to: outcomes)[.minp] == nil)
    #expect(try bootstrap.intervals(of: known)[.minp] != nil)
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
    for metric in Metric.allCases where metric.column != nil {
      #expect(throws: ComparisonFailure.columnLength(metric, count: 2, queries: 1)) {
        try bootstrap.intervals(of: QueryOutcomes(firstMatchRanks: [1], columns: [metric: [1, 1]]))
      }
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
    let outcomes = QueryOutcomes(firstMatchRanks: [1], columns: [.map: [0]])
    return try? PairedBootstrap(resamples: 2).differences(from: outcomes, to: outcomes)[.map]
  }
}
