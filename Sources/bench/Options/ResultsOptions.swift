import ArgumentParser
import BenchCore
import Foundation
import Reports
import ResultStore

/// Options of commands that read a results folder.
struct ResultsOptions: ParsableArguments {
  @Option(help: "The folder of result files.", completion: .directory)
  var results = "Results"

  /// The records of all readable files; a warning for each other one.
  func records(including contents: ResultContents = .summary) throws -> [RunRecord] {
    try runs(including: contents).map(\.record)
  }

  /// The same with their files.
  func runs(including contents: ResultContents = .summary) throws -> [StoredRun] {
    let (runs, skipped) = try ResultStore.list(directory: URL(filePath: results), including: contents)
    detail("read \(runs.count) results in \(results)")
    for file in skipped { note("warning: skipped \(file)") }
    for run in runs {
      for contradiction in run.record.contradictions() { note("warning: \(run.file.relativePath): \(contradiction)") }
    }
    guard !runs.isEmpty else { throw ResultsFailure.empty(results) }
    return runs
  }
}
