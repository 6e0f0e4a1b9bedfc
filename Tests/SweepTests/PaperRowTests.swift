import BenchCore
import DataTestSupport
import Foundation
import Methods
import Studies
import StudyTestSupport
import Sweep
import TestSupport
import Testing

@testable import Reports

/// Every row of the papers' tables that names a system of a method here is trained from the table's suite, and filled.
/// Serialized: a run sets libtorch's number of threads.
@Suite(.serialized) struct PaperRowTests {
  /// The first words of method ids: `rde`, `clip`.
  private static let families = Set(MethodRegistry.ids.map { $0.prefix { $0 != "-" } })

  /// Whether a row's system is a method here, whatever bindings and suites say.
  private static func isTrainable(_ system: String) -> Bool {
    families.contains { $0 == system.lowercased().prefix { $0 != " " && $0 != "-" } }
  }

  /// One epoch of each method with each configuration, on the dataset and the noise that it is first asked for on; other
  /// runs of the same configuration take its numbers.
  private func records(of runs: [PlannedRun], data: URL, results: URL) throws -> [RunRecord] {
    var trained: [MethodSpec: [TrainingSetup: RunRecord]] = [:]
    return try runs.map { run in
      let setup = try #require(run.spec.setup)
      var workspace = TinyStudy.workspace(results, data: data)
      workspace.cacheDirectory = results.appending(path: "images")
      var record = try trained[run.spec.method]?[setup] ?? TrainingRunner(RunTask(run: run, workspace: workspace)).run()
      trained[run.spec.method, default: [:]][setup] = record
      (record.spec, record.signature) = (run.spec, run.signature)
      return record
    }
  }

  @Test(.timeLimit(.minutes(10))) func everyTrainableRowIsFilledByItsSuite() throws {
    try withTemporaryFolder { folder in
      let data = folder.appending(path: "data")
      try TinyData.writeAsPublished(in: data)
      let planner = StudyPlanner(dataRoot: data, weightsDirectory: TinyStudy.weightsDirectory, images: .ignored)
      let tiny = try StudyArguments.parse(["--weights", "random", "--epochs", "1", "--batch-size", "48"])
      let plans = try PaperTable.all.map { table in
        let name = try #require(table.suite)
        let suite = try StudySuite(file: Repository.root.appending(path: "Benchmarks/Suites/\(name).yaml"))
        return try StudyPlan(suite.overridden(by: tiny, in: folder), with: planner).runs
      }
      let records = try records(of: plans.flatMap(\.self), data: data, results: folder)
      var place = 0
      for (table, runs) in zip(PaperTable.all, plans) {
        try check(table, Array(records[place..<(place + runs.count)]))
        place += runs.count
      }
    }
  }

  /// Compares a table of a suite's runs with what the paper has numbers for.
  private func check(_ table: PaperTable, _ records: [RunRecord]) throws {
    let (rows, datasets) = (try table.rows(), try table.datasets())
    let metrics = Metric.paper
    let measured = try PaperComparison(table, numbers: .measured, metrics: metrics).table(of: records)
    let shown = Array(measured.blocks.joined())
    // A row that is there twice has runs that its suite does not mean.
    #expect(shown.map { $0.headers.map(\.text) } == rows.map(\.headers), "\(table.name)")
    for (row, found) in zip(rows, shown) {
      for (index, dataset) in datasets.enumerated() {
        let cells = found.cells[(index * metrics.count)..<((index + 1) * metrics.count)]
        let isWanted = Self.isTrainable(row.system) && row.published[dataset] != nil
        #expect(
          cells.allSatisfy { ($0.number != nil) == isWanted }, "\(table.name), \(row.headers) on \(dataset)")
      }
    }
    #expect(rows.contains { Self.isTrainable($0.system) }, "\(table.name)")
  }
}
