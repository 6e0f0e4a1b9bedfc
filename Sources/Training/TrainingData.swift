package import Torch

/// The training pairs as batches on the training device.
package protocol TrainingData {
  /// The number of training pairs.
  var pairCount: Int { get }
  /// The number of pairs in a pass that changes the weights: fewer for a method that leaves pairs out.
  var trainedPairCount: Int { get }
  /// Whether such a pass leaves out pairs that do not fill a batch.
  var hasOnlyFullBatches: Bool { get }
  /// Calls `body` for every batch of one pass; order and augmentation depend on the epoch and the purpose only.
  ///
  /// - Parameter skipped: The number of batches at the start that are left out without being read.
  /// - Throws: What reading a batch throws, and what `body` throws.
  func forEachBatch(
    epoch: Int, for purpose: PassPurpose, skipping skipped: Int, _ body: (TrainingBatch) throws -> Void
  ) throws
}

extension TrainingData {
  package var trainedPairCount: Int { pairCount }
  package var hasOnlyFullBatches: Bool { false }
}

/// A retrieval set as batches on the training device, without augmentation.
package protocol RetrievalData {
  /// The identity of each query caption and each gallery image.
  var queryIdentities: [Int] { get }
  var galleryIdentities: [Int] { get }
  /// Calls `body` with `[batch, 3, height, width]` for the whole gallery in order.
  func forEachImageBatch(_ body: (Tensor) throws -> Void) throws
  /// Calls `body` with int64 ids `[batch, tokens]` for all queries in order.
  func forEachCaptionBatch(_ body: (Tensor) throws -> Void) throws
}
