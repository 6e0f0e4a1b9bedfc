import BenchCore
import Testing

@testable import Reports

/// Bootstrap intervals in tables.
@Suite struct IntervalTests {
  /// A run whose queries have the given ranks, with one match each.
  private static func run(_ ranks: [Int], seed: UInt64 = 1) -> RunRecord {
    let inverse = ranks.map { 1 / Double($0) }
    var run = RunFixtures.run(RunFixtures.spec(seed: seed), best: 50, last: 50)
    run.best?.textToImage.queries = QueryOutcomes(firstMatchRanks: ranks, columns: [.map: inverse, .minp: inverse])
    run.best?.textToImage.metrics[.r1] = 100 * Double(ranks.count { $0 == 1 }) / Double(ranks.count)
    return run
  }

  private func table(_ runs: [RunRecord]) throws -> ReportTable {
    var layout = RunTableLayout.bestLast()
    (layout.metrics, layout.checkpoints) = ([.r1], [.best])
    layout.intervals = ReportIntervals(resamples: 500)
    return try RunTable.table(of: runs, layout: layout)
  }

  @Test func numbersGetTheirInterval() throws {
    let ranks = (0..<200).map { $0 % 2 == 0 ? 1 : 7 }
    let table = try table([Self.run(ranks)])
    let interval = try #require(table.blocks[0][0].cells[0].number?.interval)
    // The share of a fair coin in 200 throws: 50 +- 1.96 * 3.5.
    #expect(abs(interval.lowerBound - 43.1) < 1.5 && abs(interval.upperBound - 56.9) < 1.5, "\(interval)")
    #expect(
      table.footnotes.contains {
        $0.text.contains(
          "In brackets: 95% bootstrap interval over 200 test queries (results without identities: by query, which is too narrow), 500 resamples."
        )
      })
    let text = "[\(ReportNumber(interval.lowerBound).valueText), \(ReportNumber(interval.upperBound).valueText)]"
    #expect(table.rendered(as: .text).contains("50.00 \(text)"))
    #expect(table.rendered(as: .markdown).contains("50.00 \\\(text.dropLast())\\]"))
    #expect(table.rendered(as: .html).contains("<small>\(text)</small>"))
    #expect(table.rendered(as: .latex).contains(text))
    #expect(table.rendered(as: .json).contains("\"interval\""))
    let csv = table.rendered(as: .csv).split(separator: "\n")
    #expect(csv[0].hasSuffix("\"CUHK-PEDES R@1\",\"CUHK-PEDES R@1 low\",\"CUHK-PEDES R@1 high\",\"direction\""))
    #expect(csv[1].split(separator: ",").count == 7)
  }

  /// Two seeds that fail on opposite queries: their mean is the same whatever is drawn.
  @Test func seedsShareTheDrawnQueries() throws {
    let runs = [Self.run([1, 9, 1, 9], seed: 1), Self.run([9, 1, 9, 1], seed: 2)]
    #expect(try table(runs).blocks[0][0].cells[0].number?.interval == 50...50)
  }

  /// Pairs of queries that hit and miss together are half as many.
  @Test func identitiesAreDrawn() throws {
    var run = Self.run((0..<200).map { $0 / 2 % 2 == 0 ? 1 : 7 })
    let byQuery = try #require(try table([run]).blocks[0][0].cells[0].number?.interval)
    run.test = TestSplitRecord(queryIdentities: (0..<200).map { $0 / 2 }, galleryIdentities: [])
    let table = try table([run])
    let byIdentity = try #require(table.blocks[0][0].cells[0].number?.interval)
    let widening =
      (byIdentity.upperBound - byIdentity.lowerBound) / (byQuery.upperBound - byQuery.lowerBound)
    #expect(abs(widening - 2.0.squareRoot()) < 0.15, "\(widening)")
    #expect(table.footnotes.contains { $0.text.contains("interval over 100 test identities, 500 resamples.") })
  }

  @Test func withoutOutcomesThereIsNoInterval() throws {
    let table = try table([RunFixtures.run(RunFixtures.spec(), best: 50, last: 50)])
    #expect(table.blocks[0][0].cells[0].number?.valueText == "50.00")
    #expect(table.blocks[0][0].cells[0].number?.interval == nil)
    #expect(!table.footnotes.contains { $0.text.hasPrefix("In brackets") })
    #expect(
      table.footnotes.contains { $0.text == "Without brackets: what each query contributed is not stored." })
  }

  @Test func fewIdentitiesAreARoughGuide() throws {
    let few = try table([Self.run([1, 9, 1, 9])])
    #expect(few.footnotes.contains { $0.text.hasSuffix("With fewer than 10 queries, intervals are a rough guide.") })
    var run = Self.run([1, 9, 1, 9])
    run.test = TestSplitRecord(queryIdentities: [7, 7, 7, 7], galleryIdentities: [])
    let one = try table([run])
    #expect(
      one.footnotes.contains {
        $0.text == "Without brackets: all queries are of one identity, which says nothing about others."
      })
  }
}
