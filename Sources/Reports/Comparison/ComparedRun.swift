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

  /// The test split that both runs were measured on; throws where it is not the same.
  func checkSameQueries(as other: ComparedRun) throws(ComparedRunFailure) -> TestSplitRecord {
    let (test, otherTest) = (try testSplit(), try other.testSplit())
    for (side, own, others) in [
      ("query", test.queryIdentities, otherTest.queryIdentities),
      ("gallery", test.galleryIdentities, otherTest.galleryIdentities),
    ] where own != others {
      let difference =
        own.count == others.count
        ? "they first differ in row \(zip(own, others).enumerated().first { $1.0 != $1.1 }?.offset ?? 0)"
        : "there are \(own.count) and \(others.count)"
      throw .otherTestSet(file, other.file, reason: "of the \(side) identities \(difference)")
    }
    return test
  }

  private func testSplit() throws(ComparedRunFailure) -> TestSplitRecord {
    guard let test = record.test else { throw .damaged(file, ranks: 0, queries: 0) }
    return test
  }

  /// One of the run's checkpoints with its queries; what the record does not say of them is measured where there are
  /// embeddings.
  ///
  /// - Throws: `ComparedRunFailure`, or `EmbeddingEvaluationFailure` for embeddings that nothing can be measured on.
  func checkpoint(_ name: CheckpointName) throws -> CheckpointRecord {
    guard var checkpoint = record[name] else { throw ComparedRunFailure.noCheckpoint(file, name) }
    let count = try testSplit().queryIdentities.count
    var queries = checkpoint.textToImage.queries ?? QueryOutcomes()
    guard queries.count == count else {
      throw ComparedRunFailure.damaged(file, ranks: queries.count, queries: count)
    }
    let unknown = Metric.measured.filter { queries[$0] == nil }
    if !unknown.isEmpty, let embeddings = try? embeddings(name) {
      let measured = try EmbeddingEvaluation(embeddings).mean.textToImage.queries
      for metric in unknown { queries[metric] = measured[metric] }
    }
    let metrics = checkpoint.textToImage.metrics.completed(by: MetricValues(of: queries))
    checkpoint.textToImage = DirectionRecord(metrics: metrics, queries: queries)
    return checkpoint
  }
}
