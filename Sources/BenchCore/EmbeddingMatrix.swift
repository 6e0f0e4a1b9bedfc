/// A dense row-major matrix of embeddings, one row per caption or image.
public struct EmbeddingMatrix: Sendable, Equatable {
  /// The number of embeddings.
  public let rows: Int
  /// The width of one embedding.
  public let columns: Int
  /// `rows * columns` numbers, row after row.
  public var values: [Float]

  /// Creates a matrix; `values.count` must be `rows * columns`.
  public init(rows: Int, columns: Int, values: [Float]) {
    precondition(values.count == rows * columns, "\(values.count) values for \(rows) x \(columns)")
    self.rows = rows
    self.columns = columns
    self.values = values
  }
}

/// The embeddings of one head (such as `global` or `tse`) for both sides of retrieval.
public struct HeadEmbeddings: Sendable, Equatable {
  /// One row per query caption.
  public var text: EmbeddingMatrix
  /// One row per gallery image.
  public var image: EmbeddingMatrix

  /// Pairs the two sides; both have the same width.
  public init(text: EmbeddingMatrix, image: EmbeddingMatrix) {
    self.text = text
    self.image = image
  }
}
