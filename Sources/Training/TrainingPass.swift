/// What a pass over the training pairs is for; each purpose has random draws of its own, which its raw value names.
package enum PassPurpose: String, Sendable {
  /// To change the weights.
  case training
  /// To decide which pairs to trust.
  case sampleSelection = "division"
}

/// One pass over every training pair, in shuffled and augmented batches.
package protocol TrainingPass {
  /// The number of training pairs.
  var pairCount: Int { get }
  /// Calls `body` for every batch; each pair comes once.
  ///
  /// - Throws: What reading a batch throws, and what `body` throws.
  func forEachBatch(_ body: (TrainingBatch) throws -> Void) throws
}

/// The pass that a method may ask for before an epoch.
struct SelectionPass: TrainingPass {
  let data: any TrainingData
  let epoch: Int
  /// Throws to end the pass.
  let check: () throws -> Void

  var pairCount: Int { data.pairCount }

  func forEachBatch(_ body: (TrainingBatch) throws -> Void) throws {
    try data.forEachBatch(epoch: epoch, for: .sampleSelection, skipping: 0) { batch in
      try check()
      try body(batch)
    }
  }
}
