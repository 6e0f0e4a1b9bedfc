/// Which checkpoint's embeddings a result file keeps.
public enum EmbeddingSelection: String, Sendable, Codable, CaseIterable {
  case both, last, best, none
}

/// The type of stored embeddings.
public enum EmbeddingPrecision: String, Sendable, Codable, CaseIterable {
  /// As computed.
  case float32
  /// Half the room; metrics recomputed from them can differ where similarities nearly tie.
  case float16
}

/// What a result file spends disk space on; no metric depends on it.
public struct StorageOptions: Sendable, Hashable, Codable {
  /// Whose embeddings are stored; they make up nearly all of a file.
  public var embeddings: EmbeddingSelection
  /// The type of embeddings.
  public var precision: EmbeddingPrecision
  /// The DEFLATE level (1 to 9) of datasets from 4 KiB on; `nil` stores them as they are.
  public var compressionLevel: Int?

  /// Chooses; everything is kept, lightly compressed, by default.
  public init(
    embeddings: EmbeddingSelection = .both,
    precision: EmbeddingPrecision = .float32,
    compressionLevel: Int? = 1
  ) {
    self.embeddings = embeddings
    self.precision = precision
    self.compressionLevel = compressionLevel
  }
}

/// The parts of a result that are read.
///
/// Attributes and the metrics of Best and Last are always read.
public struct ResultContents: OptionSet, Sendable {
  /// One bit per part.
  public let rawValue: Int

  /// Creates a set from its bits.
  public init(rawValue: Int) { self.rawValue = rawValue }

  /// What each query contributed, and the test split's identities and files.
  public static let queries = ResultContents(rawValue: 1)
  /// The embeddings of Best and Last.
  public static let embeddings = ResultContents(rawValue: 2)
  /// The division of the training pairs before each epoch.
  public static let divisions = ResultContents(rawValue: 4)
  /// Losses and metrics of each epoch.
  public static let epochs = ResultContents(rawValue: 8)
  /// Which caption each training pair had, and whether it was its own.
  public static let noise = ResultContents(rawValue: 16)
  /// How well each of those divisions agrees with the truth.
  public static let divisionQualities = ResultContents(rawValue: 32)

  /// What tables need.
  public static let summary: ResultContents = []
  /// The whole record.
  public static let all: ResultContents = [.queries, .embeddings, .divisions, .divisionQualities, .epochs, .noise]
}
