import BenchCore
import Metrics
import Testing

@testable import Reports

/// What `bench compare` concludes from numbers, and what it says beside them.
@Suite struct ComparisonReportTests {
  /// A run on 40 people with one caption each, of whom these are found at once.
  private static func run(
    _ found: Range<Int>, method: String, seed: UInt64 = 1, change: (inout RunRecord) -> Void = { _ in }
  ) throws -> ComparedRun {
    let ranks = (0..<40).map { found.contains($0) ? 1 : 5 }
    let inverse = ranks.map { 1 / Double($0) }
    var record = RunFixtures.run(RunFixtures.spec(method: method, seed: seed), label: method, best: nil, last: 50)
    record.test = TestSplitRecord(queryIdentities: Array(0..<40), galleryIdentities: Array(0..<40))
    let queries = QueryOutcomes(
      firstMatchRanks: ranks, columns: [.map: inverse, .minp: inverse, .ndcg10: inverse])
    record.last?.textToImage = DirectionRecord(metrics: MetricValues(of: queries), queries: queries)
    change(&record)
    return try ComparedRun(file: "\(method)-\(seed)", record: record) { _ in throw CancellationError() }
  }

  private static func report(
    _ a: [ComparedRun], _ b: [ComparedRun], metrics: [Metric] = [.r1, .map]
  ) throws -> ComparisonReport {
    let (first, second) = try ComparedGroup.pair((a, b))
    var settings = ComparisonSettings(bootstrap: PairedBootstrap(resamples: 400, threads: 1))
    settings.metrics = metrics
    return try ComparisonReport(of: first, and: second, settings: settings, captions: nil)
  }

  @Test func verdictsAgreeWithHolm() throws {
    func text(_ a: [ComparedRun], _ b: [ComparedRun], _ metrics: [Metric] = [.r1, .map]) throws -> String {
      try Self.report(a, b, metrics: metrics).text()
    }
    let old = try (1...3).map { try Self.run(0..<20 + $0, method: "old", seed: UInt64($0)) }
    let new = try (1...3).map { try Self.run(0..<34 + $0, method: "new", seed: UInt64($0)) }
    #expect(try text([old[0]], [new[0]]).contains(" differs\n"))
    // However large the difference, 20 labellings of 3 and 3 runs allow no p below 0.1.
    let few = try text(old, new)
    #expect(few.contains("too few runs\n") && !few.contains("differs\n"), "\(few)")
    // Six people found that were not: 2 of 64 sign changes, 0.031, which Holm doubles.
    let six = try Self.run(0..<27, method: "new")
    #expect(try text([old[0]], [six], [.r1]).contains(" differs\n"))
    #expect(try text([old[0]], [six]).contains(" not after Holm\n"))
    let two = try Self.run(0..<23, method: "new")
    #expect(try text([old[0]], [two]).contains("may be chance"))
  }

  @Test func numbersKeepTheirTiesAndWarnings() throws {
    let plain = try Self.run(0..<30, method: "old") { $0.provenance.sources = "0123456789" }
    let tied = try Self.run(0..<25, method: "new") { record in
      record.last?.textToImage.tieRanges = [.r1: TieRange(lowest: 10, highest: 90, share: 0.5)]
      record.warnings = ["half of the similarities are equal"]
    }
    let report = try Self.report([plain], [tied])
    let (text, json) = (report.text().replacing("\n", with: " "), try report.json())
    for part in [
      "62.50§", "over all orders: R@1: B 10.00 to 90.00", "B: half of the similarities are equal",
      "Made by different code: A 01234567; B unknown.",
    ] {
      #expect(text.contains(part), "\(text)")
    }
    #expect(json.contains("tie_range_b") && json.contains("half of the similarities"), "\(json)")
  }
}
