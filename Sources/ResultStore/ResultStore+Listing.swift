package import BenchCore
package import Foundation

/// A result and the file it was read from.
package struct StoredRun: Sendable, Equatable {
  /// Where the result is.
  package var file: URL
  /// What is in it, as far as it was asked for.
  package var record: RunRecord

  /// Pairs a record with its file.
  package init(file: URL, record: RunRecord) {
    self.file = file
    self.record = record
  }
}

/// A file in a results folder that could not be read, and why.
package struct SkippedFile: Sendable, CustomStringConvertible {
  /// The file that was skipped.
  package var file: URL
  /// What is wrong with the file; its description names the file.
  package var failure: any BenchFailure

  /// Names a file and what is wrong with it.
  package init(file: URL, failure: any BenchFailure) {
    self.file = file
    self.failure = failure
  }

  /// The file and what is wrong with it, on one line.
  package var description: String { failure.description }
}

extension ResultStore {
  /// Reads all results of a folder (not of the folders in it) in the order of their names.
  ///
  /// A file that is truncated, empty, foreign or of a newer schema costs only itself: it is named among the
  /// `skipped`. Throws `ResultStoreError.unreadableFolder` where the folder is missing or cannot be read.
  package static func list(
    directory: URL,
    including contents: ResultContents = .summary
  ) throws -> (runs: [StoredRun], skipped: [SkippedFile]) {
    let names: [String]
    do {
      names = try FileManager.default.contentsOfDirectory(atPath: directory.path)
    } catch {
      throw ResultStoreError.unreadableFolder(folder: directory.path, reason: error.systemReason)
    }
    var runs: [StoredRun] = []
    var skipped: [SkippedFile] = []
    // Hidden names are files that a killed process did not finish.
    for name in names.sorted() where !name.hasPrefix(".") && name.hasSuffix(".\(fileExtension)") {
      let file = directory.appending(path: name)
      do {
        runs.append(StoredRun(file: file, record: try read(file, including: contents)))
      } catch let failure as any BenchFailure {
        skipped.append(SkippedFile(file: file, failure: failure))
      }
    }
    return (runs, skipped)
  }
}
