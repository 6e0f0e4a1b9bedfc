import BenchCore
import Metrics
import Testing

/// How often 95% intervals hold the truth on simulated people whose captions are alike; the large table is in
/// `docs/statistics.md`.
@Suite struct CoverageTests {
  /// Queries of `count` people, one to four images with two captions each: a caption hits when a common part of the person
  /// and a part of its own are small enough.
  private static func people(_ count: Int, hits: [Double], _ generator: inout SeededGenerator) -> (
    [QueryOutcomes], [Int]
  ) {
    var (runs, identities) = (hits.map { _ in [Int]() }, [Int]())
    for person in 0..<count {
      let ownPart = generator.uniform()
      for _ in 0..<2 * (1 + generator.index(below: 4)) {
        // Half of the captions share the person's luck: each hits with its probability all the same.
        let luck = generator.chance(0.5) ? ownPart : generator.uniform()
        for (run, rate) in hits.enumerated() { runs[run].append(luck < rate ? 1 : 5) }
        identities.append(person)
      }
    }
    return (runs.map { QueryOutcomes(firstMatchRanks: $0, columns: [.map: $0.map { 1 / Double($0) }]) }, identities)
  }

  @Test func `intervals by identity hold the truth, those by query do not`() throws {
    var generator = SeededGenerator(seed: 1, stream: "coverage")
    let bootstrap = PairedBootstrap(resamples: 400)
    let repetitions = 500
    var (byIdentity, byQuery) = ([Metric: Int](), [Metric: Int]())
    for _ in 0..<repetitions {
      let (runs, identities) = Self.people(50, hits: [0.7], &generator)
      for (metric, truth) in [(Metric.r1, 70.0), (.map, 76)] {
        func holds(_ identities: [Int]?) throws -> Int {
          let interval = try #require(
            try bootstrap.intervals(of: runs[0], identities: identities, metrics: [metric])[metric])
          return interval.lower <= truth && truth <= interval.upper ? 1 : 0
        }
        byIdentity[metric, default: 0] += try holds(identities)
        byQuery[metric, default: 0] += try holds(nil)
      }
    }
    for metric in [Metric.r1, .map] {
      let (ours, old) = (Double(byIdentity[metric, default: 0]), Double(byQuery[metric, default: 0]))
      // 95% and three standard errors of 500 repetitions.
      #expect((0.92...0.98).contains(ours / Double(repetitions)), "\(metric): \(ours)")
      #expect(old / Double(repetitions) < 0.88, "\(metric): \(old)")
    }
  }

  /// Groups of three runs whose quality differs by seed: the interval must hold for other seeds and other people, and p
  /// must not call equal methods different.
  @Test func `differences of groups hold for other seeds`() throws {
    var generator = SeededGenerator(seed: 2, stream: "coverage")
    let bootstrap = PairedBootstrap(resamples: 200)
    let repetitions = 300
    var (held, significant) = (0, 0)
    for _ in 0..<repetitions {
      let rates = (0..<6).map { _ in 0.6 + 0.1 * (generator.uniform() + generator.uniform() - 1) }
      let (runs, identities) = Self.people(60, hits: rates, &generator)
      let difference = try #require(
        try bootstrap.differences(
          from: Array(runs[..<3]), to: Array(runs[3...]), identities: identities, metrics: [.r1])[.r1])
      if !difference.interval.excludesZero { held += 1 }
      if difference.p <= 0.1 { significant += 1 }
    }
    #expect((0.92...0.985).contains(Double(held) / Double(repetitions)), "\(held)")
    #expect(Double(significant) / Double(repetitions) < 0.15, "\(significant)")
  }
}
