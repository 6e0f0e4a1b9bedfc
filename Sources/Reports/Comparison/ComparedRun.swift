package import BenchCore
import Metrics

/// One of two runs to compare.
package struct ComparedRun {
  package let file: String
  /// With what each query contributed, without embeddings.
  package let record: RunRecord
  private let embeddings: (CheckpointName) throws -> RetrievalEmbeddings

  /// Takes a run that has finished.
  ///
  /// - Parameter embeddings: Reads a checkpoint's embeddings; asked only where the record does not say all of each
  ///   query, as those of early versions do not.
  /// - Throws: `ComparedRunFailure.failed`.
  package init(
    file: String, record: RunRecord, embeddings: @escaping (CheckpointName) throws -> RetrievalEmbeddings
  ) throws(ComparedRunFailure) {
    self.file = file
    self.record = record
    self.embeddings = embeddings
    if case .failed(let reason) = record.outcome { throw .failed(file, reason: reason) }
  }

  /// Throws unless both runs were measured on the same queries and gallery.
  func checkSameQueries(as other: ComparedRun) throws(ComparedRunFailure) {
    for (side, own, others) in [
      ("query", record.queryIdentities, other.record.queryIdentities),
      ("gallery", record.galleryIdentities, other.record.galleryIdentities),
    ] where own != others {
      let difference =
        own.count == others.count
        ? "they first differ in row \(zip(own, others).enumerated().first { $1.0 != $1.1 }?.offset ?? 0)"
        : "there are \(own.count) and \(others.count)"
      throw .otherTestSet(file, other.file, reason: "of the \(side) identities \(difference)")
    }
  }

  /// One of the run's checkpoints.
  ///
  /// - Throws: `ComparedRunFailure.noCheckpoint`.
  func checkpoint(_ name: CheckpointName) throws(ComparedRunFailure) -> CheckpointRecord {
    guard let checkpoint = record.checkpoint(name) else { throw .noCheckpoint(file, name) }
    return checkpoint
  }

  /// What each query contributes; measured again where the record does not say all of it but there are embeddings.
  ///
  /// - Throws: `ComparedRunFailure`, or `EmbeddingEvaluationFailure` for embeddings that nothing can be measured on.
  func outcomes(_ name: CheckpointName) throws -> QueryOutcomes {
    let stored = QueryOutcomes(try checkpoint(name).textQueries)
    guard stored.count == record.queryIdentities.count else {
      throw ComparedRunFailure.damaged(file, ranks: stored.count, queries: record.queryIdentities.count)
    }
    guard stored.inverseNegativePenalties.count != stored.count, let embeddings = try? embeddings(name) else {
      return stored
    }
    return try EmbeddingEvaluation(embeddings).mean.textToImage.queries
  }
}
