/// A batch of training pairs in host memory, ready to become tensors.
package struct HostBatch: Sendable, Equatable {
  /// Each pair's place in the pair table.
  package var pairIndices: [Int]
  /// Each pair's identity.
  package var identities: [Int64]
  /// Augmented, normalised images, `[batch, 3, height, width]`.
  package var pixels: [Float]
  /// The same images augmented another time, `[batch, 3, height, width]`; `nil` unless asked for.
  package var secondPixels: [Float]?
  /// Caption ids, `[batch, context]`.
  package var captionIDs: [Int64]
  /// Caption ids with some hidden, `[batch, context]`; `nil` unless asked for.
  package var maskedIDs: [Int64]?
  /// The hidden ids, 0 where nothing is hidden, `[batch, context]`; `nil` unless asked for.
  package var maskedLabels: [Int64]?
}
