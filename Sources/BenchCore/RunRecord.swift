/// How a run ended.
public enum RunOutcome: Sendable, Equatable {
  case finished
  /// The run stopped with this message.
  case failed(String)
}

/// One epoch of training.
public struct EpochRecord: Sendable, Equatable {
  /// The epoch, from 1.
  public var epoch: Int
  /// Mean over the epoch's batches of each loss term, in the method's order; `loss` is their sum.
  public var losses: [(name: String, value: Double)]
  /// The sum of the terms.
  public var loss: Double
  /// The trunk's learning rate in this epoch.
  public var learningRate: Double
  /// Wall time of training and evaluation.
  public var seconds: Double
  /// Text-to-image metrics on the selection split.
  public var selection: RetrievalMetrics

  /// Creates a record.
  public init(
    epoch: Int, losses: [(name: String, value: Double)], loss: Double, learningRate: Double, seconds: Double,
    selection: RetrievalMetrics
  ) {
    self.epoch = epoch
    self.losses = losses
    self.loss = loss
    self.learningRate = learningRate
    self.seconds = seconds
    self.selection = selection
  }

  /// Whether all fields are equal, bit for bit.
  public static func == (left: EpochRecord, right: EpochRecord) -> Bool {
    left.epoch == right.epoch && left.loss == right.loss && left.learningRate == right.learningRate
      && left.seconds == right.seconds && left.selection == right.selection
      && left.losses.map(\.name) == right.losses.map(\.name)
      && left.losses.map(\.value) == right.losses.map(\.value)
  }
}

/// Which of a run's two checkpoints.
public enum CheckpointName: String, Sendable, Codable, CaseIterable {
  /// The best on the selection split.
  case best
  /// The one after the last epoch.
  case last
}

/// A trained model on the test split: the papers' Best or Last.
public struct CheckpointRecord: Sendable, Equatable {
  /// The epoch after which it was taken, from 1.
  public var epoch: Int
  /// Text-to-image metrics of the mean similarity over heads, on test: what the papers' tables report.
  public var textToImage: RetrievalMetrics
  /// Image-to-text metrics of the same similarity.
  public var imageToText: RetrievalMetrics
  /// For each query: the rank of its first match, from 1; 0 for a query without a match.
  public var firstMatchRanks: [Int]
  /// For each query: its average precision, `0...1`.
  public var averagePrecisions: [Double]
  /// The embeddings of each head, by name; empty where they were not kept.
  public var embeddings: [String: HeadEmbeddings]

  /// Creates a record.
  public init(
    epoch: Int, textToImage: RetrievalMetrics, imageToText: RetrievalMetrics, firstMatchRanks: [Int] = [],
    averagePrecisions: [Double] = [], embeddings: [String: HeadEmbeddings] = [:]
  ) {
    self.epoch = epoch
    self.textToImage = textToImage
    self.imageToText = imageToText
    self.firstMatchRanks = firstMatchRanks
    self.averagePrecisions = averagePrecisions
    self.embeddings = embeddings
  }
}

/// What a sample-dividing method (RDE's CCD) decided before an epoch, without the truth.
public struct DivisionRecord: Sendable, Equatable {
  /// The epoch that was trained with this division, from 1.
  public var epoch: Int
  /// Raw per-sample losses of each head, one per training pair, in pair order.
  public var losses: [String: [Float]]
  /// Each head's probability that a pair is clean.
  public var cleanProbabilities: [String: [Float]]
  /// The consensus: whether a pair was trained as a positive.
  public var treatedAsClean: [Bool]

  /// Creates a record.
  public init(
    epoch: Int, losses: [String: [Float]], cleanProbabilities: [String: [Float]], treatedAsClean: [Bool]
  ) {
    self.epoch = epoch
    self.losses = losses
    self.cleanProbabilities = cleanProbabilities
    self.treatedAsClean = treatedAsClean
  }
}

/// Where and when a run was made; none of it changes a number.
public struct RunProvenance: Sendable, Equatable {
  /// The version of this tool.
  public var toolVersion: String
  /// The version of libtorch.
  public var torchVersion: String
  /// The device's name.
  public var device: String
  /// The start, in seconds since 1970.
  public var startedAt: Double
  /// The end, in seconds since 1970.
  public var endedAt: Double
  /// Wall time by phase: `data`, `train`, `evaluate`.
  public var secondsByPhase: [String: Double]

  /// Creates a record of circumstances.
  public init(
    toolVersion: String, torchVersion: String, device: String, startedAt: Double, endedAt: Double,
    secondsByPhase: [String: Double]
  ) {
    self.toolVersion = toolVersion
    self.torchVersion = torchVersion
    self.device = device
    self.startedAt = startedAt
    self.endedAt = endedAt
    self.secondsByPhase = secondsByPhase
  }
}

/// One run as stored in a result file.
public struct RunRecord: Sendable, Equatable {
  /// The resolved specification.
  public var spec: RunSpec
  /// SHA-256 of the specification's canonical JSON, hexadecimal.
  public var signature: String
  /// The name to show for the method, such as `RDE`.
  public var label: String
  /// Whether the dataset is a synthetic stand-in, to be marked as such wherever numbers are shown.
  public var isStandIn: Bool
  /// How the run ended.
  public var outcome: RunOutcome
  /// Where and when it was made.
  public var provenance: RunProvenance
  /// One record per epoch, in order.
  public var epochs: [EpochRecord]
  /// The checkpoint chosen on the selection split.
  public var best: CheckpointRecord?
  /// The checkpoint after the last epoch.
  public var last: CheckpointRecord?
  /// The divisions of methods that divide their data.
  public var divisions: [DivisionRecord]
  /// Identities of the test split's queries.
  public var queryIdentities: [Int]
  /// Identities of the test split's gallery images.
  public var galleryIdentities: [Int]
  /// The pair each training caption came from: the truth, which methods do not see.
  public var noiseSourceIndices: [Int]
  /// Whether each training pair kept its own caption.
  public var noiseIsClean: [Bool]

  /// The share of training pairs that are not clean, `0...1`.
  public var actualNoiseRate: Double {
    noiseIsClean.isEmpty ? 0 : Double(noiseIsClean.count { !$0 }) / Double(noiseIsClean.count)
  }

  /// Creates a record.
  public init(
    spec: RunSpec, signature: String, label: String, isStandIn: Bool, outcome: RunOutcome, provenance: RunProvenance,
    epochs: [EpochRecord] = [], best: CheckpointRecord? = nil, last: CheckpointRecord? = nil,
    divisions: [DivisionRecord] = [], queryIdentities: [Int] = [], galleryIdentities: [Int] = [],
    noiseSourceIndices: [Int] = [], noiseIsClean: [Bool] = []
  ) {
    self.spec = spec
    self.signature = signature
    self.label = label
    self.isStandIn = isStandIn
    self.outcome = outcome
    self.provenance = provenance
    self.epochs = epochs
    self.best = best
    self.last = last
    self.divisions = divisions
    self.queryIdentities = queryIdentities
    self.galleryIdentities = galleryIdentities
    self.noiseSourceIndices = noiseSourceIndices
    self.noiseIsClean = noiseIsClean
  }
}
