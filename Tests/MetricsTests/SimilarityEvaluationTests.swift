import BenchCore
import Foundation
import Testing

@testable import Metrics

@Suite struct SimilarityEvaluationTests {
  /// What similarities are drawn from.
  enum Values: CaseIterable {
    case random, tied, allEqual, signedZeros

    func draw(_ generator: inout SeededGenerator) -> Float {
      switch self {
      case .random: Float(generator.uniform(-1, 1))
      case .tied: Float(generator.index(below: 9)) / 4 - 1
      case .allEqual: 0.25
      case .signedZeros: generator.chance(0.5) ? 0 : -0.0
      }
    }
  }

  @Test(arguments: Values.allCases, [1, 3, 60, 2000])
  func `equals the naive twin`(values: Values, identityCount: Int) throws {
    var generator = SeededGenerator(seed: 5, stream: "similarities", UInt64(identityCount))
    let rows = (0..<70).map { _ in (0..<190).map { _ in values.draw(&generator) } }
    let queryIdentities = randomIdentities(70, from: identityCount, seed: 6)
    let galleryIdentities = randomIdentities(190, from: identityCount, seed: 7)
    let expected = NaiveRetrieval.queries(
      rows, queryIdentities: queryIdentities, galleryIdentities: galleryIdentities)
    let result = try RetrievalEvaluator.evaluate(
      similarities: rows.flatMap(\.self), queryIdentities: queryIdentities, galleryIdentities: galleryIdentities,
      threads: 2)
    #expect(result.queries.asNaive == expected)
    #expect(result.metrics == NaiveRetrieval.metrics(expected))
  }

  @Test func `sums up as the definitions say`() throws {
    // Matches of query 0 at ranks 2 and 4, of query 1 at rank 1, none of query 2.
    let result = try RetrievalEvaluator.evaluate(
      similarities: [
        0.9, 0.8, 0.7, 0.6, 0.5,
        0.1, 0.2, 0.9, 0.3, 0.4,
        0.1, 0.2, 0.3, 0.4, 0.5,
      ], queryIdentities: [1, 2, 9], galleryIdentities: [0, 1, 2, 1, 0])
    #expect(result.queries.firstMatchRanks == [2, 1, 0])
    #expect(result.queries[.map] == [0.5, 1, 0])
    #expect(result.queries[.minp] == [0.5, 1, 0])
    let third = 100.0 / 3
    #expect(result.queries[.mrr] == [0.5, 1, 0])
    #expect(result.queries[.rsum] == nil)
    // A match at rank 2 gains 1 / log2(3), one at rank 4 1 / log2(5).
    let gain = (1 / log2(3.0) + 1 / log2(5.0)) / (1 + 1 / log2(3.0))
    let expected: MetricValues = [
      .r1: third, .r5: 2 * third, .r10: 2 * third, .r20: 2 * third, .map: 75, .minp: 75, .mrr: 75,
      .ndcg10: 100 * (gain + 1) / 2,
    ]
    #expect(result.metrics == expected)
    #expect(result.metrics[.rsum] == third + 2 * third + 2 * third)
    #expect(result.medianRank == 2)
    #expect(result.cumulativeMatches(upTo: 3) == [third, 2 * third, 2 * third])
    #expect(result.cumulativeMatches(upTo: 0).isEmpty)
    #expect(result.galleryCount == 5)
  }

  @Test func `the median of an even number of queries lies between two`() throws {
    let result = try RetrievalEvaluator.evaluate(
      similarities: [
        1, 2, 3,
        3, 2, 1,
      ], queryIdentities: [0, 0], galleryIdentities: [0, 1, 2])
    #expect(result.queries.firstMatchRanks == [3, 1])
    #expect(result.medianRank == 2)
  }

  @Test func `a key orders by similarity, then by index`() {
    var generator = SeededGenerator(seed: 1, stream: "keys")
    var similarities: [Float] = [
      0, -0.0, 1, -1, .leastNonzeroMagnitude, -.leastNonzeroMagnitude, .greatestFiniteMagnitude,
      -.greatestFiniteMagnitude, .leastNormalMagnitude,
    ]
    while similarities.count < 200 {
      let value = Float(bitPattern: UInt32(truncatingIfNeeded: generator.next()))
      if value.isFinite { similarities.append(value) }
    }
    for left in similarities {
      #expect(RankingKey(similarity: left, galleryIndex: 4_000_000_000).galleryIndex == 4_000_000_000)
      #expect(RankingKey(similarity: left, galleryIndex: 7).similarity == left)
      #expect(RankingKey(similarity: left, galleryIndex: 7) < .last)
      for right in similarities {
        let isAhead = RankingKey(similarity: left, galleryIndex: 3) < RankingKey(similarity: right, galleryIndex: 2)
        #expect(isAhead == (left > right))
        let isAheadByIndex =
          RankingKey(similarity: left, galleryIndex: 2) < RankingKey(similarity: right, galleryIndex: 3)
        #expect(isAheadByIndex == (left >= right))
      }
    }
  }
}
