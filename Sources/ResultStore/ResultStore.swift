package import BenchCore
package import Foundation
import HDF5

/// The only reader and writer of result files: one HDF5 file per run, laid out as `docs/results-schema.md` says.
package enum ResultStore {
  /// The layout that is written.
  package static let schema = 3
  /// The layouts that are read: every one there has been.
  package static let readableSchemas = 1...schema

  /// The file name extension of results, without the dot.
  package static let fileExtension = "h5"

  /// Writes a result, or replaces one, and makes its folder where it is missing; whatever fails, an old file stays as it is
  /// and no partial one is left.
  ///
  /// Records that differ only in times make files that differ only in times (see `differences`).
  /// Throws `HDF5Failure` for the file, `FileFailure` for its folder and `ResultStoreError.invalid` for names that cannot be stored.
  package static func write(_ record: RunRecord, to file: URL, options: StorageOptions = StorageOptions()) throws {
    let writer = RunWriter(record: record, options: options, file: file.path)
    // Hours of work are not lost with a folder that was deleted meanwhile.
    try OutputFolder.create(file.deletingLastPathComponent())
    try File.create(at: file) { root in try writer.write(into: root) }
  }

  /// Reads a result; what `contents` leaves out is `nil` in the record.
  ///
  /// Throws `HDF5Failure` (no such file, foreign, truncated, without a required object) or `ResultStoreError`.
  package static func read(_ file: URL, including contents: ResultContents = .all) throws -> RunRecord {
    let (root, schema) = try open(file)
    return try RunReader(root: root, schema: schema, contents: contents, file: file.path).read()
  }

  /// Opens a result after checking its schema.
  static func open(_ file: URL) throws -> (root: Group, schema: Int) {
    let root = try File.open(file)
    guard try root.attributes.contains("schema") else { throw ResultStoreError.notAResult(file: file.path) }
    let found = try root.attributes.scalar("schema", as: Int.self)
    guard readableSchemas.contains(found) else {
      throw ResultStoreError.unsupportedSchema(file: file.path, found: found, supported: schema)
    }
    return (root, found)
  }
}
