package import Images

/// What chance makes of a pair in a pass: all that a batch has of it, but for the pixels.
package struct PairDraws: Sendable, Equatable {
  /// The pair's place in the pair table.
  package var pair: Int
  /// The changes of its image.
  package var image: ImageChanges
  /// Other changes of the same image; `nil` unless asked for.
  package var secondView: ImageChanges?
  /// Caption ids after augmentation, `[context]`.
  package var captionIDs: [Int32]
  /// The caption with hidden tokens; `nil` unless asked for.
  package var masked: CaptionMasking.Masked?
  /// Ids of another caption of the pair's identity, `[context]`; `nil` unless asked for.
  package var partnerIDs: [Int32]?
  /// Parts of the caption, each with changes of the image; empty unless asked for.
  package var parts: [Part] = []

  /// A part of the caption.
  package struct Part: Sendable, Equatable {
    /// The changes of the image beside it.
    package var image: ImageChanges
    /// Ids of the part, `[context]`.
    package var captionIDs: [Int32]
  }
}
