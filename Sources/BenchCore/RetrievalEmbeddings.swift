/// A retrieval split as embeddings: everything that its metrics and lists of retrieved images are made from.
public struct RetrievalEmbeddings: Sendable, Equatable {
  /// The heads, at least one; their widths may differ.
  public var heads: Heads<HeadEmbeddings>
  /// The identity of each query caption.
  public var queryIdentities: [Int]
  /// The identity of each gallery image.
  public var galleryIdentities: [Int]
  /// The text of each query; `nil` where it is unknown.
  public var captions: [String]?
  /// The file of each gallery image; `nil` where it is unknown.
  public var galleryFiles: [String]?

  /// Gathers columns; nothing is checked here but by whoever reads or measures them.
  public init(
    heads: Heads<HeadEmbeddings>, queryIdentities: [Int], galleryIdentities: [Int], captions: [String]? = nil,
    galleryFiles: [String]? = nil
  ) {
    self.heads = heads
    self.queryIdentities = queryIdentities
    self.galleryIdentities = galleryIdentities
    self.captions = captions
    self.galleryFiles = galleryFiles
  }
}
