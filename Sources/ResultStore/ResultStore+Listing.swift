package import BenchCore
package import Foundation
import HDF5
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
  /// Reads all results of a folder (not of the folders in it) in the order of their names, on all processors.
  ///
  /// A file that is truncated, empty, foreign or of a newer schema costs only itself: it is named among the
  /// `skipped`. Summaries of a large folder are kept in it (`ResultIndex`), so that files which have not been touched
  /// since are not opened again. Throws `ResultStoreError.unreadableFolder` where the folder is missing or cannot be read.
  package static func list(
    directory: URL,
    including contents: ResultContents = .summary
  ) throws -> (runs: [StoredRun], skipped: [SkippedFile]) {
    try list(directory: directory, including: contents, now: FileVersion.now())
  }

  /// The same at a time in nanoseconds since 1970.
  static func list(
    directory: URL, including contents: ResultContents, now: Int64
  ) throws -> (runs: [StoredRun], skipped: [SkippedFile]) {
    let files = try self.files(in: directory)
    let isIndexed = ResultIndex.holds(contents) && files.count >= ResultIndex.leastCount
    let index = isIndexed ? ResultIndex(of: directory, contents) : nil
    let found = inParallel(files) { try listed($0, including: contents, index, now: now) }
    let entries = found.compactMap { try? $0.get() }
    index?.update(entries.compactMap { entry in entry.file.map { ($0, entry.isNew ? entry.record : nil) } })
    var runs: [StoredRun] = []
    var skipped: [SkippedFile] = []
    for (file, result) in zip(files, found) {
      do {
        runs.append(StoredRun(file: file, record: try result.get().record))
      } catch let failure as any BenchFailure {
        skipped.append(SkippedFile(file: file, failure: failure))
      }
    }
    return (runs, skipped)
  }

  /// A record, and which file it is of where the index may hold it.
  private struct Listed {
    var record: RunRecord
    var file: IndexedFile?
    var isNew = false
  }

  private static func listed(
    _ file: URL, including contents: ResultContents, _ index: ResultIndex?, now: Int64
  ) throws -> Listed {
    guard let index, let found = IndexedFile(at: file.path) else {
      return Listed(record: try read(file, including: contents))
    }
    // Checked when it was read of the file, which takes as long as reading the index.
    if let record = index.record(of: found) { return Listed(record: record, file: found) }
    let hasSettled = found.version.isSettled(at: now)
    let record = try read(file, including: contents)
    // Another file may have taken its place meanwhile.
    let isSame = hasSettled && IndexedFile(at: file.path) == found
    return Listed(record: record, file: isSame ? found : nil, isNew: isSame)
  }

  /// What `body` makes of each element, on all processors.
  private static func inParallel<Element: Sendable, Value: Sendable>(
    _ elements: [Element], _ body: @Sendable (Element) throws -> Value
  ) -> [Result<Value, any Error>] {
    let found = Mutex<[Result<Value, any Error>?]>(Array(repeating: nil, count: elements.count))
    DispatchQueue.concurrentPerform(iterations: elements.count) { place in
      let result = Result { try body(elements[place]) }
      found.withLock { $0[place] = result }
    }
    return found.withLock { $0.compactMap(\.self) }
  }

  /// The finished runs in a folder with the files that they are in, in the order of their names, and what is no readable
  /// result.
  ///
  /// Files are verified on all processors, and those with a checksum are not opened.
  ///
  /// - Throws: `ResultStoreError.unreadableFolder`, and `HDF5Failure.fileSystem` for a file that could not be read for a
  ///   reason that is not its own, such as a disk that does not answer: it may be a finished run's.
  package static func finishedResults(
    in directory: URL
  ) throws -> (results: [(file: URL, result: FinishedResult)], skipped: [SkippedFile]) {
    let files = try files(in: directory)
    let found = inParallel(files) { try finishedResult(in: $0) }
    var results: [(file: URL, result: FinishedResult)] = []
    var skipped: [SkippedFile] = []
    for (file, result) in zip(files, found) {
      do {
        if let result = try result.get() { results.append((file, result)) }
      } catch let failure as any BenchFailure where isOfTheFile(failure, file) {
        skipped.append(SkippedFile(file: file, failure: failure))
      }
    }
    return (results, skipped)
  }

  /// Whether a file is the result of a finished run of a signature; what is no readable result is none.
  ///
  /// - Throws: `HDF5Failure.fileSystem` for a reason that is not the file's own: it may be that result.
  package static func isFinished(_ signature: String, in file: URL) throws -> Bool {
    do {
      return try finishedResult(in: file)?.signature == signature
    } catch let failure as any BenchFailure where isOfTheFile(failure, file) {
      return false
    }
  }

  /// Whether a file is what cannot be read, and not its disk, or this process.
  private static func isOfTheFile(_ failure: any BenchFailure, _ file: URL) -> Bool {
    guard let failure = failure as? HDF5Failure else { return failure is ResultStoreError }
    guard case .fileSystem = failure else { return true }
    var status = stat()
    // Gone in the meantime, a link that leads nowhere, or no file at all.
    guard stat(file.path, &status) == 0 else { return errno == ENOENT }
    return status.st_mode & S_IFMT != S_IFREG
  }

  /// The files of a folder that are named as results, in the order of their names.
  package static func files(in directory: URL) throws -> [URL] {
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
