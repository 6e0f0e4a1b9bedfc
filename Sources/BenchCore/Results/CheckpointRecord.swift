/// One direction of retrieval by the mean similarity over heads.
public struct DirectionRecord: Sendable, Equatable {
  /// The means over queries.
  public var metrics: MetricValues
  /// What each query contributed; `nil` where it was not read, and for images as queries in results of schema 1.
  public var queries: QueryOutcomes?
  /// The means over its queries, where they were asked for; `nil` also where it has no queries.
  public var queryMeans: MetricValues?
  /// What metrics can be over all orders of equal similarities, of those that depend on it for more than 1% of the queries; empty
  /// also where nobody looked.
  public var tieRanges: [Metric: TieRange]

  /// Creates a record.
  public init(
    metrics: MetricValues, queries: QueryOutcomes? = nil, queryMeans: MetricValues? = nil,
    tieRanges: [Metric: TieRange] = [:]
  ) {
    self.metrics = metrics
    self.queries = queries
    self.queryMeans = queryMeans
    self.tieRanges = tieRanges
  }
}

/// A trained model on the test split: the papers' Best or Last.
public struct CheckpointRecord: Sendable, Equatable {
  /// The epoch after which it was taken, from 1; 0 where it is unknown.
  public var epoch: Int
  /// Captions query images: what the papers' tables report.
  public var textToImage: DirectionRecord
  /// Images query captions.
  public var imageToText: DirectionRecord
  /// The embeddings of each head; `nil` where they were not kept or not read.
  public var embeddings: Heads<HeadEmbeddings>?

  /// Creates a record.
  public init(
    epoch: Int, textToImage: DirectionRecord, imageToText: DirectionRecord, embeddings: Heads<HeadEmbeddings>? = nil
  ) {
    self.epoch = epoch
    self.textToImage = textToImage
    self.imageToText = imageToText
    self.embeddings = embeddings
  }

  /// The record of a direction.
  public subscript(_ direction: RetrievalDirection) -> DirectionRecord {
    switch direction {
    case .textToImage: textToImage
    case .imageToText: imageToText
    }
  }
}
