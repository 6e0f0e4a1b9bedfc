import ArgumentParser
import BenchCore
import Foundation
import Reports
import ResultStore

/// Options of commands that read a results folder.
struct ResultsOptions: ParsableArguments {
  @Option(help: "The folder of result files.")
  var results = Self.folder

  private static let folder = "Results"

  /// Whether it is the folder of someone who named none.
  var isDefault: Bool { results == Self.folder }

  /// The records of all readable files; a warning for each other one.
  func records(including contents: ResultContents = .summary) throws -> [RunRecord] {
    try runs(including: contents).map(\.record)
  }

  /// The same with their files.
  func runs(including contents: ResultContents = .summary) throws -> [StoredRun] {
    let (runs, skipped) = try ResultStore.list(directory: URL(filePath: results), including: contents)
    for file in skipped { note("warning: skipped \(file)") }
    guard !runs.isEmpty else { throw ResultsFailure.empty(results) }
    return runs.map { $0.markingContradictions() }
  }
}
