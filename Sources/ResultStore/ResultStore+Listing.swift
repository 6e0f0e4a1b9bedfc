package import BenchCore
package import Foundation
import Synchronization

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
    let files = try self.files(in: directory)
    var runs: [StoredRun] = []
    var skipped: [SkippedFile] = []
    for file in files {
      do {
        runs.append(StoredRun(file: file, record: try read(file, including: contents)))
      } catch let failure as any BenchFailure {
        skipped.append(SkippedFile(file: file, failure: failure))
      }
    }
    return (runs, skipped)
  }

  /// The signatures of the finished runs in a folder; what is no readable result is passed over.
  ///
  /// Files are verified on all processors, and those with a checksum are not opened.
  ///
  /// - Throws: `ResultStoreError.unreadableFolder`.
  package static func finishedSignatures(in directory: URL) throws -> Set<String> {
    let files = try files(in: directory)
    let signatures = Mutex<Set<String>>([])
    DispatchQueue.concurrentPerform(iterations: files.count) { index in
      guard let signature = finishedSignature(of: files[index]) else { return }
      _ = signatures.withLock { $0.insert(signature) }
    }
    return signatures.withLock { $0 }
  }

  /// The files of a folder that are named as results, in the order of their names.
  private static func files(in directory: URL) throws -> [URL] {
    do {
      // Hidden names are files that a killed process did not finish.
      return try FileManager.default.contentsOfDirectory(atPath: directory.path)
        .filter { !$0.hasPrefix(".") && $0.hasSuffix(".\(fileExtension)") }.sorted()
        .map { directory.appending(path: $0) }
    } catch {
      throw ResultStoreError.unreadableFolder(folder: directory.path, reason: error.systemReason)
    }
  }
}
