package import BenchCore
package import Foundation
import HDF5

/// Reads embeddings that any program exported, laid out as `docs/embeddings-format.md` says.
///
/// Numbers are checked for type, shape and length here; whether they are finite is the evaluation's business.
package enum EmbeddingFile {
  /// The head's name where a file holds one array for each side, without a name.
  package static let unnamedHead = "embedding"

  /// Embeddings, and the run they were taken from where the file is a result of this tool.
  package struct Contents: Sendable {
    /// The embeddings.
    package var embeddings: RetrievalEmbeddings
    /// The run, without its embeddings.
    package var run: RunRecord?

    /// Pairs the two.
    package init(embeddings: RetrievalEmbeddings, run: RunRecord?) {
      self.embeddings = embeddings
      self.run = run
    }
  }

  /// Reads an embeddings file, a result file of this tool, or a folder of `.npy` files.
  ///
  /// - Parameter checkpoint: Whose embeddings to take from a result file.
  /// - Throws: `HDF5Failure`, `NPYFileFailure`, `EmbeddingFileError` or `ResultStoreError`, naming the file and the object.
  package static func read(_ source: URL, checkpoint: CheckpointName = .best) throws -> Contents {
    if try isFolder(source) {
      return Contents(embeddings: try EmbeddingReader(arrays: NPYArrays(folder: source)).read(), run: nil)
    }
    let root = try File.open(source, trust: .isolated)
    guard try root.attributes.contains("schema") else {
      return Contents(
        embeddings: try EmbeddingReader(arrays: HDF5Arrays(root: root, file: source.path)).read(), run: nil)
    }
    return try result(ResultStore.read(root, including: .all, of: source), source, checkpoint)
  }

  /// Reads four `.npy` files: one head without a name.
  package static func read(
    query: URL, gallery: URL, queryIdentities: URL, galleryIdentities: URL
  ) throws -> Contents {
    let files = NPYArrays(
      files: [
        "query": query, "gallery": gallery, "query_identities": queryIdentities,
        "gallery_identities": galleryIdentities,
      ], place: query.deletingLastPathComponent().path)
    return Contents(embeddings: try EmbeddingReader(arrays: files).read(), run: nil)
  }

  private static func isFolder(_ url: URL) throws -> Bool {
    var isDirectory: ObjCBool = false
    guard FileManager.default.fileExists(atPath: url.path, isDirectory: &isDirectory) else {
      throw EmbeddingFileError.notFound(file: url.path)
    }
    return isDirectory.boolValue
  }

  private static func result(_ run: RunRecord, _ file: URL, _ name: CheckpointName) throws -> Contents {
    var run = run
    guard let checkpoint = run[name] else {
      throw EmbeddingFileError.noCheckpoint(file: file.path, name: name, outcome: run.outcome)
    }
    guard let heads = checkpoint.embeddings, let test = run.test else {
      throw EmbeddingFileError.embeddingsNotKept(file: file.path, name: name)
    }
    run.best?.embeddings = nil
    run.last?.embeddings = nil
    return Contents(
      embeddings: RetrievalEmbeddings(
        heads: heads, queryIdentities: test.queryIdentities, galleryIdentities: test.galleryIdentities),
      run: run)
  }
}
