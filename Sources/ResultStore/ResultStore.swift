package import BenchCore
package import Foundation
import HDF5

/// The only reader and writer of result files: one HDF5 file per run, laid out as `docs/results-schema.md` says.
package enum ResultStore {
  /// The layout that is written.
  package static let schema = 4
  /// The layouts that are read: every one there has been.
  package static let readableSchemas = 1...schema

  /// The version of the HDF5 library that reads and writes results; `nil` where it does not say.
  package static var libraryVersion: String? { File.libraryVersion }

  /// The file name extension of results, without the dot.
  package static let fileExtension = "h5"

  /// Writes a result, or replaces one; whatever fails, an old file stays as it is and no partial one is left.
  ///
  /// Records that differ only in times make files that differ only in times (see `differences`).
  /// Throws `FileFailure` where the file cannot be written, such as on a full disk, `HDF5Failure` for its content and
  /// `ResultStoreError.invalid` for names that cannot be stored.
  package static func write(_ record: RunRecord, to file: URL, options: StorageOptions = StorageOptions()) throws {
    let writer = RunWriter(record: record, options: options, file: file.path)
    try File.create(at: file, note: note(record)) { root in try writer.write(into: root) }
  }

  /// What a file says in front of its content: enough to recognise a finished run, and the code that made it.
  private static func note(_ record: RunRecord) -> String {
    record.outcome == .finished ? FinishedResult(record).note : FinishedResult.failedNote(record.signature)
  }

  /// What is known of a finished run, without reading more than its file's checksum demands; `nil` for other results.
  ///
  /// - Throws: As `read` does.
  static func finishedResult(in file: URL) throws -> FinishedResult? {
    if let note = try File.verifiedNote(of: file), let words = FinishedResult.words(of: note) {
      return FinishedResult(words)
    }
    let record = try read(file, including: .summary)
    return record.outcome == .finished ? FinishedResult(record) : nil
  }

  /// SHA-256 of a whole result file, which tells it from another result of the same run: they differ in their times.
  ///
  /// - Throws: Foundation's error where it cannot be read.
  package static func digest(of file: URL) throws -> String {
    var digest = ContentDigest()
    try digest.update(contentsOf: file)
    return digest.hexadecimal
  }

  /// Reads a result; what `contents` leaves out is `nil` in the record.
  ///
  /// Throws `HDF5Failure` (no such file, foreign, truncated, changed, without a required object) or `ResultStoreError`
  /// (values that no run can have).
  package static func read(_ file: URL, including contents: ResultContents = .all) throws -> RunRecord {
    try read(File.open(file, childless: contents.groupsWithoutChildren), including: contents, of: file)
  }

  /// Reads the result in an open file.
  static func read(_ root: Group, including contents: ResultContents, of file: URL) throws -> RunRecord {
    let layout = FileLayout(schema: try schema(of: root, in: file))
    var record = try RunReader(root: root, layout: layout, contents: contents.sources, file: file.path).read()
    try RecordCheck(file: file.path, layout: layout).check(record)
    if !contents.contains(.queries) { record.forgetQueries() }
    return record
  }

  /// The layout of a result in an open file.
  ///
  /// - Throws: `ResultStoreError` for other files and layouts, `HDF5Failure.damaged` for a file without its checksum.
  static func schema(of root: Group, in file: URL) throws -> Int {
    guard try root.attributes.contains("schema") else { throw ResultStoreError.notAResult(file: file.path) }
    let found = try root.attributes.scalar("schema", as: Int.self)
    guard readableSchemas.contains(found) else {
      throw ResultStoreError.unsupportedSchema(file: file.path, found: found, supported: ResultStore.schema)
    }
    if !root.isSealed, try root.attributes.contains("has_checksum") {
      throw HDF5Failure.damaged(file: file.path, message: "the checksum that was written in front of it is not there")
    }
    return found
  }
}

extension RunRecord {
  /// Leaves out what was read for nothing but the means over it.
  fileprivate mutating func forgetQueries() {
    test = nil
    for name in CheckpointName.allCases {
      self[name]?.textToImage.queries = nil
      self[name]?.imageToText.queries = nil
    }
  }
}
