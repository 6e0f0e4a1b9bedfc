import BenchCore
import Foundation
import TestSupport
import Testing

@testable import Reports

/// Exported tables, read by another program.
@Suite struct TidyTableTests {
  /// A run that selects samples with everything that is exported, and hostile texts wherever a run can bring one.
  static let record: RunRecord = {
    var run = RunFixtures.run(RunFixtures.spec(), label: "=1+1", best: 70, last: 60, bestEpoch: 1, curve: [50, 55])
    run.epochs?[0].losses = [("tse", 1.25), ("bge", 0.1)]
    run.epochs?[1].losses = [("bge", .nan)]
    run.epochs?[1].test = RunFixtures.metrics(52)
    run.epochs?[1].similarities = SimilarityHistogram(positives: [0, 1, 2, 3], negatives: [4, 3, 2, 1])
    run.sampleSelections = [
      SampleSelectionRecord(
        epoch: 2, heads: ["bge": HeadSelection(losses: [0.1, 2], cleanProbabilities: [0.75, 0.125])],
        treatedAsClean: [true, false])
    ]
    run.selectionQualities = [
      SampleSelectionQualityRecord(
        epoch: 2,
        consensus: SampleSelectionQuality(keptClean: 1, keptNoisy: 0, droppedClean: 1, droppedNoisy: 0, auc: nil),
        heads: [
          "bge": SampleSelectionQuality(
            keptClean: 0, keptNoisy: 0, droppedClean: 2, droppedNoisy: 0, auc: 0.25, lossAUC: 0.125)
        ])
    ]
    run.noise = NoiseRecord(sourceIndices: [0, 1], isClean: [true, true])
    let queries = QueryOutcomes(firstMatchRanks: [1, 0], columns: [.map: [1, 0], .minp: [0.5, 0]])
    run.best?.textToImage.queries = queries
    run.best?.imageToText.queries = queries
    run.test = TestSplitRecord(
      queryIdentities: [7, 8], galleryIdentities: [8, 9], galleryFiles: ["@SUM(A1).png", "a \"b\", c\n.png"])
    return run
  }()

  static let folder = TidyFolder([("-run", record)])

  private func csv(_ name: String) throws -> String {
    let table = try #require(TidyTable.all(of: Self.folder).first { $0.name == name })
    var text = table.header
    try table.writeLines(of: Self.record, named: "-run") { text += $0 }
    return text
  }

  private func rows(_ name: String) throws -> [[String]] {
    try CSVReader.records(in: Array(csv(name).utf8))
  }

