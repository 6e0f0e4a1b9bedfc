import BenchCore
import Testing

@testable import Reports

@Suite struct PaperTableTests {
  static let rde: [String: JSONValue] = [
    "loss": .string("tal"), "usesGlobal": .bool(true), "usesTokenSelection": .bool(true), "divides": .bool(true),
  ]

  /// Two seeds of RDE, one run of IRRA and an ablation, at 50% noise on CUHK-PEDES.
  static let runs = [
    RunFixtures.run(RunFixtures.spec(noise: 0.5, configuration: rde), best: 70, last: 69),
    RunFixtures.run(RunFixtures.spec(noise: 0.5, seed: 2, configuration: rde), best: 71, last: 70),
    RunFixtures.run(RunFixtures.spec(noise: 0.5, method: "irra-sdm"), label: "IRRA", best: 63.005, last: 40),
    RunFixtures.run(
      RunFixtures.spec(noise: 0.5, configuration: rde.merging(["divides": .bool(false)]) { $1 }),
      best: 60,
      last: 50
    ),
  ]

  private func row(_ table: ReportTable, _ headers: [String]) throws -> ReportRow {
    try #require(table.blocks.joined().first { $0.headers.map(\.text) == headers })
  }

  @Test(arguments: PaperTable.all.map(\.name))
  func publishedTablesMatchSnapshots(name: String) throws {
    let table = try PaperComparison(.named(name), numbers: .published).table(of: [])
    try expectSnapshot(table.rendered(as: .markdown), named: "\(name).md")
  }

  @Test(arguments: ReportFormat.allCases)
  func comparisonMatchesSnapshot(format: ReportFormat) throws {
    let table = try PaperComparison(.rde2).table(of: Self.runs)
    try expectSnapshot(table.rendered(as: format), named: "rde-2-both.\(format.fileExtension)")
  }

  @Test(arguments: PaperTable.all.map(\.name), PaperComparison.Numbers.allCases)
  func everyPublishedRowKeepsItsPlace(name: String, numbers: PaperComparison.Numbers) throws {
    let paper = try PaperTable.named(name)
    let published = try paper.published()
    let table = try PaperComparison(paper, numbers: numbers).table(of: [])
    let datasets = Set(published.rows.indices.map { published.text("dataset", row: $0) })
    #expect(table.blocks.joined().count == published.rows.count / datasets.count)
    #expect(table.columns.count == datasets.count * 5 * (numbers == .both ? 3 : 1))
    let shown = table.blocks.joined().flatMap { $0.cells.compactMap(\.number?.value) }.reduce(0, +)
    let expected = published.rows.indices.flatMap { row in
      Metric.paper.compactMap { published.value($0, row: row) }
    }.reduce(0, +)
    #expect(abs(shown - (numbers == .measured ? 0 : expected)) < 1e-6)
  }

  @Test func systemsThatOnlyThePapersHaveAreNamed() throws {
    let systems = Set(try PaperTable.all.flatMap { try $0.systems() })
    for name in ["SSAN", "IVT", "CFine", "PBSL", "BEAT", "LCR2S", "CSKT", "RDE without CCD", "AMNS +BSDM+WAF"] {
      #expect(systems.contains(name))
    }
    // A binding with a misspelt name would never find its row.
    #expect(Set(PaperBindings.standard.systems.keys).subtracting(systems).isEmpty)
  }

  @Test func measuredNumbersStandBesideThePublishedOnes() throws {
    let table = try PaperComparison(.rde1, metrics: [.r1], datasets: ["CUHK-PEDES"]).table(of: Self.runs)
    #expect(table.columns.map { $0.headings.map(\.text).last } == ["paper", "measured", "diff."])
    let best = try row(table, ["50%", "RDE", "Best"]).cells
    #expect(best.map { $0.number?.valueText } == ["71.33", "70.50", "-0.83"])
    #expect(best[1].number?.deviation == 0.5.squareRoot())
    // 63.005 is shown as 63.01 or 63.00; the difference is that of what is shown.
    let irra = try row(table, ["50%", "IRRA", "Best"]).cells
    let shown = try #require(irra[1].number?.shownValue)
    #expect(try #require(irra[2].number).valueText == ReportNumber(shown - 62.41, isSigned: true).valueText)
    #expect(try row(table, ["50%", "IRRA", "Last"]).cells[2].number?.valueText == "-2.79")
    #expect(try row(table, ["20%", "RDE", "Best"]).cells.dropFirst().map(\.content) == [.notRun, .notRun])
    #expect(try row(table, ["50%", "SSAN", "Best"]).cells.map { $0.number?.valueText } == ["13.43", nil, nil])
  }

  @Test func anotherPrecisionThanThePapersIsADeviation() throws {
    func deviations(_ precisions: Precision...) throws -> String {
      let runs = precisions.map { precision in
        RunFixtures.run(
          RunFixtures.spec(noise: 0.5, configuration: Self.rde, arithmetic: ArithmeticSpec(precision: precision)),
          best: 70, last: 69)
      }
      let notes = try PaperComparison(.rde1).table(of: runs).footnotes.map(\.text)
      return notes.first { $0.hasPrefix("Deviations") } ?? ""
    }
    #expect(try !deviations(.paper).contains("precision"))
    #expect(try deviations(.fp32).contains("precision fp32 (paper fp16 weights, as with --precision paper)"))
    #expect(try deviations(.fp32, .paper, .bf16).contains("precision bf16 or fp32 (paper fp16"))
    #expect(try deviations(.fp32).components(separatedBy: "fp16 weights").count == 2)
  }

