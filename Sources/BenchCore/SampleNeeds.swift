/// What a method wants of every batch beside images, captions and identities.
package struct SampleNeeds: OptionSet, Sendable, Hashable {
  package let rawValue: Int

  package init(rawValue: Int) { self.rawValue = rawValue }

  /// A second version of the captions, with tokens hidden.
  package static let maskedCaptions = SampleNeeds(rawValue: 1)
  /// A second augmentation of each image.
  package static let secondView = SampleNeeds(rawValue: 2)
  /// Another caption of each pair's identity, of another image where there is one.
  package static let partnerCaptions = SampleNeeds(rawValue: 4)
  /// No batch that is smaller than the others: an epoch leaves out the pairs that do not fill one.
  package static let fullBatches = SampleNeeds(rawValue: 8)
  /// Parts of each caption, each with an augmentation of the image of its own.
  package static let captionParts = SampleNeeds(rawValue: 16)
}
