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
      baseline: [baseline], candidate: [candidate], identities: nil, bootstrap: PairedBootstrap(resamples: 100))
    #expect(comparison.wonShare == 11.0 / 20)
    #expect(comparison.lostShare == 2.0 / 20)
    #expect(comparison.largestChanges.map(\.query) == [12, 11, 10, 9, 8, 7, 6, 5, 13, 4])
    let worst = try #require(comparison.largestChanges.first)
    #expect(worst.precisionChange == -0.5 && worst.baselineRank == 2 && worst.candidateRank == 9)
    let difference = try #require(comparison.differences[.map]?.interval)
    #expect(abs(difference.value - 100 * (0.66 - 0.545) / 20) < 1e-9)
  }

  @Test func `equal changes are listed in query order, unchanged queries not at all`() throws {
    let baseline = QueryOutcomes(firstMatchRanks: [1, 1, 1, 1], columns: [.map: [0.5, 0.5, 0.5, 0.5]])
    let candidate = QueryOutcomes(firstMatchRanks: [1, 1, 1, 1], columns: [.map: [0.5, 0.25, 0.5, 0.75]])
    let comparison = try RunComparison(
      baseline: [baseline], candidate: [candidate], identities: nil, bootstrap: PairedBootstrap(resamples: 10))
    #expect(comparison.largestChanges.map(\.query) == [1, 3])
  }

  @Test func `refuses runs on different queries`() {
    let short = QueryOutcomes(firstMatchRanks: [1, 1], columns: [.map: [1, 1]])
    let long = QueryOutcomes(firstMatchRanks: [1, 1, 1], columns: [.map: [1, 1, 1]])
    #expect(throws: ComparisonFailure.queryCounts(2, 3)) {
      try RunComparison(baseline: [short, short], candidate: [long], identities: nil)
    }
    let unknown = QueryOutcomes(firstMatchRanks: [1, 1])
    #expect(throws: ComparisonFailure.columnLength(.map, count: 0, queries: 2)) {
      try RunComparison(baseline: [short], candidate: [unknown], identities: nil)
    }
  }

  @Test func `several runs count as their mean`() throws {
    let first = QueryOutcomes(firstMatchRanks: [1, 4, 2], columns: [.map: [1, 0.25, 0.5]])
    let second = QueryOutcomes(firstMatchRanks: [1, 2, 4], columns: [.map: [1, 0.5, 0.25]])
    let better = QueryOutcomes(firstMatchRanks: [1, 1, 1], columns: [.map: [1, 1, 0.375]])
    let comparison = try RunComparison(
      baseline: [first, second], candidate: [better, better], identities: nil,
      bootstrap: PairedBootstrap(resamples: 20))
    #expect(comparison.wonShare == 1.0 / 3 && comparison.lostShare == 0)
    #expect(comparison.largestChanges.map(\.query) == [1])
    #expect(comparison.largestChanges.first?.baselineRank == 3 && comparison.largestChanges.first?.candidateRank == 1)
  }
}