  /// Of what another program trained, deviations are what it was told, and of what was only evaluated there are none.
  @Test func ofOtherProgramsOnlyWhatIsKnownIsSaid() throws {
    func notes(_ training: TrainingOrigin) throws -> [String] {
      var spec = RunFixtures.spec(noise: 0.5, configuration: Self.rde)
      spec.training = training
      return try PaperComparison(.rde1).table(of: [RunFixtures.run(spec, best: 70, last: 69)]).footnotes.map(\.text)
    }
    var recipe = TrainingRecipe.paper
    (recipe.epochs, recipe.batchSize, recipe.weightDecay) = (7, 64, 0.5)
    let told = try notes(.command(recipe))
    #expect(told.contains("Told otherwise than the papers' recipe: epochs 7 (paper 60)."), "\(told)")
    #expect(!told.contains { $0.contains("decay") || $0.contains("network of another size") || $0.contains(" x ") })
    #expect(told.contains { $0.hasPrefix("Trained by a command: ") })
    let evaluated = try notes(.elsewhere)
    #expect(!evaluated.contains { $0.contains("the papers' recipe") || $0.contains(" x ") }, "\(evaluated)")
    #expect(evaluated.contains { $0.hasPrefix("Only evaluated here: ") })
  }

  @Test func whatElseIsUnlikeThePapersIsADeviation() throws {
    let unusual = ArithmeticSpec(precision: .paper, usesTF32: true, isDeterministic: false, microBatchSize: 16)
    let runs = [unusual, ArithmeticSpec(precision: .paper)].map { arithmetic in
      RunFixtures.run(
        RunFixtures.spec(noise: 0.5, configuration: Self.rde, arithmetic: arithmetic), best: 70, last: 69)
    }
    let notes = try PaperComparison(.rde1).table(of: runs).footnotes.map(\.text).joined()
    #expect(
      notes.contains("precision paper with TF32 and nondeterministic operations and micro-batches of 16 (paper fp16"))
  }

  @Test func ablationsFindTheirRuns() throws {
    let table = try PaperComparison(.rde2, numbers: .measured, metrics: [.r1]).table(of: Self.runs)
    let values = table.blocks[0].map { $0.cells[0].number?.value }
    #expect(values == [70.5, nil, nil, nil, nil, nil, 60])
  }

  @Test func runsWithOtherSettingsHaveRowsOfTheirOwn() throws {
    let short = RunFixtures.run(RunFixtures.spec(noise: 0.5, epochs: 5, configuration: Self.rde), best: 30, last: 29)
    let table = try PaperComparison(.rde1, numbers: .both, metrics: [.r1], systems: ["RDE"]).table(
      of: Self.runs + [short]
    )
    #expect(
      table.blocks[2].map { $0.headers.map(\.text).joined(separator: " ") } == [
        "50% RDE (epochs 5) Best", "50% RDE (epochs 5) Last", "50% RDE (epochs 60) Best", "50% RDE (epochs 60) Last",
      ]
    )
    #expect(table.blocks[2].map { $0.cells[1].number?.value } == [30, 29, 70.5, 69.5])
    #expect(table.blocks[2].map { $0.cells[0].number?.value } == [71.33, 71.25, 71.33, 71.25])
  }

  @Test func standInsAreMarked() throws {
    let spec = RunFixtures.spec(dataset: "SynthPEDES", noise: 0.5, configuration: Self.rde)
    let standIn = RunFixtures.run(spec, best: 90, last: 90, isStandIn: true)
    var comparison = PaperComparison(.rde1, numbers: .measured, metrics: [.r1], datasets: ["CUHK-PEDES"])
    #expect(try comparison.table(of: [standIn]).blocks[2].allSatisfy { $0.cells == [.notRun] })
    comparison.bindings.datasets["CUHK-PEDES"] = "SynthPEDES"
    let table = try comparison.table(of: [standIn])
    #expect(try row(table, ["50%", "RDE", "Best"]).cells[0].number?.value == 90)
    #expect(table.columns[0].headings[0].marks == ["†"])
    #expect(table.footnotes.contains { $0.symbol == "†" })
    // Where real and stand-in numbers share a column, each stand-in number is marked.
    var real = RunFixtures.run(
      RunFixtures.spec(dataset: "SynthPEDES", noise: 0.5, method: "irra-sdm"),
      label: "IRRA",
      best: 60,
      last: 60
    )
    real.isStandIn = false
    let mixed = try comparison.table(of: [standIn, real])
    #expect(mixed.columns[0].headings[0].marks == [])
    #expect(try row(mixed, ["50%", "RDE", "Best"]).cells[0].marks == ["†"])
    #expect(try row(mixed, ["50%", "IRRA", "Best"]).cells[0].marks == [])
  }

  @Test func namesThatATableDoesNotHaveAreErrors() throws {
    let error = #expect(throws: ReportFailure.self) { try PaperTable.named("rde-4") }
    #expect(error?.remedy?.contains("rde-") == true)
    #expect(throws: ReportFailure.notInTable("dataset RSTPReid", tables: ["rde-2"], known: ["CUHK-PEDES"])) {
      try PaperComparison(.rde2, datasets: ["RSTPReid"]).table(of: [])
    }
    #expect(throws: ReportFailure.self) { try PaperComparison(.rde1, systems: ["RED"]).table(of: []) }
  }

  @Test func selectorsAskForMethodAndConfiguration() {
    let method = MethodSpec(id: "irra-sdm", revision: 1, configuration: .object(["identityWeight": .number(1)]))
    #expect(MethodSelector("irra-sdm", configuration: ["identityWeight": .number(1)]).matches(method))
    #expect(!MethodSelector("irra-sdm", configuration: ["identityWeight": .number(0.5)]).matches(method))
    #expect(!MethodSelector("irra-sdm", configuration: ["missing": .null]).matches(method))
    #expect(!MethodSelector("irra-tal").matches(method))
  }
}