  @Test func runsSayHowTheirNumbersAreComputed() throws {
    func values(_ record: RunRecord) throws -> [String] {
      let folder = TidyFolder([("run", record)])
      let table = try #require(TidyTable.all(of: folder).first { $0.name == "runs" })
      var text = table.header
      try table.writeLines(of: record, named: "run") { text += $0 }
      let rows = try CSVReader.records(in: Array(text.utf8))
      return try ["precision", "tf32", "deterministic", "micro_batch"].map { column in
        rows[1][try #require(rows[0].firstIndex(of: column))]
      }
    }
    #expect(try values(Self.record) == ["fp32", "False", "True", ""])
    let arithmetic = ArithmeticSpec(precision: .paper, usesTF32: true, isDeterministic: false, microBatchSize: 8)
    var run = RunFixtures.run(RunFixtures.spec(arithmetic: arithmetic), best: 70, last: 60)
    #expect(try values(run) == ["paper", "True", "False", "8"])
    run.spec.training = .elsewhere
    #expect(try values(run) == ["", "", "", ""])
  }

  @Test func metricsHaveARowForEachCheckpointAndDirection() throws {
    let rows = try rows("metrics")
    #expect(
      rows[0] == [
        "run", "dataset", "method", "noise_rate", "seed", "group", "in_tables", "checkpoint", "epoch", "direction",
        "r1", "r5", "r10", "map",
        "minp", "rsum", "r20", "mrr", "ndcg10",
      ])
    #expect(rows.count == 5)
    let group = rows[1][5]
    #expect(group.count == 11 && group.hasPrefix("g"))
    #expect(
      rows[1] == [
        "'-run", "CUHK-PEDES", "rde-tal", "0.2", "1", group, "True", "best", "1", "text-to-image", "70", "85", "90",
        "62", "46", "245",
        "", "", "",
      ])
    #expect(rows.map { $0[9] }.dropFirst() == ["text-to-image", "image-to-text", "text-to-image", "image-to-text"])
  }

  @Test func curvesHaveARowForEachMeasuredSplit() throws {
    let rows = try rows("curves")
    #expect(rows[0].suffix(5) == ["seconds", "learning_rate", "loss", "loss_tse", "loss_bge"])
    // Chosen on test, which was measured once more: one row for it.
    #expect(rows.dropFirst().map { $0[7] + $0[8] + $0[9] } == ["1test50", "2test55"])
    var record = Self.record
    record.spec.selection = .val
    let table = try #require(TidyTable.all(of: Self.folder).first { $0.name == "curves" })
    var lines = ""
    try table.writeLines(of: record, named: "-run") { lines += $0 }
    #expect(
      try CSVReader.records(in: Array(lines.utf8)).map { $0[7] + $0[8] + $0[9] } == ["1val50", "2val55", "2test52"])
    #expect(rows[1].suffix(2) == ["1.25", "0.1"])
    #expect(rows[2].suffix(2) == ["", "nan"])
  }

  @Test func unknownMetricsHaveNoValue() throws {
    var run = RunFixtures.run(RunFixtures.spec(), best: nil, last: 60, curve: [50])
    run.epochs?[0].selection = nil
    let table = try #require(TidyTable.all(of: TidyFolder([("run", run)])).first { $0.name == "curves" })
    var lines = ""
    try table.writeLines(of: run, named: "run") { lines += $0 }
    let row = try #require(CSVReader.records(in: Array(lines.utf8)).first)
    #expect(row[7...8] == ["1", run.spec.selection.rawValue])
    #expect(Set(row[9..<9 + Metric.allCases.count]) == [""])
    #expect(!lines.contains("nan"))
  }

  @Test func sampleSelectionsOfTheConsensusAndEachHead() throws {
    #expect(
      try rows("sample_selections").map { Array($0.suffix(12)) }.dropFirst() == [
        ["2", "consensus", "1", "0", "1", "0", "1", "0.5", String(2.0 / 3), "0.5", "", ""],
        ["2", "bge", "0", "0", "2", "0", "", "0", "0", "0", "0.25", "0.125"],
      ])
  }

  @Test func lossesBesideDecisionAndTruth() throws {
    #expect(
      try rows("losses").dropFirst().map { Array($0.dropFirst()) } == [
        ["2", "bge", "0", "0.1", "0.75", "True", "True"], ["2", "bge", "1", "2", "0.125", "False", "True"],
      ])
  }

  @Test func similaritiesByBin() throws {
    let rows = try rows("similarity").dropFirst().map { Array($0.suffix(4)) }
    #expect(
      rows == [["-1", "-0.5", "0", "4"], ["-0.5", "0", "1", "3"], ["0", "0.5", "2", "2"], ["0.5", "1", "3", "1"]])
  }

  @Test func queriesOfBothDirections() throws {
    let rows = try rows("queries").dropFirst().map { Array($0.dropFirst()) }
    #expect(
      rows == [
        ["best", "text-to-image", "0", "7", "", "1", "1", "0.5", ""],
        ["best", "text-to-image", "1", "8", "", "0", "0", "0", ""],
        ["best", "image-to-text", "0", "8", "'@SUM(A1).png", "1", "1", "0.5", ""],
        ["best", "image-to-text", "1", "9", "a \"b\", c\n.png", "0", "0", "0", ""],
      ])
  }

  @Test func failedRunsAreAmongTheRuns() throws {
    let failure = RunFixtures.run(RunFixtures.spec(), best: nil, outcome: .failed("=cmd|'/c calc'!A1\n\"x\""))
    let table = try #require(TidyTable.all(of: TidyFolder([("r", failure)])).first)
    var text = table.header
    try table.writeLines(of: failure, named: "r") { text += $0 }
    let rows = try CSVReader.records(in: Array(text.utf8))
    #expect(rows[1][6] == "False" && rows[1][9] == "failed: =cmd|'/c calc'!A1\n\"x\"")
    #expect(rows[1].count == rows[0].count)
  }

  /// Python's reader finds the same cells, and no cell that a spreadsheet would run.
  @Test(arguments: TidyTable.all(of: folder).map(\.name))
  func pythonReadsTheSame(name: String) throws {
    try withTemporaryFolder { folder in
      let file = folder.appending(path: "t.csv")
      try Data(csv(name).utf8).write(to: file)
      let json = try Python.run(
        """
        import csv, json, sys
        rows = list(csv.reader(open(sys.argv[1], newline='', encoding='utf-8'), strict=True))
        assert all(len(row) == len(rows[0]) for row in rows)
        number = lambda c: c.replace('.', '').replace('-', '').replace('e', '').isdigit()
        assert not any(c[:1] in tuple('=+-@\\t\\r') and c and not number(c) for row in rows for c in row), rows
        print(json.dumps(rows))
        """, file.path)
      #expect(try JSONDecoder().decode([[String]].self, from: Data(json.utf8)) == rows(name))
    }
  }

  @Test func everyColumnIsDocumented() throws {
    let page = try String(contentsOf: Repository.root.appending(path: "docs/export.md"), encoding: .utf8)
    for table in TidyTable.all(of: TidyFolder([])) {
      let section = try #require(page.components(separatedBy: "**`\(table.fileName)`**").dropFirst().first)
      for column in table.columns where !TidyRun.keys.contains(column) {
        #expect(section.components(separatedBy: "**`")[0].contains("`\(column)`"), "\(table.name): \(column)")
      }
    }
  }
}
