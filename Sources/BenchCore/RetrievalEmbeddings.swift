/// A retrieval split as embeddings: everything that its metrics and lists of retrieved images are made from.
public struct RetrievalEmbeddings: Sendable, Equatable {
  /// The embeddings of one head.
  public struct Head: Sendable, Equatable {
    /// Such as `global` or `tse`.
    public var name: String
    /// Queries and gallery.
    public var embeddings: HeadEmbeddings

    /// Names a head.
    public init(name: String, embeddings: HeadEmbeddings) {
      self.name = name
      self.embeddings = embeddings
    }
  }

  /// The heads, at least one; their widths may differ.
  public var heads: [Head]
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
    heads: [Head], queryIdentities: [Int], galleryIdentities: [Int], captions: [String]? = nil,
    galleryFiles: [String]? = nil
  ) {
    self.heads = heads
    self.queryIdentities = queryIdentities
    self.galleryIdentities = galleryIdentities
    self.captions = captions
    self.galleryFiles = galleryFiles
  }
}
