/// One epoch of training.
public struct EpochRecord: Sendable, Equatable {
  /// The epoch, from 1.
  public var epoch: Int
  /// Mean over the epoch's batches of each loss term, in the method's order.
  public var losses: [(name: String, value: Double)]
  /// The sum of the terms.
  public var loss: Double
  /// The backbone's learning rate in this epoch; `nil` where an external method did not say.
  public var learningRate: Double?
  /// Wall time of training and evaluation.
  public var seconds: Double
  /// Text-to-image metrics on the selection split; `nil` where an external method did not say any.
  public var selection: MetricValues?
  /// Text-to-image metrics on the test split, where they were asked for.
  public var test: MetricValues?
  /// How similar the captions and images of the selection split are; `nil` in results of schema 1.
  public var similarities: SimilarityHistogram?

  /// Creates a record.
  public init(
    epoch: Int, losses: [(name: String, value: Double)], loss: Double, learningRate: Double?, seconds: Double,
    selection: MetricValues?, test: MetricValues? = nil, similarities: SimilarityHistogram? = nil
  ) {
    self.epoch = epoch
    self.losses = losses
    self.loss = loss
    self.learningRate = learningRate
    self.seconds = seconds
    self.selection = selection
    self.test = test
    self.similarities = similarities
  }

  /// Whether all fields are equal, bit for bit.
  public static func == (left: EpochRecord, right: EpochRecord) -> Bool {
    left.epoch == right.epoch && left.loss == right.loss && left.learningRate == right.learningRate
      && left.seconds == right.seconds && left.selection == right.selection && left.test == right.test
      && left.similarities == right.similarities
      && left.losses.map(\.name) == right.losses.map(\.name)
      && left.losses.map(\.value) == right.losses.map(\.value)
  }
}

extension EpochRecord: Codable {
  private enum CodingKeys: String, CodingKey {
    case epoch, losses, loss, learningRate, seconds, selection, test, similarities
  }

  /// A loss term; a tuple has no coding.
  private struct Term: Codable {
    var name: String
    var value: Double
  }

  /// Writes every field under its name, the loss terms as a list of names and values; what is `nil` is left out.
  ///
  /// - Throws: `EncodingError` for a number that JSON cannot hold.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(epoch, forKey: .epoch)
    try container.encode(losses.map { Term(name: $0.name, value: $0.value) }, forKey: .losses)
    try container.encode(loss, forKey: .loss)
    try container.encodeIfPresent(learningRate, forKey: .learningRate)
    try container.encode(seconds, forKey: .seconds)
    try container.encodeIfPresent(selection, forKey: .selection)
    try container.encodeIfPresent(test, forKey: .test)
    try container.encodeIfPresent(similarities, forKey: .similarities)
  }

  /// Reads what `encode(to:)` writes, bit for bit.
  ///
  /// - Throws: `DecodingError`.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      epoch: try container.decode(Int.self, forKey: .epoch),
      losses: try container.decode([Term].self, forKey: .losses).map { ($0.name, $0.value) },
      loss: try container.decode(Double.self, forKey: .loss),
      learningRate: try container.decodeIfPresent(Double.self, forKey: .learningRate),
      seconds: try container.decode(Double.self, forKey: .seconds),
      selection: try container.decodeIfPresent(MetricValues.self, forKey: .selection),
      test: try container.decodeIfPresent(MetricValues.self, forKey: .test),
      similarities: try container.decodeIfPresent(SimilarityHistogram.self, forKey: .similarities))
  }
}
