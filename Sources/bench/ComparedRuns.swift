import BenchCore
import Foundation
import Reports
import ResultStore

/// Where compared runs come from.
struct ComparedRuns {
  /// What conditions choose from.
  var folder: URL

  /// Whether a text is a condition and not the name of a file.
  func isCondition(_ text: String) -> Bool {
    RunSelection.isCondition(text) && !FileManager.default.fileExists(atPath: text)
  }

  /// The runs of the folder that meet conditions; failed and unreadable ones are named.
  func runs(where selection: RunSelection) throws -> [ComparedRun] {
    // Queries are read of the chosen runs alone.
    let (stored, skipped) = try ResultStore.list(directory: folder)
    detail("read \(stored.count) results in \(folder.relativePath)")
    for file in skipped { note("warning: skipped \(file)") }
    guard !stored.isEmpty else { throw ResultsFailure.empty(folder.relativePath) }
    let superseded = RunSelection.superseded(among: stored.map(\.record))
    let places = try selection.filter(Array(stored.indices), record: { stored[$0].record })
    for place in places {
      guard let other = superseded[place] else { continue }
      note(
        "left out \(stored[place].file.relativePath): \(stored[other].file.relativePath) is of the same specification")
    }
    return try finished(places.filter { superseded[$0] == nil }.map { stored[$0] })
  }

  /// The runs in files and folders.
  func runs(at paths: [String]) throws -> [ComparedRun] {
    try paths.flatMap { path in
      var isFolder: ObjCBool = false
      guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue else {
        return [try ComparedRun(file: path)]
      }
      return try ComparedRuns(folder: URL(filePath: path)).runs(where: RunSelection())
    }
  }

  private func finished(_ stored: [StoredRun]) throws -> [ComparedRun] {
    let runs = stored.filter { run in
      guard case .failed(let reason) = run.record.outcome else { return true }
      note("warning: left out \(run.file.relativePath): the run failed: \(reason)")
      return false
    }
    return try runs.map { try ComparedRun(file: $0.file.relativePath) }
  }
}

extension ComparedRun {
  /// Reads a result file, and warns where it contradicts itself.
  ///
  /// - Throws: `ResultStoreError`, or `ComparedRunFailure` for a run that failed.
  fileprivate init(file: String) throws {
    let location = URL(filePath: file)
    let run = StoredRun(file: location, record: try ResultStore.read(location, including: .queries))
    try self.init(file: file, record: run.markingContradictions().record) {
      try EmbeddingFile.read(location, checkpoint: $0).embeddings
    }
  }
}
