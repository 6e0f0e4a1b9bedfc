import BenchCore
import Testing

@testable import Reports

/// The columns that tell the runs of a folder apart, and which rows tables take.
@Suite struct TidyFolderTests {
  private func rows(_ runs: [(String, RunRecord)], _ table: String = "metrics") throws -> [[String: String]] {
    let folder = TidyFolder(runs)
    let table = try #require(TidyTable.all(of: folder).first { $0.name == table })
    var text = table.header
    for (name, record) in runs { try table.writeLines(of: record, named: name) { text += $0 } }
    let lines = try CSVReader.records(in: Array(text.utf8))
    return lines.dropFirst().map { Dictionary(uniqueKeysWithValues: zip(lines[0], $0)) }
  }

  private func run(_ spec: RunSpec, _ r1: Double = 50, endedAt: Double = 0) -> RunRecord {
    RunFixtures.run(spec, best: r1, last: r1, endedAt: endedAt)
  }

  @Test func aVariedFieldIsAColumn() throws {
    let runs = [0.1, 0.2].map { margin in
      ("margin-\(margin)", run(RunFixtures.spec(configuration: ["margin": .number(margin)])))
    }
    #expect(TidyFolder(runs).fieldColumns == ["method.configuration.margin"])
    let rows = try rows(runs).filter { $0["checkpoint"] == "best" && $0["direction"] == "text-to-image" }
    #expect(rows.map { $0["method.configuration.margin"] } == ["0.1", "0.2"])
    #expect(Set(rows.map { $0["group"] }).count == 2)
  }

  /// Each method has fields of its own, each dataset and rate a checksum: none of them tells runs apart that other columns do not.
  @Test func whatFollowsFromOtherColumnsIsNone() {
    var runs: [(String, RunRecord)] = []
    for (dataset, noise, method) in [
      ("CUHK-PEDES", 0.2, "rde-tal"), ("CUHK-PEDES", 0.5, "rde-tal"), ("RSTPReid", 0.2, "rde-tal"),
      ("CUHK-PEDES", 0.2, "irra"),
    ] {
      for seed in [1, 2] {
        let spec = RunFixtures.spec(
          dataset: dataset, noise: noise, method: method, seed: UInt64(seed),
          configuration: method == "irra" ? [:] : ["margin": .number(0.1)])
        runs.append(("\(dataset)-\(noise)-\(method)-\(seed)", run(spec)))
      }
    }
    #expect(TidyFolder(runs).fields == [])
  }

