package import BenchCore
import Foundation
import Metrics

/// One of the runs to compare.
package struct ComparedRun {
  package let file: String
  /// With what each query contributed, without embeddings.
  package private(set) var record: RunRecord
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
    // What was measured elsewhere has no annotation file.
    if record.spec.training != .elsewhere, other.record.spec.training != .elsewhere {
      let (own, others) = (record.spec.dataset, other.record.spec.dataset)
      if own.annotationChecksum != others.annotationChecksum {
        throw .otherTestSet(file, other.file, reason: Self.difference("annotation files", own, others))
      }
      if let images = own.imageChecksum, let otherImages = others.imageChecksum, images != otherImages {
        throw .otherTestSet(file, other.file, reason: Self.difference("images", own, others))
      }
    }
    return test
  }

  private static func difference(_ what: String, _ first: DatasetSpec, _ second: DatasetSpec) -> String {
    first.id == second.id
      ? "\(first.id) had other \(what) for one than for the other"
      : "the \(what) of \(first.id) and \(second.id) differ"
  }

  /// The run, with the digest of its images where others say it.
  func completed(by images: KnownImages) -> ComparedRun {
    var run = self
    run.record.spec = images.completed(record.spec)
    return run
  }

  /// Whether two files are one, or hold one run.
  func isSame(as other: ComparedRun) -> Bool {
    func path(_ file: String) -> String { URL(filePath: file).standardizedFileURL.resolvingSymlinksInPath().path }
    if path(file) == path(other.file) { return true }
    return record.signature == other.record.signature && record.last == other.record.last
      && record.best == other.record.best
  }

  private func testSplit() throws(ComparedRunFailure) -> TestSplitRecord {
    guard let test = record.test else { throw .damaged(file, ranks: 0, queries: 0) }
    return test
  }

  /// One direction of one of the run's checkpoints with its queries; what the record does not say of them is measured
  /// where there are embeddings.
  ///
  /// - Throws: `ComparedRunFailure`, or `EmbeddingEvaluationFailure` for embeddings that nothing can be measured on.
  func result(_ name: CheckpointName, _ direction: RetrievalDirection) throws -> DirectionRecord {
    guard let checkpoint = record[name] else { throw ComparedRunFailure.noCheckpoint(file, name) }
    let test = try testSplit()
    let count = direction == .textToImage ? test.queryIdentities.count : test.galleryIdentities.count
    var queries = checkpoint[direction].queries ?? QueryOutcomes()
    let unknown = Metric.measured.filter { queries[$0] == nil }
    if queries.count == 0 || !unknown.isEmpty, let embeddings = try? embeddings(name) {
      let measured = try EmbeddingEvaluation(embeddings).mean.result(direction).queries
      if queries.count == 0 { queries = measured }
      for metric in unknown { queries[metric] = measured[metric] }
    }
    guard queries.count == count else {
      throw ComparedRunFailure.damaged(file, ranks: queries.count, queries: count)
    }
    let metrics = checkpoint[direction].metrics.completed(by: MetricValues(of: queries))
    return DirectionRecord(metrics: metrics, queries: queries, tieRanges: checkpoint[direction].tieRanges)
  }
}
