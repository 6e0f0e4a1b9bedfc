import BenchCore
import DataTestSupport
import Foundation
import Studies
import StudyTestSupport
import TestSupport
import Testing

@testable import Reports

/// The suites of the papers' tables and figures.
@Suite struct PaperSuiteTests {
  private static let folder = Repository.root.appending(path: "Benchmarks/Suites")
  /// Runs by suite, counted in the papers: trainable rows of one checkpoint times datasets.
  static let counts = [
    "amns-figure3": 10, "amns-table1": 15, "amns-table2": 12, "amns-table3": 8, "rde-figure4": 11, "rde-figure5": 8,
    "rde-table1": 48, "rde-table2": 7, "rde-table3": 18, "rde-table7": 6, "rde-table8": 7,
  ]

  private func suite(_ name: String) throws -> StudySuite {
    try StudySuite(file: Self.folder.appending(path: "\(name).yaml"))
  }

  /// A row's dataset that is trained here, with its numbers' noise and whose they are.
  private struct Cell: Hashable, CustomStringConvertible {
    var dataset: String
    var noise: Double
    var system: String
    var description: String { "\(system) on \(dataset) at \(noise)" }
  }

  private func isRun(_ run: OutlinedRun, of cell: Cell) -> Bool {
    run.dataset == cell.dataset && abs(run.noise - cell.noise) < 1e-9
      && PaperBindings.standard.systems[cell.system]?.matches(run.method) == true
  }

  @Test(arguments: PaperTable.all.map(\.name))
  func everyRowThatCanBeTrainedIsARunOfTheTablesSuite(table: String) throws {
    let table = try PaperTable.named(table)
    let runs = StudyOutline(of: try suite(try #require(table.suite)).studies.map(\.request)).runs()
    let cells = Set(
      try table.rows().flatMap { row in
        row.published.keys.map { Cell(dataset: $0, noise: row.noise, system: row.system) }
      }
    ).filter { PaperBindings.standard.systems[$0.system] != nil }
    #expect(!cells.isEmpty)
    for cell in cells {
      #expect(runs.count { isRun($0, of: cell) } == 1, "\(cell)")
    }
    for run in runs {
      #expect(cells.contains { isRun(run, of: $0) }, "\(run.method.id) on \(run.dataset) is for no row")
    }
  }

  /// All papers' suites, from random weights, on a small dataset in the three layouts.
  @Test func everySuiteCanBePlanned() throws {
    try withTemporaryFolder { folder in
      try TinyData.writeAsPublished(in: folder)
      let planner = StudyPlanner(dataRoot: folder, weightsDirectory: TinyStudy.weightsDirectory, images: .ignored)
      let random = try StudyArguments.parse(["--weights", "random"])
      for (name, count) in Self.counts {
        let suite = try suite(name)
        #expect(suite.name == name && suite.description.count > 80 && suite.studies.allSatisfy { $0.name != nil })
        #expect(
          suite.studies.allSatisfy { $0.request.leavesWeightsOpen }, "\(name): whoever runs it says where CLIP is")
        let runs = try StudyPlan(suite.overridden(by: random, in: folder), with: planner).runs
        #expect(runs.count == count, "\(name)")
        #expect(runs.allSatisfy { $0.spec.selection == ($0.spec.dataset.id == "ICFG-PEDES" ? .test : .val) })
        // What is known without data is what is planned with it.
        let outline = StudyOutline(of: suite.studies.map(\.request))
        #expect(outline.runs().count == count && outline.count(among: runs.map(\.spec)) == count, "\(name)")
        #expect(outline.count(among: runs.dropLast().map(\.spec)) == count - 1, "\(name)")
      }
    }
  }

  @Test func thePageCountsTheRuns() throws {
    let page = try String(contentsOf: Repository.root.appending(path: "docs/suites.md"), encoding: .utf8)
    for line in page.split(separator: "\n") where line.hasPrefix("| `") {
      let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
      for name in cells[0].split(separator: ",").map({ $0.trimmingCharacters(in: ["`", " "]) }) {
        guard let count = Self.counts[name] else { continue }
        #expect(cells[1].hasPrefix("\(count)"), "\(name)")
      }
    }
    for name in Self.counts.keys { #expect(page.contains("`\(name)`"), "\(name)") }
  }

  /// From the papers' model, as `--weights ViT-B-16.pt` is, with their recipe.
  @Test func recordsOfOtherSeedsAndNetworksCountOnce() throws {
    let outline = StudyOutline(of: try suite("rde-table2").studies.map(\.request))
    let run = try #require(outline.runs().first)
    func spec(_ change: (inout RunSpec) -> Void = { _ in }) -> RunSpec {
      var spec = RunSpec(
        dataset: DatasetSpec(id: run.dataset, annotationChecksum: ""),
        noise: NoiseSpec(injector: "shuffle", rate: run.noise, seed: 1, indexChecksum: ""), method: run.method,
        training: .elsewhere, selection: .val, seed: 1, threads: 1, device: "cpu")
      change(&spec)
      return spec
    }
    #expect(outline.count(among: [spec(), spec { $0.seed = 2 }]) == 1)
    #expect(outline.contains(spec { $0.device = "cuda" }))
    #expect(!outline.contains(spec { $0.noise.rate = 0.2 }) && !outline.contains(spec { $0.dataset.id = "RSTPReid" }))
    #expect(!outline.contains(spec { $0.noise.seed = 2 }) && !outline.contains(spec { $0.method.id = "decl" }))
    #expect(outline.count(among: []) == 0)
  }

  /// A run is a study's only if it was trained as the study says; what it does not say is open.
  @Test func whatAStudySaysOfTrainingCounts() throws {
    var request = StudyRequest(methods: ["rde-tal"])
    let method = try #require(try request.outline().first).method
    func spec(_ change: (inout RunSpec) -> Void = { _ in }) -> RunSpec {
      var spec = RunSpec(
        dataset: DatasetSpec(id: request.datasets[0], annotationChecksum: ""),
        noise: NoiseSpec(injector: "shuffle", rate: 0, seed: 1, indexChecksum: ""), method: method,
        training: .here(
          TrainingSetup(
            model: .paper, recipe: TrainingRecipe(epochs: 7, batchSize: 32, learningRate: 0.25),
            augmentation: AugmentationSpec(image: "flip", padding: 10, text: true))),
        selection: .val, seed: 1, threads: 1, device: "cpu")
      change(&spec)
      return spec
    }
    func contains(_ spec: RunSpec) -> Bool { StudyOutline(of: [request]).contains(spec) }
    #expect(contains(spec()) && contains(spec { $0.setup?.recipe.epochs = 8 }))
    request.epochs = 7
    request.batchSize = 32
    request.learningRate = 0.25
    request.imageAugmentation = "flip"
    request.captionAugmentation = .on
    request.selection = .val
    #expect(contains(spec()) && contains(spec { $0.seed = 2 }))
    let others = [
      spec { $0.setup?.recipe.epochs = 8 }, spec { $0.setup?.recipe.batchSize = 64 },
      spec { $0.setup?.recipe.learningRate = 0.5 }, spec { $0.setup?.augmentation.image = "none" },
      spec { $0.setup?.augmentation.text = false }, spec { $0.selection = .test },
    ]
    for other in others { #expect(!contains(other), "\(other)") }
    request.captionAugmentation = .off
    #expect(!contains(spec()) && contains(others[4]))
  }
}
