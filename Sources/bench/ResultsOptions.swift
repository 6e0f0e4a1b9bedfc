import ArgumentParser
import BenchCore
import Foundation
import ResultStore

/// Options of commands that read a results folder.
struct ResultsOptions: ParsableArguments {
  @Option(help: "The folder of result files.")
  var results = "Results"

  /// The records of all readable files; a warning for each other one.
  func records(including contents: ResultContents = .summary) throws -> [RunRecord] {
    try runs(including: contents).map(\.record)
  }

  /// The same with their files.
  func runs(including contents: ResultContents = .summary) throws -> [StoredRun] {
    let (runs, skipped) = try ResultStore.list(directory: URL(filePath: results), including: contents)
    for file in skipped { note("warning: skipped \(file)") }
    guard !runs.isEmpty else { throw ResultsFailure.empty(results) }
    return runs
  }
}

/// A results folder without results.
enum ResultsFailure: BenchFailure {
  case empty(String)

  var problem: String { "there are no result files" }
  var location: String? {
    switch self {
    case .empty(let folder): folder
    }
  }
  var remedy: String? { "make some with `bench sweep`, or name another folder with --results" }
}

/// Folders and files that commands write.
enum OutputFolder {
  /// Creates a folder with those above it.
  static func create(_ folder: URL) throws {
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    } catch {
      throw OutputFailure(place: folder.relativePath, reason: error.localizedDescription)
    }
  }

  /// Writes a text, whole or not at all.
  static func write(_ text: String, to file: URL) throws {
    try write(Data(text.utf8), to: file)
  }

  /// Writes bytes, whole or not at all.
  static func write(_ bytes: Data, to file: URL) throws {
    do {
      try bytes.write(to: file, options: .atomic)
    } catch {
      throw OutputFailure(place: file.relativePath, reason: error.localizedDescription)
    }
  }
}

/// A folder or file that cannot be written.
struct OutputFailure: BenchFailure {
  var place: String
  var reason: String

  var problem: String { "cannot be written: \(reason)" }
  var location: String? { place }
  var remedy: String? { "choose another folder with --out, or make room and allow writing" }
}
