import BenchCore
import Testing

@testable import Reports

/// Runs on images whose contents are known, beside runs of before they were looked at.
@Suite struct ImageVariantTests {
  private static let (one, other) = ("1a2b3c4d" + String(repeating: "0", count: 56), String(repeating: "e", count: 64))

  private func run(
    _ images: String?, seed: UInt64 = 1, best: Double, endedAt: Double = 0, dataset: String = "CUHK-PEDES"
  ) -> RunRecord {
    var spec = RunFixtures.spec(dataset: dataset, seed: seed)
    spec.dataset.imageChecksum = images
    var run = RunFixtures.run(spec, best: best, last: best, endedAt: endedAt)
    run.signature += images ?? ""
    return run
  }

  /// The rows of Best with the number of the first dataset.
  private func rows(_ runs: [RunRecord]) throws -> [String: ReportNumber?] {
    let table = try RunTable.table(of: runs, layout: .bestLast())
    let rows = table.blocks.joined().map { ($0.headers.map(\.text).joined(separator: " "), $0.cells[0].number) }
    return Dictionary(uniqueKeysWithValues: rows.filter { $0.0.hasSuffix("Best") })
  }

  @Test func aRunOfBeforeIsTheSameRun() throws {
    let (old, new) = (run(nil, best: 60, endedAt: 1), run(Self.one, best: 61, endedAt: 2))
    #expect(try rows([old, new]) == ["20% RDE Best": ReportNumber(61)])
    #expect(try rows([new, old]) == ["20% RDE Best": ReportNumber(61)])
    // The newest that finished counts, whichever it is.
    let repeated = run(nil, best: 62, endedAt: 3)
    #expect(try rows([new, repeated]) == ["20% RDE Best": ReportNumber(62)])
    #expect(try rows([old]) == ["20% RDE Best": ReportNumber(60)])
  }

  @Test func seedsOfBeforeAreAveragedWithLaterOnes() throws {
    let runs = [run(nil, best: 60), run(Self.one, seed: 2, best: 62), run(nil, seed: 3, best: 61)]
    #expect(try rows(runs) == ["20% RDE Best": ReportNumber(61, deviation: 1, count: 3)])
    func notes(_ runs: [RunRecord]) throws -> [String] {
      try RunTable.table(of: runs, layout: .bestLast()).footnotes.map(\.text).filter { $0.contains("images") }
    }
    #expect(
      try notes(runs) == [
        "Made before images were looked at were 2 of 3 runs of RDE; on which images is unknown."
      ])
    #expect(try notes([runs[1]]).isEmpty)
    #expect(try notes([runs[0], runs[2]]).isEmpty, "there are no others to be averaged with")
  }

  @Test func otherImagesAreAnotherVariant() throws {
    let runs = [run(Self.one, best: 60), run(Self.other, best: 61)]
    #expect(
      try rows(runs) == [
        "20% RDE (images 1a2b3c4d) Best": ReportNumber(60), "20% RDE (images eeeeeeee) Best": ReportNumber(61),
      ])
    // Which of the two a run of before was made on, nobody knows.
    #expect(
      try rows(runs + [run(nil, best: 62)]) == [
        "20% RDE (images 1a2b3c4d) Best": ReportNumber(60), "20% RDE (images eeeeeeee) Best": ReportNumber(61),
        "20% RDE (images unknown) Best": ReportNumber(62),
      ])
  }

  @Test func whatIsKnownOfOneDatasetSaysNothingOfAnother() throws {
    let runs = [
      run(Self.one, best: 60), run(Self.other, best: 61, dataset: "RSTPReid"), run(nil, seed: 2, best: 62),
    ]
    let groups = RunGroup.groups(of: runs)
    #expect(groups.map(\.finished.count).sorted() == [1, 2])
    #expect(groups.first { $0.spec.dataset.id == "CUHK-PEDES" }?.spec.dataset.imageChecksum == Self.one)
  }
}
