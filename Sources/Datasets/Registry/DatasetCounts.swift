/// The size of each split of a dataset.
public struct DatasetCounts: Sendable, Equatable, Codable {
  /// The size of one split.
  public struct Counts: Sendable, Equatable, Codable {
    /// The number of different identities.
    public var identities: Int
    /// The number of images.
    public var images: Int
    /// The number of captions, which is the number of pairs in training.
    public var captions: Int

    /// Creates the size of a split.
    public init(identities: Int, images: Int, captions: Int) {
      self.identities = identities
      self.images = images
      self.captions = captions
    }
  }

  /// The training split.
  public var train: Counts
  /// The validation split; `nil` where there is none.
  public var val: Counts?
  /// The test split.
  public var test: Counts

  /// Creates the sizes of a dataset.
  public init(train: Counts, val: Counts?, test: Counts) {
    self.train = train
    self.val = val
    self.test = test
  }
}
