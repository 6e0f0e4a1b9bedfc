/// The size of each split of a dataset.
package struct DatasetCounts: Sendable, Equatable, Codable {
  /// The size of one split.
  package struct Counts: Sendable, Equatable, Codable {
    /// The number of different identities.
    package var identities: Int
    /// The number of images.
    package var images: Int
    /// The number of captions, which is the number of pairs in training.
    package var captions: Int

    package init(identities: Int, images: Int, captions: Int) {
      self.identities = identities
      self.images = images
      self.captions = captions
    }
  }

  /// The training split.
  package var train: Counts
  /// The validation split; `nil` where there is none.
  package var val: Counts?
  /// The test split.
  package var test: Counts

  package init(train: Counts, val: Counts?, test: Counts) {
    self.train = train
    self.val = val
    self.test = test
  }
}
