/// A batch of training pairs in host memory, ready to become tensors.
package struct HostBatch<Pixels: PixelMemory>: Sendable {
  /// Each pair's place in the pair table.
  package var pairIndices: [Int]
  /// Each pair's identity.
  package var identities: [Int64]
  /// Augmented images.
  package var images: HostImages<Pixels>
  /// The same images augmented another time; `nil` unless asked for.
  package var secondView: HostImages<Pixels>?
  /// Caption ids, `[batch, context]`.
  package var captionIDs: [Int64]
  /// Caption ids with some hidden, `[batch, context]`; `nil` unless asked for.
  package var maskedIDs: [Int64]?
  /// The hidden ids, 0 where nothing is hidden, `[batch, context]`; `nil` unless asked for.
  package var maskedLabels: [Int64]?
  /// Ids of another caption of each pair's identity, `[batch, context]`; `nil` unless asked for.
  package var partnerIDs: [Int64]?
  /// Parts of the captions, each with the images once more; empty unless asked for.
  package var parts: [Part] = []

  /// A part of the caption of each pair.
  package struct Part: Sendable {
    /// The same images augmented another time.
    package var images: HostImages<Pixels>
    /// Ids of the parts, `[batch, context]`.
    package var captionIDs: [Int64]
  }
}

extension HostBatch: Equatable where Pixels: Equatable {}

extension HostBatch.Part: Equatable where Pixels: Equatable {}
