public import BenchCore
public import Foundation
import HDF5

/// The only reader and writer of result files: one HDF5 file per run, laid out as `docs/results-schema.md` says.
public enum ResultStore {
  /// The layout that is written, and the only one that is read.
  public static let schema = 1

  /// The file name extension of results, without the dot.
  public static let fileExtension = "h5"

  /// Writes a result, or replaces one; whatever fails, an old file stays as it is and no partial one is left.
  ///
  /// Records that differ only in times make files that differ only in times (see `differences`).
  /// Throws `HDF5Error` for the file and `ResultStoreError.invalid` for names that cannot be stored.
  public static func write(_ record: RunRecord, to file: URL, options: StorageOptions = StorageOptions()) throws {
    let writer = RunWriter(record: record, options: options, file: file.path)
    try File.create(at: file) { root in try writer.write(into: root) }
  }

  /// Reads a result; what `contents` leaves out is empty in the record.
  ///
  /// Throws `HDF5Error` (no such file, foreign, truncated, without a required object) or `ResultStoreError`.
  public static func read(_ file: URL, including contents: ResultContents = .all) throws -> RunRecord {
    try RunReader(root: open(file), contents: contents, file: file.path).read()
  }

  /// Opens a result after checking its schema.
  static func open(_ file: URL) throws -> Group {
    let root = try File.open(file)
    guard try root.attributes.contains("schema") else { throw ResultStoreError.notAResult(file: file.path) }
    let found = try root.attributes.scalar("schema", as: Int.self)
    guard found == schema else {
      throw ResultStoreError.unsupportedSchema(file: file.path, found: found, supported: schema)
    }
    return root
  }
}

/// Which checkpoint's embeddings a result file keeps.
public enum EmbeddingSelection: String, Sendable, CaseIterable {
  case both, last, best, none
}

/// What a result file spends disk space on.
public struct StorageOptions: Sendable, Hashable {
  /// Whose embeddings are stored; they make up nearly all of a file.
  public var embeddings: EmbeddingSelection
  /// The DEFLATE level (1 to 9) of datasets from 4 KiB on; `nil` stores them as they are.
  public var compressionLevel: Int?

  /// Chooses; everything is kept, lightly compressed, by default.
  public init(embeddings: EmbeddingSelection = .both, compressionLevel: Int? = 1) {
    self.embeddings = embeddings
    self.compressionLevel = compressionLevel
  }
}

/// The parts of a result that are read.
///
/// Attributes, epochs, the metrics of Best and Last and the noise are always read.
public struct ResultContents: OptionSet, Sendable {
  /// One bit per part.
  public let rawValue: Int

  /// Creates a set from its bits.
  public init(rawValue: Int) { self.rawValue = rawValue }

  /// First match rank and average precision of each query, and the test split's identities.
  public static let queries = ResultContents(rawValue: 1)
  /// The embeddings of Best and Last.
  public static let embeddings = ResultContents(rawValue: 2)
  /// The division of the training pairs before each epoch.
  public static let divisions = ResultContents(rawValue: 4)

  /// What tables and curves need.
  public static let summary: ResultContents = []
  /// The whole record.
  public static let all: ResultContents = [.queries, .embeddings, .divisions]
}
