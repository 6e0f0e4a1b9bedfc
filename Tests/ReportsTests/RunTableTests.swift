import BenchCore
import Testing

@testable import Reports

@Suite struct RunTableTests {
  static let layout = RunTableLayout.bestLast(
    order: DisplayOrder(methods: ["irra", "clip-c", "rde-tal"], datasets: ["CUHK-PEDES", "RSTPReid"])
  )

  private func table(_ runs: [RunRecord], _ layout: RunTableLayout = Self.layout) throws -> ReportTable {
    try RunTable.table(of: runs, layout: layout)
  }

  /// Row headers joined, such as `20% RDE Best`.
  private func rows(_ table: ReportTable) -> [String] {
    table.blocks.joined().map { $0.headers.map(\.text).joined(separator: " ") }
  }

  private func cell(_ table: ReportTable, _ row: String, column: Int = 0) throws -> ReportCell {
    try #require(table.blocks.joined().first { $0.headers.map(\.text).joined(separator: " ") == row }).cells[column]
  }

  private func notes(_ table: ReportTable) -> String {
    table.footnotes.map { "\($0.symbol ?? "")\($0.text)" }.joined(separator: "\n")
  }

  @Test(arguments: ReportFormat.allCases)
  func bestLastMatchesSnapshot(format: ReportFormat) throws {
    try expectSnapshot(
      try table(RunFixtures.sweep).rendered(as: format),
      named: "best-last.\(format.fileExtension)"
    )
  }

