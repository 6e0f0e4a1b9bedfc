import BenchCore
import Metrics
import Testing

@Suite struct RunComparisonTests {
  @Test func `counts won and lost queries and lists the largest changes`() throws {
    // Queries 0-11 rise by 0.01 x query, 12 falls by 0.5, 13 falls by 0.045, the rest stays.
    let count = 20
    let baseline = QueryOutcomes(
      firstMatchRanks: Array(repeating: 2, count: count), columns: [.map: Array(repeating: 0.5, count: count)])
    var candidate = baseline
    for query in 0..<12 { candidate[.map]?[query] += 0.01 * Double(query) }
    candidate[.map]?[12] = 0
    candidate.firstMatchRanks[12] = 9
    candidate[.map]?[13] -= 0.045

    let comparison = try RunComparison(
      baseline: baseline, candidate: candidate, bootstrap: PairedBootstrap(resamples: 100))
    #expect(comparison.wonShare == 11.0 / 20)
    #expect(comparison.lostShare == 2.0 / 20)
    #expect(comparison.largestChanges.map(\.query) == [12, 11, 10, 9, 8, 7, 6, 5, 13, 4])
    let worst = try #require(comparison.largestChanges.first)
    #expect(worst.precisionChange == -0.5 && worst.baselineRank == 2 && worst.candidateRank == 9)
    let difference = try #require(comparison.differences[.map])
    #expect(abs(difference.value - 100 * (0.66 - 0.545) / 20) < 1e-9)
  }

  @Test func `equal changes are listed in query order, unchanged queries not at all`() throws {
    let baseline = QueryOutcomes(firstMatchRanks: [1, 1, 1, 1], columns: [.map: [0.5, 0.5, 0.5, 0.5]])
    let candidate = QueryOutcomes(firstMatchRanks: [1, 1, 1, 1], columns: [.map: [0.5, 0.25, 0.5, 0.75]])
    let comparison = try RunComparison(
      baseline: baseline, candidate: candidate, bootstrap: PairedBootstrap(resamples: 10))
    #expect(comparison.largestChanges.map(\.query) == [1, 3])
  }

  @Test func `refuses runs on different queries`() {
    let short = QueryOutcomes(firstMatchRanks: [1], columns: [.map: [1]])
    let long = QueryOutcomes(firstMatchRanks: [1, 1], columns: [.map: [1, 1]])
    #expect(throws: ComparisonFailure.queryCounts(1, 2)) { try RunComparison(baseline: short, candidate: long) }
    let unknown = QueryOutcomes(firstMatchRanks: [1])
    #expect(throws: ComparisonFailure.columnLength(.map, count: 0, queries: 1)) {
      try RunComparison(baseline: short, candidate: unknown)
    }
  }
}
