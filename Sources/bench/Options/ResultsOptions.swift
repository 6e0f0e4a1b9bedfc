import ArgumentParser
import BenchCore
import Foundation
import Reports
import ResultStore

/// A results folder, by its option or without it.
struct ResultsFolder: ParsableArguments {
  @Argument(help: "The same as --results.", completion: .directory)
  var folder: String?

  @Option(help: "The folder of result files (default: Results).", completion: .directory)
  var results: String?

  /// The folder's path.
  var path: String { results ?? folder ?? "Results" }
  var url: URL { URL(filePath: path, directoryHint: .isDirectory) }

  func validate() throws {
    if let folder, results != nil {
      throw ValidationError("--results and `\(folder)` both name the folder of result files: leave one out")
    }
    if path.isFolder == false {
      throw ValidationError("the results must be a folder, not the file `\(path)`; one result alone: bench show FILE")
    }
  }
}

/// Options of commands that read a results folder.
struct ResultsOptions: ParsableArguments {
  @Option(help: "The folder of result files.", completion: .directory)
  var results = Self.folder

  private static let folder = "Results"

  /// Whether it is the folder of someone who named none.
  var isDefault: Bool { results == Self.folder }

  /// The records of all readable files; a warning for each other one.
  func records(including contents: ResultContents = .summary) throws -> [RunRecord] {
    try runs(including: contents).map(\.record)
  }

  /// The same; none where the folder is not named and has none, or is not there.
  func recordsIfAny(including contents: ResultContents) throws -> [RunRecord] {
    guard !isDefault || FileManager.default.fileExists(atPath: results) else { return [] }
    do {
      return try records(including: contents)
    } catch let failure as ResultsFailure {
      guard isDefault else { throw failure }
      return []
    }
  }

  /// The records of all readable files, with these.
  func runs(including contents: ResultContents = .summary) throws -> [StoredRun] {
    let (runs, skipped) = try ResultStore.list(directory: URL(filePath: results), including: contents)
    detail("read \(runs.count) results in \(results)")
    for file in skipped { note("warning: skipped \(file)") }
    guard !runs.isEmpty else { throw ResultsFailure.empty(results) }
    return runs.map { $0.markingContradictions() }
  }
}