  @Test func settingsOfTheExperimentAreColumnsWhereTheyDiffer() {
    let runs: [(String, RunRecord)] = [
      ("a", run(RunFixtures.spec(method: "irra", epochs: 30))), ("b", run(RunFixtures.spec(selection: .val))),
      ("c", run(RunFixtures.spec(arithmetic: ArithmeticSpec(precision: .bf16)))),
    ]
    let folder = TidyFolder(runs)
    #expect(folder.fields == ["arithmetic.precision", "recipe.epochs", "selection"])
    // Another table has a column `selection`.
    #expect(folder.fieldColumns.last == "spec.selection")
    for table in TidyTable.all(of: folder) { #expect(Set(table.columns).count == table.columns.count, "\(table.name)") }
  }

  /// Two annotation files of one dataset differ in nothing else.
  @Test func aChecksumIsAColumnOnlyWhereNothingElseTellsRunsApart() {
    var other = RunFixtures.spec()
    other.dataset.annotationChecksum = String(repeating: "b", count: 64)
    #expect(TidyFolder([("a", run(RunFixtures.spec())), ("b", run(other))]).fields == ["dataset.annotationChecksum"])
    var longer = other
    longer.setup?.recipe.epochs = 3
    #expect(TidyFolder([("a", run(RunFixtures.spec())), ("b", run(longer))]).fields == ["recipe.epochs"])
  }

  /// The columns before the numbers tell apart what tables do not average, whatever the runs differ in.
  @Test func keysNeverMixRuns() throws {
    var runs: [(String, RunRecord)] = []
    for (place, change)
      in ([
        { $0.dataset.imageChecksum = "b" }, { $0.threads = 2 }, { $0.device = "cuda" },
        { $0.noise.injector = "hard-swap" },
        { $0.noise.seed = 9 },
        { $0.dataset.imageChecksum = "c" }, { $0.method.revision = 3 }, { $0.setup?.model.activation = .gelu },
        { $0.setup?.model.initialWeights = "w" }, { $0.setup?.augmentation.padding = 3 }, { $0.training = .elsewhere },
        { $0.noise.rate = 0 },
      ] as [(inout RunSpec) -> Void]).enumerated()
    {
      for seed in [1, 2] as [UInt64] {
        var spec = RunFixtures.spec(seed: seed)
        change(&spec)
        var record = run(spec)
        record.signature = try spec.signature()
        runs.append(("\(place)-\(seed)", record))
      }
    }
    let folder = TidyFolder(runs)
    let keys = ["dataset", "method", "noise_rate"] + folder.fieldColumns
    let rows = try rows(runs).filter { $0["checkpoint"] == "last" && $0["direction"] == "image-to-text" }
    let byKeys = Dictionary(grouping: rows) { row in keys.map { row[$0] ?? "" } }
    #expect(byKeys.count == 12 && byKeys.values.allSatisfy { $0.count == 2 }, "\(keys)")
    #expect(Dictionary(grouping: rows) { $0["group"] ?? "" }.values.allSatisfy { $0.count == 2 })
    #expect(RunGroup.groups(of: runs.map(\.1)).count == 12)
  }

  /// A run of before images were looked at is one with the only images that are known, as tables have it.
  @Test func aRunWithoutImagesIsOfTheGroupThatTablesPutItIn() throws {
    var known = RunFixtures.spec()
    known.dataset.imageChecksum = "c"
    let runs = [("old", run(RunFixtures.spec(), endedAt: 1)), ("new", run(known, endedAt: 2))]
    let rows = try rows(runs, "runs")
    #expect(rows.map { $0["group"] }.count == 2 && rows[0]["group"] == rows[1]["group"])
    #expect(rows.map { $0["in_tables"] } == ["False", "True"])
  }

  @Test func rowsThatTablesLeaveOutSaySo() throws {
    let spec = RunFixtures.spec()
    var idle = RunFixtures.spec(noise: 0)
    idle.noise.injector = "hard-swap"
    let runs: [(String, RunRecord)] = [
      ("old", run(spec, 40, endedAt: 1)), ("new", run(spec, 50, endedAt: 2)), ("copy", run(spec, 50, endedAt: 2)),
      ("failed", RunFixtures.failure(RunFixtures.spec(seed: 2))),
      ("clean", run(RunFixtures.spec(noise: 0), endedAt: 1)), ("clean-again", run(idle, endedAt: 2)),
    ]
    let rows = try rows(runs, "runs")
    #expect(rows.filter { $0["in_tables"] == "True" }.map { $0["run"] } == ["new", "clean-again"])
    #expect(rows[4]["group"] == rows[5]["group"])
    let table = try RunTable.table(of: runs.map(\.1), layout: .bestLast())
    #expect(table.blocks.joined().flatMap(\.cells).compactMap(\.number).allSatisfy { $0.count == 1 })
  }

  @Test func rangesOverTiesAreColumnsWhereThereAreAny() throws {
    var tied = run(RunFixtures.spec(seed: 2))
    tied.best?.textToImage.tieRanges = [.r10: TieRange(lowest: 0, highest: 100, share: 1)]
    let runs = [("a", run(RunFixtures.spec())), ("b", tied)]
    let rows = try rows(runs)
    #expect(rows.compactMap { $0["r10_highest"] }.filter { !$0.isEmpty } == ["100"])
    #expect(rows.allSatisfy { $0["r1_lowest"] == nil })
    let table = try RunTable.table(of: runs.map(\.1), layout: .bestLast())
    let cell = try #require(table.blocks[0][0].cells[2].number)
    // The run without a range counts with its number: 50 + 20.
    #expect(cell.tieRange == 35...85 && cell.value == 70)
    #expect(table.blocks[0][0].cells[2].marks == [ReportTable.tieMark] && table.blocks[0][0].cells[0].marks == [])
    #expect(table.footnotes.last?.text.contains("R@10 35.00 to 85.00") == true)
    #expect(table.rendered(as: .csv).contains("\"CUHK-PEDES R@10 lowest\",\"CUHK-PEDES R@10 highest\""))
    #expect(table.rendered(as: .json).contains("\"tie_range\""))
    #expect(RunSummary(tied).text.contains("lowest of all tie orders"))
    #expect(RunSummary(tied).json.contains("\"text_to_image_ties\""))
    tied.warnings = [try #require(tied.tieWarning)]
    #expect(RunSummary(tied).text.contains("warning    the order of equal similarities decides"))
    #expect(run(RunFixtures.spec()).tieWarning == nil)
  }
}
