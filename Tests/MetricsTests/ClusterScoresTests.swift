import BenchCore
import Testing

@testable import Metrics

@Suite struct ClusterScoresTests {
  /// Queries of 30 identities, one to seven each, some without a match.
  private static func outcomes() -> (QueryOutcomes, [Int]) {
    var generator = SeededGenerator(seed: 1, stream: "outcomes")
    var (outcomes, identities) = (QueryOutcomes(), [Int]())
    for identity in 0..<30 {
      for _ in 0...generator.index(below: 7) {
        let first = Int32(1 + generator.index(below: 20))
        outcomes.append(matchRanks: generator.chance(0.1) ? [] : [first, first + 3])
        identities.append(100 - identity)
      }
    }
    return (outcomes, identities)
  }

  /// A naive twin: the drawn identities' queries one after the other, measured as a run of their own.
  @Test func `a resample is the metrics of the drawn identities' queries`() throws {
    let (outcomes, identities) = Self.outcomes()
    let clusters = QueryClusters(queries: outcomes.count, identities: identities)
    #expect(clusters.count == 30)
    let scores = ClusterScores(Metric.allCases, matches: outcomes.matches, clusters: clusters) { outcomes[$0] ?? [] }
    for number in 0..<5 {
      var generator = SeededGenerator(seed: 9, stream: "bootstrap", UInt64(number))
      let drawn = (0..<15).flatMap { _ in
        let word = generator.next()
        return [word >> 32, word & 0xffff_ffff].map { Int(($0 * 30) >> 32) }
      }
      var queries: [Int] = []
      for cluster in drawn { queries += identities.indices.filter { identities[$0] == 100 - cluster } }
      var twin = QueryOutcomes(firstMatchRanks: queries.map { outcomes.firstMatchRanks[$0] })
      for metric in Metric.measured where metric.column != nil {
        twin[metric] = try queries.map { try #require(outcomes[metric])[$0] }
      }
      let (expected, found) = (MetricValues(of: twin), scores.resample(seed: 9, number: number))
      for (metric, value) in zip(Metric.allCases, found) {
        #expect(abs(value - (try #require(expected[metric]))) < 1e-9, "\(metric)")
      }
    }
  }

  @Test func `leaving out an identity leaves the others' metrics`() throws {
    let (outcomes, identities) = Self.outcomes()
    let clusters = QueryClusters(queries: outcomes.count, identities: identities)
    let scores = ClusterScores([.r5, .rsum], matches: outcomes.matches, clusters: clusters) { outcomes[$0] ?? [] }
    let without = scores.valuesLeavingOut()
    for (cluster, values) in without.enumerated() {
      let ranks = zip(outcomes.firstMatchRanks, identities).filter { $0.1 != 100 - cluster }.map(\.0)
      let expected = MetricValues(of: QueryOutcomes(firstMatchRanks: ranks))
      #expect(abs(values[0] - (try #require(expected[.r5]))) < 1e-9)
      #expect(abs(values[1] - (try #require(expected[.rsum]))) < 1e-9)
    }
  }
}