  /// What methods' papers leave open is one line, whatever the number of methods.
  @Test func openChoicesAreOneNote() throws {
    var layout = Self.layout
    layout.decisions = OpenDecisions([
      "irra": "IRRA masking (#irra)", "rde-tal": "RDE mode (#rde)", "rde-sdm": "RDE mode (#rde)",
      "amns": "AMNS input (#amns)",
    ])
    func note(_ runs: [RunRecord]) throws -> [String] {
      try table(runs, layout).footnotes.map(\.text).filter { $0.hasPrefix("Open choices") }
    }
    let rde = RunFixtures.run(RunFixtures.spec(), best: 60, last: 58)
    let sdm = RunFixtures.run(RunFixtures.spec(method: "rde-sdm"), label: "RDE-SDM", best: 60, last: 58)
    #expect(try note([rde, sdm]) == ["Open choices (docs/decisions.md): RDE mode (#rde)."])
    #expect(
      try note(RunFixtures.sweep).map { $0.count < 90 && $0.contains("RDE mode (#rde)") && $0.contains("IRRA masking") }
        == [true])
    #expect(try note([RunFixtures.run(RunFixtures.spec(method: "mine"), label: "Mine", best: 1, last: 1)]) == [])
    var paper = PaperComparison(try PaperTable.named("rde-1"))
    paper.decisions = layout.decisions
    #expect(try !paper.table(of: []).footnotes.contains { $0.text.hasPrefix("Open choices") })
  }

  /// All numbers of a file that does not add up are marked, in papers' tables too, and the note names it.
  @Test func numbersOfFilesThatDoNotAddUpAreMarked() throws {
    let rde = PaperTableTests.rde
    var wrong = RunFixtures.run(RunFixtures.spec(seed: 2, configuration: rde), best: 62, last: 60)
    wrong.contradictoryFile = "rde-2.h5"
    let runs = [
      RunFixtures.run(RunFixtures.spec(configuration: rde), best: 60, last: 58), wrong,
      RunFixtures.run(RunFixtures.spec(method: "irra"), label: "IRRA", best: 50, last: 48),
    ]
    let note = "¶From a file whose numbers do not add up: rde-2.h5. `bench check` says where they do not."
    let free = try table(runs)
    for checkpoint in ["Best", "Last"] {
      // Two seeds and one are ranked with each other.
      #expect(try cell(free, "20% RDE \(checkpoint)").marks == ["¶", "*"])
      #expect(try cell(free, "20% IRRA \(checkpoint)").marks == ["*"])
    }
    #expect(notes(free).contains(note))
    let paper = try PaperComparison(PaperTable.named("rde-1"), numbers: .measured).table(of: runs)
    #expect(paper.blocks.joined().contains { $0.cells.contains { $0.marks == ["¶"] } } && notes(paper).contains(note))
    #expect(free.rendered(as: .latex).contains("\\textsuperscript{\\P{}}"))
    #expect(try !notes(table(Array(runs.dropFirst(2)))).contains("¶"))
  }

  /// Embeddings that were evaluated only: one checkpoint, and nothing known of network, recipe and augmentation.
  @Test func whatWasEvaluatedOnlyIsOneRowAndNoSettingOfTheStudy() throws {
    var spec = RunFixtures.spec(method: "evaluated:Mine")
    spec.training = .elsewhere
    let trained = [
      RunFixtures.run(RunFixtures.spec(), best: 60, last: 58),
      RunFixtures.run(RunFixtures.spec(method: "irra"), label: "IRRA", best: 50, last: 40),
    ]
    let evaluated = RunFixtures.run(spec, label: "Mine", best: nil, last: 70)
    let table = try table(trained + [evaluated])
    #expect(rows(table) == ["20% IRRA Best", "20% IRRA Last", "20% RDE Best", "20% RDE Last", "20% Mine Last"])
    #expect(try cell(table, "20% Mine Last").number?.value == 70)
    // What is known of the others is said of the others.
    #expect(notes(table).contains(/Epochs: \d+ \(IRRA, RDE\)\./), "\(notes(table))")
    let unknown = "Networks and recipes of these are not known."
    #expect(notes(table).contains("Only evaluated here: Mine. \(unknown)"))
    var told = RunFixtures.spec(method: "external:Theirs")
    told.training = .command(TrainingRecipe(epochs: 7, batchSize: 8))
    let both = try self.table(trained + [evaluated, RunFixtures.run(told, label: "Theirs", best: 1, last: 1)])
    #expect(notes(both).contains("Trained by a command: Theirs; only evaluated here: Mine. \(unknown)"))
    #expect(try !notes(self.table(trained)).contains(/not known|\(IRRA, RDE\)/))
  }

  @Test func rowsAndColumnsHaveTheirOrderWhateverTheRuns() throws {
    let table = try table(RunFixtures.sweep)
    #expect(
      rows(table) == [
        "20% IRRA Best", "20% IRRA Last", "20% RDE Best", "20% RDE Last", "50% IRRA Best", "50% IRRA Last",
        "50% CLIP-C Best", "50% CLIP-C Last", "50% RDE Best", "50% RDE Last",
      ]
    )
    #expect(table.blocks.map(\.count) == [4, 6])
    #expect(
      table.columns.map { $0.headings.map(\.text).joined(separator: " ") } == [
        "CUHK-PEDES R@1", "CUHK-PEDES R@5", "CUHK-PEDES R@10", "CUHK-PEDES mAP", "CUHK-PEDES mINP",
        "RSTPReid R@1", "RSTPReid R@5", "RSTPReid R@10", "RSTPReid mAP", "RSTPReid mINP",
      ]
    )
    #expect(try self.table(RunFixtures.sweep.reversed()) == table)
    let byName = try self.table(RunFixtures.sweep, .bestLast(order: DisplayOrder(datasets: ["RSTPReid"])))
    #expect(
      rows(byName).filter { $0.hasSuffix("Best") } == [
        "20% IRRA Best", "20% RDE Best", "50% CLIP-C Best", "50% IRRA Best", "50% RDE Best",
      ]
    )
    #expect(byName.columns[0].headings[0].text == "RSTPReid")
  }

  @Test func cellsAreMeansOverSeedsDashesAndFailures() throws {
    let table = try table(RunFixtures.sweep)
    let mean = try #require(try cell(table, "50% RDE Best").number)
    #expect(mean.value == 72.5)
    #expect(mean.deviation == 3.25.squareRoot())
    #expect(mean.count == 3)
    #expect(try cell(table, "50% RDE Best", column: 5) == .failed)
    #expect(try cell(table, "50% IRRA Best", column: 5) == .notRun)
    #expect(try cell(table, "20% RDE Last", column: 3).number == ReportNumber(66.53))
  }

  @Test func bestAndSecondAreRankedWithinABlock() throws {
    let table = try table(RunFixtures.sweep)
    #expect(try cell(table, "50% RDE Best").emphasis == .best)
    #expect(try cell(table, "50% CLIP-C Best").emphasis == .second)
    #expect(try cell(table, "50% RDE Last").emphasis == .best)
    #expect(try cell(table, "20% IRRA Best").emphasis == .second)
    var together = Self.layout
    together.ranksCheckpointsApart = false
    let joint = try self.table(RunFixtures.sweep, together)
    #expect(try cell(joint, "20% RDE Last").emphasis == .best)
    #expect(try cell(joint, "20% RDE Best").emphasis == .second)
    #expect(try cell(joint, "20% IRRA Best").emphasis == .none)
  }

  @Test func runsThatDifferInMoreThanTheirSeedAreNotAveraged() throws {
    let runs = [
      RunFixtures.run(RunFixtures.spec(epochs: 30), best: 60, last: 60),
      RunFixtures.run(RunFixtures.spec(epochs: 60), best: 70, last: 70),
      RunFixtures.run(RunFixtures.spec(seed: 2, epochs: 60), best: 72, last: 72),
      RunFixtures.run(RunFixtures.spec(noise: 0.5, epochs: 60), best: 50, last: 50),
      RunFixtures.run(RunFixtures.spec(method: "irra"), label: "IRRA", best: 55, last: 55),
    ]
    let table = try table(runs)
    #expect(
      rows(table).filter { $0.hasSuffix("Best") } == [
        "20% IRRA Best", "20% RDE (epochs 30) Best", "20% RDE (epochs 60) Best", "50% RDE (epochs 60) Best",
      ]
    )
    #expect(try cell(table, "20% RDE (epochs 30) Best").number == ReportNumber(60))
    #expect(
      try cell(table, "20% RDE (epochs 60) Best").number == ReportNumber(71, deviation: 2.0.squareRoot(), count: 2)
    )
    #expect(notes(table).contains("Epochs: 30 (RDE), 60 (IRRA, RDE)."))
  }

  @Test func variantsAreNamedByTheFewestFields() throws {
    var other = RunFixtures.spec(batchSize: 32, configuration: ["margin": .number(0.2), "tau": .number(0.015)])
    other.noise.indexChecksum = String(repeating: "b", count: 64)
    let runs = [
      RunFixtures.run(
        RunFixtures.spec(configuration: ["margin": .number(0.1), "tau": .number(0.015)]),
        best: 60,
        last: 60
      ),
      RunFixtures.run(other, best: 61, last: 61),
    ]
    #expect(
      rows(try table(runs)).filter { $0.hasSuffix("Best") } == [
        "20% RDE (margin 0.1) Best", "20% RDE (margin 0.2) Best",
      ]
    )
    var annotated = RunFixtures.spec()
    annotated.dataset.annotationChecksum = String(repeating: "c", count: 64)
    let checksums = [
      RunFixtures.run(RunFixtures.spec(), best: 1, last: 1), RunFixtures.run(annotated, best: 2, last: 2),
    ]
    #expect(
      rows(try table(checksums)).filter { $0.hasSuffix("Best") } == [
        "20% RDE (annotation checksum aaaaaaaa) Best", "20% RDE (annotation checksum cccccccc) Best",
      ]
    )
  }

  @Test func settingsThatReadTheSameAreStillNotAveraged() throws {
    let runs = [UInt64(1) << 53, (UInt64(1) << 53) + 1].map { seed in
      var spec = RunFixtures.spec()
      spec.noise.seed = seed
      return RunFixtures.run(spec, best: 60, last: 60)
    }
    let shown = rows(try table(runs)).filter { $0.hasSuffix("Best") }
    #expect(shown.count == 2 && Set(shown).count == 2)
  }

  @Test func injectorsAreDifferentNoise() throws {
    let runs = [
      RunFixtures.run(RunFixtures.spec(), best: 60, last: 60),
      RunFixtures.run(RunFixtures.spec(injector: "same-identity"), best: 61, last: 61),
      RunFixtures.run(RunFixtures.spec(noise: 0), best: 70, last: 70),
      RunFixtures.run(RunFixtures.spec(noise: 0, injector: "same-identity"), best: 70, last: 70, endedAt: 1),
    ]
    let table = try table(runs)
    #expect(
      rows(table).filter { $0.hasSuffix("Best") } == [
        "0% RDE Best", "20% same-identity RDE Best", "20% shuffle RDE Best",
      ]
    )
    // Without noise the injector does nothing: the two are one run, not two seeds.
    #expect(try cell(table, "0% RDE Best").number == ReportNumber(70))
  }

  @Test func aRepeatedRunCountsOnceAndAFailedOneGivesWay() throws {
    let spec = RunFixtures.spec()
    let finished = RunFixtures.run(spec, best: 60, last: 60, endedAt: 1)
    let later = RunFixtures.run(spec, best: 61, last: 61, endedAt: 2)
    #expect(try cell(table([later, finished]), "20% RDE Best").number == ReportNumber(61))
    #expect(try cell(table([finished, RunFixtures.failure(spec)]), "20% RDE Best").number == ReportNumber(60))
  }

  @Test func aMeanOverRunsOfDifferentCodeSaysSo() throws {
    func note(_ sources: [String?]) throws -> String? {
      let runs = sources.enumerated().map { place, sources in
        var run = RunFixtures.run(RunFixtures.spec(seed: UInt64(place)), best: 50)
        run.provenance.sources = sources
        return run
      }
      return try table(runs).footnotes.map(\.text).first { $0.contains("different code") }
    }
    #expect(try note(["abcdef0123", "abcdef0123"]) == nil)
    #expect(
      try note(["abcdef0123", nil])
        == "Runs of one mean were made by different code: abcdef01 (RDE 20% CUHK-PEDES), unknown (RDE 20% CUHK-PEDES).")
  }

  @Test func aMeanWithoutItsFailedSeedsIsMarked() throws {
    let runs = [
      RunFixtures.run(RunFixtures.spec(), best: 60, last: 60), RunFixtures.failure(RunFixtures.spec(seed: 2)),
    ]
    let table = try table(runs)
    let cell = try cell(table, "20% RDE Best")
    #expect(cell.number == ReportNumber(60) && cell.marks == ["‡"])
    #expect(notes(table).contains("‡Without the runs with other seeds that failed."))
  }

  @Test func numbersThatAreNotFiniteAreShownAsFailed() throws {
    #expect(try cell(table([RunFixtures.run(RunFixtures.spec(), best: .infinity, last: 1)]), "20% RDE Best") == .failed)
  }

  @Test func standInsAreMarkedAndNeverShareAColumnWithTheRealDataset() throws {
    let runs = [
      RunFixtures.run(RunFixtures.spec(), best: 60, last: 60),
      RunFixtures.run(RunFixtures.spec(method: "irra"), label: "IRRA", best: 90, last: 90, isStandIn: true),
    ]
    let table = try table(runs)
    #expect(table.columns[0].headings[0] == ReportLabel("CUHK-PEDES"))
    #expect(table.columns[5].headings[0] == ReportLabel("CUHK-PEDES", marks: ["†"]))
    #expect(try cell(table, "20% IRRA Best") == .notRun)
    #expect(notes(table).contains("†Synthetic stand-in"))
    let withoutDatasets = try self.table(
      runs,
      RunTableLayout(title: "", rows: [.method], columns: [], metrics: [.r1], checkpoints: [.best])
    )
    #expect(withoutDatasets.blocks[0].map { $0.cells[0].marks } == [["†"], []])
  }

  @Test func methodsWithOneNameAreToldApart() throws {
    let runs = [
      RunFixtures.run(RunFixtures.spec(method: "a"), label: "X", best: 1, last: 1),
      RunFixtures.run(RunFixtures.spec(method: "b"), label: "X", best: 2, last: 2),
    ]
    #expect(rows(try table(runs)).filter { $0.hasSuffix("Best") } == ["20% X [a] Best", "20% X [b] Best"])
  }

  /// Configurations that have labels of their own are rows by these; what tells the others of the method apart is said.
  @Test func labelsNameConfigurationsOfOneMethod() throws {
    func run(_ label: String, epochs: Int) -> RunRecord {
      RunFixtures.run(RunFixtures.spec(method: "composed", epochs: epochs), label: label, best: 1, last: 1)
    }
    let runs = [
      run("IRRA + CCD", epochs: 1), run("RDE + MLM", epochs: 2), run("Own", epochs: 3), run("Own", epochs: 4),
    ]
    #expect(
      rows(try table(runs)).filter { $0.hasSuffix("Best") } == [
        "20% IRRA + CCD Best", "20% Own (epochs 3) Best", "20% Own (epochs 4) Best", "20% RDE + MLM Best",
      ])
    let listed = RunListing.rows(of: runs.prefix(2).map { (file: "a.h5", record: $0) }).map { $0[2] }
    #expect(listed == ["method", "composed (IRRA + CCD)", "composed (RDE + MLM)"])
    #expect(RunListing.rows(of: [(file: "a.h5", record: runs[0])])[1][2] == "composed")
  }

  /// A metric that a file does not know is a dash in a row that is there.
  @Test func unknownMetricsAreDashes() throws {
    var known = RunFixtures.run(RunFixtures.spec(), best: 60, last: 60)
    known.best?.textToImage.metrics[.r20] = 90
    let runs = [known, RunFixtures.run(RunFixtures.spec(method: "irra"), label: "IRRA", best: 50, last: 50)]
    var layout = RunTableLayout.bestLast()
    (layout.metrics, layout.checkpoints) = ([.r20], [.best])
    let table = try table(runs, layout)
    #expect(rows(table) == ["20% IRRA Best", "20% RDE Best"])
    #expect(table.blocks[0].map { $0.cells[0].number?.valueText } == [nil, "90.00"])
    #expect(notes(table).contains("Dash: not run, or not known of the run."))
  }

  @Test func notesSayHowTheNumbersCameAbout() throws {
    let runs = [
      RunFixtures.run(RunFixtures.spec(selection: .val), best: 60, last: 60),
      RunFixtures.run(RunFixtures.spec(seed: 2, selection: .val), best: 61, last: 61),
      RunFixtures.run(RunFixtures.spec(dataset: "ICFG-PEDES"), best: 61, last: 61),
      RunFixtures.run(
        RunFixtures.spec(method: "irra", batchSize: 32, selection: .val),
        label: "IRRA",
        best: 5,
        last: 5
      ),
    ]
    let text = notes(try table(runs))
    #expect(text.contains("with the highest R@1 on test (ICFG-PEDES), val (CUHK-PEDES); choosing on test"))
    #expect(text.contains("Last: after the last epoch."))
    #expect(text.contains("Mean ± sample standard deviation over 2 seeds; a number without ± is a single run."))
    #expect(text.contains("Epochs: 60."))
    #expect(text.contains("Settings that differ between runs: batch size 32 (IRRA), 64 (RDE)."))
    #expect(text.contains("Dash: not run."))
    let plain = notes(try table([RunFixtures.run(RunFixtures.spec(selection: .val), best: 60, last: 60)]))
    #expect(
      plain == """
        Best: the epoch with the highest R@1 on the val split. Last: after the last epoch.
        One seed for each number.
        Epochs: 60.
        Precision: fp32.
        """
    )
  }

  @Test func notesTellHowNumbersAreComputed() throws {
    func note(_ arithmetic: [ArithmeticSpec]) throws -> String? {
      let methods = [("rde-tal", "RDE"), ("irra-sdm", "IRRA"), ("decl", "DECL")]
      let runs = zip(methods, arithmetic).map { method, arithmetic in
        RunFixtures.run(RunFixtures.spec(method: method.0, arithmetic: arithmetic), label: method.1, best: 60, last: 60)
      }
      let text = notes(try table(runs))
      #expect(!text.contains("Settings that differ"))
      return text.split(separator: "\n").first { $0.hasPrefix("Precision") }.map(String.init)
    }
    #expect(try note([.standard, .standard]) == "Precision: fp32.")
    #expect(
      try note([.standard, ArithmeticSpec(precision: .paper), ArithmeticSpec(precision: .paper)])
        == "Precision: fp32 (RDE), paper (DECL, IRRA).")
    let unusual = ArithmeticSpec(precision: .bf16, usesTF32: true, isDeterministic: false, microBatchSize: 16)
    #expect(
      try note([unusual]) == "Precision: bf16 with TF32 and nondeterministic operations and micro-batches of 16.")
    #expect(
      try note([.standard, ArithmeticSpec(microBatchSize: 8)])
        == "Precision: fp32 (RDE), fp32 with micro-batches of 8 (IRRA).")
  }

  /// Two precisions of one method are two rows, although specifications leave out the usual one.
  @Test func precisionsAreNeverAveraged() throws {
    let runs = [ArithmeticSpec.standard, ArithmeticSpec(precision: .paper), ArithmeticSpec(microBatchSize: 8)].map {
      RunFixtures.run(RunFixtures.spec(arithmetic: $0), best: 60, last: 60)
    }
    #expect(try cell(table(Array(runs.prefix(2))), "20% RDE (precision paper) Best").number?.count == 1)
    #expect(try cell(table(Array(runs.prefix(2))), "20% RDE (precision fp32) Best").number?.count == 1)
    let sliced = try table([runs[0], runs[2]])
    #expect(try cell(sliced, "20% RDE (micro-batch 8) Best").number?.count == 1)
    #expect(try cell(sliced, "20% RDE (micro-batch none) Best").number?.count == 1)
  }

  @Test func freeTablesTakeAnyFields() throws {
    let runs = [30, 60].flatMap { epochs in
      [UInt64(1), 2].map { seed in
        RunFixtures.run(
          RunFixtures.spec(seed: seed, epochs: epochs, configuration: ["tau": .number(0.015)]),
          best: Double(epochs) + Double(seed),
          last: 1
        )
      }
    }
    let layout = RunTableLayout(
      title: "",
      rows: [.specification("epochs")],
      columns: [.seed],
      metrics: [.map],
      checkpoints: [.best]
    )
    let table = try table(runs, layout)
    #expect(table.rowHeadings == ["Epochs"])
    #expect(table.columns.map { $0.headings.map(\.text) } == [["1"], ["2"]])
    #expect(rows(table) == ["30", "60"])
    #expect(table.blocks[0].map { $0.cells.map { $0.number?.value } } == [[23, 24], [53, 54]])
    let directions = try self.table(
      runs,
      RunTableLayout(
        title: "",
        rows: [.method],
        columns: [.metric, .direction],
        metrics: [.r1],
        checkpoints: [.best],
        directions: RetrievalDirection.allCases
      )
    )
    // Without epochs among the fields, they split the method's row.
    #expect(rows(directions) == ["RDE (epochs 30)", "RDE (epochs 60)"])
    #expect(
      directions.columns.map { $0.headings.map(\.text) } == [["R@1", "text-to-image"], ["R@1", "image-to-text"]]
    )
    #expect(directions.blocks[0][0].cells.map { $0.number?.value } == [31.5, 36.5])
    let byTau = try self.table(
      runs,
      RunTableLayout(title: "", rows: [.specification("tau")], columns: [], metrics: [.r1], checkpoints: [.best])
    )
    #expect(byTau.rowHeadings == ["Tau", "Settings"])
    #expect(rows(byTau) == ["0.015 epochs 30", "0.015 epochs 60"])
  }

  /// As after `--set`.
  @Test func aSymbolNamesItsField() throws {
    let runs = [0.01, 0.05].map {
      RunFixtures.run(
        RunFixtures.spec(configuration: ["temperature": .number($0), "margin": .number(0.1), "tripletMargin": .null]),
        best: 50, last: 50)
    }
    func table(_ field: String) throws -> ReportTable {
      var layout = RunTableLayout(
        title: "", rows: [.specification(field)], columns: [], metrics: [.r1], checkpoints: [.best])
      layout.fieldNames = FieldNames(symbols: ["tau": ["temperature"], "m": ["margin", "tripletMargin"]])
      return try self.table(runs, layout)
    }
    #expect(try table("tau").rowHeadings == ["Temperature"])
    #expect(try rows(table("tau")) == ["0.01", "0.05"])
    #expect(
      throws: ReportFailure.ambiguousField(
        "m", paths: ["method.configuration.margin", "method.configuration.tripletMargin"])
    ) { try table("m") }
    #expect(throws: ReportFailure.self) { try table("kappa") }
  }

  @Test func checkpointsAndMetricsBecomeColumnsWhereNothingNamesThem() throws {
    let table = try table(
      [RunFixtures.run(RunFixtures.spec(), best: 60, last: 50)],
      RunTableLayout(title: "", rows: [.method], columns: [.dataset], metrics: [.r1, .map])
    )
    #expect(
      table.columns.map { $0.headings.map(\.text) } == [
        ["CUHK-PEDES", "Best", "R@1"], ["CUHK-PEDES", "Best", "mAP"], ["CUHK-PEDES", "Last", "R@1"],
        ["CUHK-PEDES", "Last", "mAP"],
      ]
    )
    #expect(table.blocks[0][0].cells.map { $0.number?.value } == [60, 52, 50, 42])
  }

  @Test func fieldsThatCannotBeUsedAreErrors() throws {
    let runs = [RunFixtures.run(RunFixtures.spec(), best: 60, last: 60)]
    let error = #expect(throws: ReportFailure.self) {
      try table(runs, RunTableLayout(title: "", rows: [TableField(name: "epoch")], columns: []))
    }
    #expect(error?.description.contains("did you mean recipe.epochs") == true)
    #expect(throws: ReportFailure.repeatedField("method")) {
      try table(runs, RunTableLayout(title: "", rows: [.method], columns: [.method]))
    }
    // Two fields end in this name.
    #expect(throws: ReportFailure.ambiguousField("id", paths: ["dataset.id", "method.id"])) {
      try table(runs, RunTableLayout(title: "", rows: [.specification("id")], columns: []))
    }
  }

  @Test func fieldNamesAreReadBack() {
    for name in TableField.names { #expect(TableField(name: name).name == name) }
    #expect(TableField(name: "noise") == .noise)
    #expect(TableField(name: "recipe.epochs") == .specification("recipe.epochs"))
  }
}
