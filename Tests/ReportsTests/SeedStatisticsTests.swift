import Testing

@testable import Reports

@Suite struct SeedStatisticsTests {
  /// By hand: the mean of 71, 72 and 74.5 is 72.5; squares 2.25 + 0.25 + 4 = 6.5; 6.5 / 2 = 3.25.
  @Test func meanAndSampleDeviation() throws {
    let statistics = try #require(SeedStatistics([71, 72, 74.5]))
    #expect(statistics.mean == 72.5)
    #expect(statistics.deviation == 3.25.squareRoot())
    #expect(statistics.count == 3)
  }

  @Test func oneValueHasNoDeviation() {
    #expect(SeedStatistics([71])?.mean == 71)
    #expect(SeedStatistics([71])?.deviation == nil)
    #expect(SeedStatistics([]) == nil)
  }

  @Test func equalValuesDeviateByNothing() {
    #expect(SeedStatistics([0.1, 0.1, 0.1])?.deviation.map { $0 < 1e-15 } == true)
    #expect(SeedStatistics([1e9 + 1, 1e9 + 2, 1e9 + 3])?.deviation == 1)
  }
}
