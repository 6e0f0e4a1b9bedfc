package import Torch

/// Why the training pairs are looked at; each purpose has random draws of its own.
package enum TrainingLook: String, Sendable {
  /// To change the weights.
  case training
  /// To decide which pairs to trust.
  case division
}

/// The training pairs as batches on the training device.
package protocol TrainingData {
  /// The number of training pairs.
  var pairCount: Int { get }
  /// The number of pairs in a look that changes the weights: fewer for a method that leaves pairs out.
  var trainedPairCount: Int { get }
  /// Calls `body` for every batch of one look at all pairs; order and augmentation depend on `epoch` and `look` only.
  func forEachBatch(epoch: Int, look: TrainingLook, _ body: (TrainingBatch) throws -> Void) throws
}

extension TrainingData {
  /// All pairs.
  package var trainedPairCount: Int { pairCount }
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

/// A pass over training data that a method may ask for before an epoch.
struct EpochPass: TrainingPass {
  let data: any TrainingData
  let epoch: Int
  let check: () throws -> Void

  var pairCount: Int { data.pairCount }

  func forEachBatch(_ body: (TrainingBatch) throws -> Void) throws {
    try data.forEachBatch(epoch: epoch, look: .division) { batch in
      try check()
      try body(batch)
    }
  }
}
