/// A batch of training pairs in host memory, ready to become tensors.
public struct HostBatch: Sendable, Equatable {
  /// Each pair's place in the pair table.
  public var pairIndices: [Int]
  /// Each pair's identity.
  public var identities: [Int64]
  /// Augmented, normalised images, `[batch, 3, height, width]`.
  public var pixels: [Float]
  /// The same images augmented another time, `[batch, 3, height, width]`; `nil` unless asked for.
  public var secondPixels: [Float]?
  /// Caption ids, `[batch, context]`.
  public var captionIDs: [Int64]
  /// Caption ids with some hidden, `[batch, context]`; `nil` unless asked for.
  public var maskedIDs: [Int64]?
  /// The hidden ids, 0 where nothing is hidden, `[batch, context]`; `nil` unless asked for.
  public var maskedLabels: [Int64]?
}
