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
      try PairedBootstrap(resamples: 500, seed: 3, threads: threads).intervals(of: outcomes, identities: nil)
    }
    #expect(intervals[0] == intervals[1] && intervals[1] == intervals[2])
    #expect(try PairedBootstrap(resamples: 500, seed: 4).intervals(of: outcomes, identities: nil) != intervals[0])
  }

  @Test func `finds the width that theory gives`() throws {
    let outcomes = run(queries: 1000, hitRate: 0.6, seed: 1)
    let intervals = try PairedBootstrap(resamples: 3000, seed: 1).intervals(of: outcomes, identities: nil)
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
    let narrow = try #require(
      try PairedBootstrap(resamples: 3000, level: 0.5, seed: 1).intervals(of: outcomes, identities: nil)[.r1])
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
    let bootstrap = PairedBootstrap(resamples: 2000)
    let gain = try bootstrap.differences(from: [baseline], to: [candidate], identities: nil)
    let (first, map) = (try #require(gain[.r1]?.interval), try #require(gain[.map]?.interval))
    #expect(abs(first.value - 1) < 1e-9)
    #expect(first.excludesZero && map.excludesZero && gain[.rsum]?.interval.excludesZero == true)
    // Of ten queries that all rose, all signs must be equal: 2 of 1024 permutations.
    #expect(gain[.r1]?.p == 2.0 / 1024)
    #expect(first.upper < 2)
    let precisions = try #require(baseline[.map])
    let precisionGain = improved.reduce(0) { $0 + 1 - precisions[$1] }
    #expect(abs(map.value - 100 * precisionGain / 970) < 1e-9)
    let still = try #require(gain[.minp])
    #expect(still.interval.value == 0 && still.interval.lower == 0 && still.interval.upper == 0 && still.p == 1)

    let loss = try bootstrap.differences(from: [candidate], to: [baseline], identities: nil)
    let (firstLoss, mapLoss) = (try #require(loss[.r1]?.interval), try #require(loss[.map]?.interval))
    #expect(abs(firstLoss.lower + first.upper) < 1e-9 && abs(mapLoss.upper + map.lower) < 1e-9)
    let none = try bootstrap.differences(from: [baseline], to: [baseline], identities: nil)
    #expect(Metric.allCases.allSatisfy { none[$0] == still })
  }

  /// Metrics beyond eight, and a count of matches, are drawn with the very queries of the others.
  @Test(arguments: [0, 30]) func `a metric's interval does not depend on the others`(unmatched: Int) throws {
    let outcomes = run(queries: 301, hitRate: 0.5, seed: 1, unmatched: unmatched)
    let bootstrap = PairedBootstrap(resamples: 200)
    let all = try bootstrap.intervals(of: outcomes, identities: nil)
    #expect(Set(all.keys) == Set(Metric.allCases))
    for metric in Metric.allCases {
      #expect(
        try bootstrap.intervals(of: outcomes, identities: nil, metrics: [metric]) == [metric: try #require(all[metric])]
      )
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
    #expect(try bootstrap.intervals(of: outcomes, identities: nil)[.minp] == nil)
    #expect(try bootstrap.differences(from: [known], to: [outcomes], identities: nil)[.minp] == nil)
    #expect(try bootstrap.intervals(of: known, identities: nil)[.minp] != nil)
  }

  @Test func `refuses what cannot be compared`() {
    let outcomes = run(queries: 10, hitRate: 0.5, seed: 1)
    let bootstrap = PairedBootstrap(resamples: 10)
    #expect(throws: ComparisonFailure.queryCounts(10, 9)) {
      try bootstrap.differences(
        from: [outcomes], to: [run(queries: 9, hitRate: 0.5, seed: 1)], identities: nil)
    }
    #expect(throws: ComparisonFailure.differentMatches(query: 0)) {
      try bootstrap.differences(
        from: [outcomes], to: [run(queries: 10, hitRate: 0.5, seed: 1, unmatched: 1)], identities: nil)
    }
    for metric in Metric.allCases where metric.column != nil {
      #expect(throws: ComparisonFailure.columnLength(metric, count: 2, queries: 1)) {
        try bootstrap.intervals(of: QueryOutcomes(firstMatchRanks: [1], columns: [metric: [1, 1]]), identities: nil)
      }
    }
    #expect(throws: ComparisonFailure.noMatches) {
      try bootstrap.intervals(of: run(queries: 10, hitRate: 0.5, seed: 1, unmatched: 10), identities: nil)
    }
    #expect(throws: ComparisonFailure.noMatches) { try bootstrap.intervals(of: QueryOutcomes(), identities: nil) }
    #expect(throws: ComparisonFailure.resamples(1)) {
      try PairedBootstrap(resamples: 1).intervals(of: outcomes, identities: nil)
    }
    #expect(throws: ComparisonFailure.level(1)) {
      try PairedBootstrap(level: 1).intervals(of: outcomes, identities: nil)
    }
    #expect(throws: ComparisonFailure.threads(0)) {
      try PairedBootstrap(threads: 0).intervals(of: outcomes, identities: nil)
    }
    #expect(throws: ComparisonFailure.oneCluster(.identity)) {
      try bootstrap.intervals(of: outcomes, identities: Array(repeating: 7, count: 10))
    }
    #expect(throws: ComparisonFailure.oneCluster(.query)) {
      try bootstrap.intervals(of: run(queries: 1, hitRate: 1, seed: 1), identities: nil)
    }
    #expect(throws: ComparisonFailure.identityCount(9, queries: 10)) {
      try bootstrap.intervals(of: outcomes, identities: Array(0..<9))
    }
    #expect(throws: ComparisonFailure.pairs(2, 1)) {
      try bootstrap.differences(from: [outcomes, outcomes], to: [outcomes], identities: nil, pairsRuns: true)
    }
    #expect(ComparisonFailure.differentMatches(query: 3).description.hasPrefix("query 3: "))
  }

  @Test func `identities with one query each are queries`() throws {
    let outcomes = run(queries: 90, hitRate: 0.6, seed: 1, unmatched: 4)
    let bootstrap = PairedBootstrap(resamples: 300)
    let byQuery = try bootstrap.intervals(of: outcomes, identities: nil)
    #expect(try bootstrap.intervals(of: outcomes, identities: (0..<90).map { 5 * (89 - $0) }) == byQuery)
  }

  /// Three copies of each query say no more than one of them, once the copies are drawn together.
  @Test func `copies of queries tell nothing new by identity and too much by query`() throws {
    let once = run(queries: 80, hitRate: 0.6, seed: 2, unmatched: 4)
    var copies = once
    copies.append(once)
    copies.append(once)
    let identities = Array(repeating: Array(0..<80), count: 3).flatMap(\.self)
    let bootstrap = PairedBootstrap(resamples: 400)
    let truth = try bootstrap.intervals(of: once, identities: nil)
    let byIdentity = try bootstrap.intervals(of: copies, identities: identities)
    let byQuery = try bootstrap.intervals(of: copies, identities: nil)
    for metric in Metric.allCases {
      let (expected, found) = (try #require(truth[metric]), try #require(byIdentity[metric]))
      #expect(abs(expected.lower - found.lower) < 1e-9 && abs(expected.upper - found.upper) < 1e-9, "\(metric)")
      let narrow = try #require(byQuery[metric])
      #expect(narrow.upper - narrow.lower < 0.7 * (found.upper - found.lower), "\(metric)")
    }
  }

  /// Ten identities without any match say nothing of mAP, and all of R@K.
  @Test func `identities without a match are not drawn for metrics that leave them out`() throws {
    let matched = QueryOutcomes(firstMatchRanks: [1, 9, 1, 2], columns: [.map: [1, 0.1, 1, 0.5]])
    var outcomes = matched
    let empty = Array(repeating: 0, count: 10)
    outcomes.append(QueryOutcomes(firstMatchRanks: empty, columns: [.map: empty.map(Double.init)]))
    let identities = [1, 1, 2, 3] + (10..<20)
    let bootstrap = PairedBootstrap(resamples: 300)
    let intervals = try bootstrap.intervals(of: outcomes, identities: identities)
    let expected = try bootstrap.intervals(of: matched, identities: [1, 1, 2, 3])
    #expect(intervals[.map] == expected[.map] && intervals[.mrr] == expected[.mrr])
    #expect(try #require(intervals[.map]).lower > 0)
    #expect(intervals[.r1] != expected[.r1])
    var better = outcomes
    better[.map]?[1] = 1
    let difference = try bootstrap.differences(from: [outcomes], to: [better], identities: identities)[.map]
    var second = matched
    second[.map]?[1] = 1
    #expect(try bootstrap.differences(from: [matched], to: [second], identities: [1, 1, 2, 3])[.map] == difference)
    // With one identity left, nothing can be drawn of mAP.
    let single = try bootstrap.intervals(of: outcomes, identities: [1, 1, 1, 1] + (10..<20))
    #expect(single[.map] == nil && single[.r1] != nil)
  }

  @Test func `a metric that is asked for twice is there once`() throws {
    let outcomes = run(queries: 20, hitRate: 0.5, seed: 1)
    let bootstrap = PairedBootstrap(resamples: 10)
    #expect(try bootstrap.intervals(of: outcomes, identities: nil, metrics: [.r1, .r1]).count == 1)
    #expect(
      try bootstrap.differences(from: [outcomes], to: [outcomes], identities: nil, metrics: [.r1, .r1]).count == 1)
  }

  @Test func `a collapsed model and two identities have intervals`() throws {
    let collapsed = QueryOutcomes(firstMatchRanks: [1, 1, 1, 1], columns: [.map: [1, 1, 1, 1]])
    let certain = try #require(
      try PairedBootstrap(resamples: 50).intervals(of: collapsed, identities: [1, 1, 2, 2])[.map])
    #expect(certain.lower == 100 && certain.upper == 100)
    let two = QueryOutcomes(firstMatchRanks: [1, 1, 9, 9])
    let wide = try #require(try PairedBootstrap(resamples: 50).intervals(of: two, identities: [1, 1, 2, 2])[.r1])
    #expect(wide.lower == 0 && wide.value == 50 && wide.upper == 100)
  }
}
