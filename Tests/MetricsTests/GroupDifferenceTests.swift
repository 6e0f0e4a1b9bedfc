import BenchCore
import Testing

@testable import Metrics

@Suite struct GroupDifferenceTests {
  @Test func `says how many seeds it takes`() {
    func variance(_ identities: Double, seeds: Double, about: Double = 0) -> DifferenceVariance {
      var source = SeedVariance(values: [0, 1], terms: [[(0, 1), (0, 1)], [(0, 1), (0, 1)]])
      (source.variance, source.aboutIdentities) = (seeds, about)
      return DifferenceVariance(identities: identities, identityCount: 100, sources: [source, source])
    }
    // (1.96 + 0.8416)^2 = 7.849; a difference of 1 needs a variance below 0.1274: 2 x 0.5 / m, m = 7.85.
    #expect(variance(0, seeds: 0.5).seedsNeeded(for: 1) == .runs(8))
    #expect(variance(0, seeds: 0.5).seedsNeeded(for: -1) == .runs(8))
    // Of 0.1274, test identities take 0.1: 1 / 0.0274 = 36.5.
    #expect(variance(0.1, seeds: 0.5).seedsNeeded(for: 1) == .runs(37))
    #expect(variance(0.13, seeds: 0.5).seedsNeeded(for: 1) == .testSetLimits)
    // What two runs of each disagree about single identities, 2 x 0.05 / 2, is not the test set's.
    #expect(variance(0.13, seeds: 0.5, about: 0.05).seedsNeeded(for: 1) == .runs(22))
    #expect(variance(0, seeds: 0.5).seedsNeeded(for: 0) == .testSetLimits)
    #expect(DifferenceVariance(identities: 1, identityCount: 9, sources: []).seedsNeeded(for: 1) == nil)
  }

  @Test func `more runs than there are, and as many as p can fall with`() {
    var source = SeedVariance(values: [0, 1, 2], terms: Array(repeating: [(0, 1), (0, 1)], count: 3))
    (source.variance, source.aboutIdentities) = (0.01, 0)
    func needed(_ sources: [SeedVariance]) -> SeedsNeeded? {
      DifferenceVariance(identities: 0, identityCount: 100, sources: sources).seedsNeeded(for: 1)
    }
    // 3 and 3 runs are told apart in 20 ways, 5 pairs in 32: 2 / 70 and 2 / 64 are the first below 5%.
    #expect(needed([source, source]) == .runs(4) && needed([source]) == .runs(6))
    source.count = 9
    #expect(needed([source, source]) == .runs(10) && needed([source]) == .runs(10))
    #expect(RunArrangements(3, 3, pairsRuns: false)?.leastP == 0.1)
    #expect(RunArrangements(3, 5, pairsRuns: false)?.leastP == 1.0 / 56)
    #expect(RunArrangements(5, 5, pairsRuns: true)?.leastP == 2.0 / 32)
    #expect(RunArrangements(1, 5, pairsRuns: false) == nil)
  }

  /// Variances worked by hand: two runs of two identities with two queries each.
  @Test func `tells runs that are better from runs that disagree`() {
    let better = SeedVariance(values: [0.5, 1], terms: [[(1, 2), (1, 2)], [(2, 2), (2, 2)]])
    #expect(better.variance == 0.125 && better.aboutIdentities == 0 && better.beyond == 0.125)
    // Each is right about one identity: their parts differ by (2 - 0.5 x 2) / 4 and back.
    let disagreeing = SeedVariance(values: [0.5, 0.5], terms: [[(2, 2), (0, 2)], [(0, 2), (2, 2)]])
    #expect(disagreeing.variance == 0 && disagreeing.beyond == 0)
    #expect(abs(disagreeing.aboutIdentities - 2 * 2 * 0.125) < 1e-12)
    let deviations = better.deviations([0.5, 1])
    #expect(abs(deviations[0] + 0.25 * 2.0.squareRoot()) < 1e-12 && deviations[0] == -deviations[1])
    let one = DifferenceVariance(identities: 0, identityCount: 50, sources: [better, better])
    #expect(abs(one.degrees - 2) < 1e-12 && abs(one.total - 0.125) < 1e-12)
  }

  private static func runs(_ rates: [Double], seed: UInt64) -> [QueryOutcomes] {
    rates.enumerated().map { place, rate in
      var generator = SeededGenerator(seed: seed, stream: "runs", UInt64(place))
      return QueryOutcomes(firstMatchRanks: (0..<400).map { _ in generator.chance(rate) ? 1 : 7 })
    }
  }

  @Test func `seeds widen the interval, and pairs of them may narrow it`() throws {
    let (a, b) = (Self.runs([0.4, 0.5, 0.6], seed: 1), Self.runs([0.5, 0.6, 0.7], seed: 2))
    let identities = (0..<400).map { $0 / 4 }
    let bootstrap = PairedBootstrap(resamples: 2000)
    func interval(_ a: [QueryOutcomes], _ b: [QueryOutcomes], pairs: Bool = false) throws -> GroupDifference {
      try #require(
        try bootstrap.differences(from: a, to: b, identities: identities, pairsRuns: pairs, metrics: [.r1])[.r1])
    }
    func width(_ difference: GroupDifference) -> Double { difference.interval.upper - difference.interval.lower }
    let (seeds, pairs) = (try interval(a, b), try interval(a, b, pairs: true))
    let single = try interval([a[0]], [b[0]])
    #expect(width(seeds) > 2 * width(single) && width(pairs) < 0.6 * width(seeds))
    #expect(abs(seeds.interval.value - pairs.interval.value) < 1e-9)
    #expect(single.seedsNeeded == nil && pairs.p >= 0.25)
    guard case .runs(let count) = seeds.seedsNeeded else { Issue.record("\(String(describing: seeds))"); return }
    #expect((5...40).contains(count))
  }
}
