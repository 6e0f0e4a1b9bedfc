import BenchCore
import Testing

@testable import Reports

/// The table and the figure of sample selections, from literals.
@Suite struct SampleSelectionReportTests {
  private static func quality(_ keptClean: Int, _ keptNoisy: Int, auc: Double?) -> SampleSelectionQuality {
    SampleSelectionQuality(
      keptClean: keptClean, keptNoisy: keptNoisy, droppedClean: 80 - keptClean, droppedNoisy: 20 - keptNoisy,
      auc: auc,
      lossAUC: auc.map { $0 - 0.25 })
  }

  private static func run(
    seed: UInt64 = 1, noise: Double = 0.2, method: String = "rde-tal", label: String = "RDE",
    _ selections: [(consensus: SampleSelectionQuality, head: SampleSelectionQuality)]
  ) -> RunRecord {
    var run = RunFixtures.run(
      RunFixtures.spec(noise: noise, method: method, seed: seed, epochs: 4), label: label, best: 60, last: 59)
    run.selectionQualities = selections.enumerated().map { index, selection in
      SampleSelectionQualityRecord(epoch: index + 1, consensus: selection.consensus, heads: ["global": selection.head])
    }
    return run
  }

  private static let runs = [
    run([
      (quality(40, 10, auc: 0.5), quality(44, 6, auc: 0.75)), (quality(60, 4, auc: 0.9), quality(72, 8, auc: 1)),
    ]),
    run(
      seed: 2,
      [
        (quality(40, 10, auc: 0.5), quality(44, 6, auc: 0.75)), (quality(64, 4, auc: 0.95), quality(72, 8, auc: 1)),
      ]),
    run(method: "decl", label: "DECL", [(quality(0, 0, auc: 0.6), quality(0, 0, auc: 0.6))]),
    run(
      noise: 0,
      [
        (
          SampleSelectionQuality(keptClean: 100, keptNoisy: 0, droppedClean: 0, droppedNoisy: 0, auc: nil),
          quality(80, 20, auc: nil)
        )
      ]),
    RunFixtures.run(RunFixtures.spec(method: "irra-sdm"), label: "IRRA", best: 50),
  ]

  @Test func showsTheLastSelectionOfEveryMethodThatSelects() throws {
    let table = SampleSelectionTable.table(of: Self.runs, order: DisplayOrder(methods: ["rde-tal", "decl"]))
    #expect(table.rowHeadings == ["Dataset", "Noise", "Method", "Selection", "Epoch"])
    #expect(
      table.blocks.joined().map { $0.headers.map(\.text).joined(separator: " ") } == [
        "CUHK-PEDES 0% RDE consensus 1", "CUHK-PEDES 0% RDE global 1", "CUHK-PEDES 20% RDE consensus 2",
        "CUHK-PEDES 20% RDE global 2", "CUHK-PEDES 20% DECL consensus 1", "CUHK-PEDES 20% DECL global 1",
      ])
    #expect(table.blocks.map(\.count) == [2, 4])
    let headings = [
      "Precision", "Recall", "F1", "AUC", "Loss AUC", "Kept clean", "Kept noisy", "Dropped clean", "Dropped noisy",
    ]
    #expect(table.columns.map { $0.headings[0].text } == headings)
    let consensus = table.blocks[1][0].cells
    let precision = try #require(consensus[0].number)
    // 60 of 64 and 64 of 68 kept pairs are clean.
    #expect(abs(precision.value - 50 * (60 / 64.0 + 64 / 68.0)) < 1e-9 && precision.count == 2)
    #expect(consensus[1].number?.value == 77.5 && consensus[3].number?.value == 92.5)
    #expect(consensus[4].number?.value == 67.5)
    #expect(consensus.suffix(4).map { $0.number?.value } == [62, 4, 18, 16])
    let nothingKept = table.blocks[1][2].cells
    #expect(nothingKept[0].content == .notRun && nothingKept[1].number?.value == 0)
    #expect(table.blocks[0][0].cells[3].content == .notRun, "no AUC without noisy pairs")
    #expect(table.footnotes.contains { $0.text.contains("Clean is the positive class") })
    for format in ReportFormat.allCases {
      #expect(table.rendered(as: format, styling: ReportStyling()).contains("consensus"), "\(format)")
    }
  }

  @Test func numbersOfFilesThatDoNotAddUpAreMarked() {
    var runs = Self.runs
    runs[1].contradictoryFile = "second.h5"
    let table = SampleSelectionTable.table(of: runs, order: DisplayOrder(methods: ["rde-tal", "decl"]))
    let marked = table.blocks.joined().filter { $0.cells.contains { $0.marks.contains("¶") } }
    #expect(
      marked.map { $0.headers.map(\.text).joined(separator: " ") } == [
        "CUHK-PEDES 20% RDE consensus 2", "CUHK-PEDES 20% RDE global 2",
      ])
    #expect(marked.allSatisfy { $0.cells.allSatisfy { $0.marks.first == "¶" } })
    #expect(table.footnotes.contains { $0.text.contains("do not add up: second.h5") })
  }

  @Test func showsAllSelectionsIfAskedTo() {
    let table = SampleSelectionTable.table(
      of: Self.runs, epochs: .all, order: DisplayOrder(methods: ["rde-tal", "decl"]))
    let rde = table.blocks[1].filter { $0.headers[2].text == "RDE" }
    #expect(
      rde.map { "\($0.headers[3].text) \($0.headers[4].text)" } == [
        "consensus 1", "global 1", "consensus 2", "global 2",
      ])
    #expect(rde[0].cells[1].number?.value == 50)
  }

  @Test func variantsHaveRowsOfTheirOwn() {
    let runs = [0.01, 0.05].map { temperature in
      var run = Self.runs[0]
      run.spec.method.configuration = .object(["temperature": .number(temperature)])
      return run
    }
    let methods = SampleSelectionTable.table(of: runs).blocks.joined().map { $0.headers[2].text }
    #expect(Set(methods) == ["RDE (temperature 0.01)", "RDE (temperature 0.05)"])
  }

  @Test func drawsAreaOfLossesPrecisionAndRecall() throws {
    let figures = SampleSelectionFigure.figures(of: Self.runs, order: DisplayOrder(methods: ["rde-tal", "decl"]))
    let figure = try #require(figures.first)
    #expect(figures.count == 1 && figure.name == "sample-selection-CUHK-PEDES")
    #expect(
      figure.panels.map(\.title) == [
        "Precision, 0% noise", "Recall, 0% noise", "Precision, 20% noise", "Recall, 20% noise", "Loss AUC, 20% noise",
      ], "there is no AUC without noisy pairs")
    #expect(figure.panels.map(\.startsRow) == [true, false, true, false, false])
    let auc = try #require(figure.panels[4].series.first)
    #expect(auc.name == "RDE" && auc.points.map(\.x) == [1, 2] && auc.points.map(\.y) == [25, 67.5])
    #expect(auc.points[1].deviation != nil)
    #expect(figure.legend.map(\.text) == ["RDE", "DECL"])
    #expect(SampleSelectionFigure.figures(of: [Self.runs[4]]).isEmpty)
    #expect(!GnuplotRenderer().render(figure).script.isEmpty)
  }
}
