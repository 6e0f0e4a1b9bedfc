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
  /// Text-to-image metrics on the selection split; `RetrievalMetrics.unknown` where an external method did not say.
  public var selection: RetrievalMetrics
  /// Text-to-image metrics on the test split, where they were asked for.
  public var test: RetrievalMetrics?
  /// How similar the captions and images of the selection split are; `nil` in results of schema 1.
  public var similarities: SimilarityHistogram?

  /// Creates a record.
  public init(
    epoch: Int, losses: [(name: String, value: Double)], loss: Double, learningRate: Double, seconds: Double,
    selection: RetrievalMetrics, test: RetrievalMetrics? = nil, similarities: SimilarityHistogram? = nil
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
  /// What each caption contributed to `textToImage`; empty where it was not read.
  public var textQueries: QueryRecord
  /// What each image contributed to `imageToText`; empty where it was not read, and in results of schema 1.
  public var imageQueries: QueryRecord
  /// The embeddings of each head, by name; empty where they were not kept.
  public var embeddings: [String: HeadEmbeddings]

  /// Creates a record.
  public init(
    epoch: Int, textToImage: RetrievalMetrics, imageToText: RetrievalMetrics, textQueries: QueryRecord = QueryRecord(),
    imageQueries: QueryRecord = QueryRecord(), embeddings: [String: HeadEmbeddings] = [:]
  ) {
    self.epoch = epoch
    self.textToImage = textToImage
    self.imageToText = imageToText
    self.textQueries = textQueries
    self.imageQueries = imageQueries
    self.embeddings = embeddings
  }
}

/// What each query of one direction contributed to the metrics, in query order: the input of comparisons.
public struct QueryRecord: Sendable, Equatable {
  /// The rank of the first match, from 1; 0 for a query without a match.
  public var firstMatchRanks: [Int]
  /// Average precision, `0...1`.
  public var averagePrecisions: [Double]
  /// Matches divided by the rank of the last, `0...1`; empty in results of schema 1.
  public var inverseNegativePenalties: [Double]

  /// Gathers columns of equal length; the last may be empty.
  public init(
    firstMatchRanks: [Int] = [], averagePrecisions: [Double] = [], inverseNegativePenalties: [Double] = []
  ) {
    self.firstMatchRanks = firstMatchRanks
    self.averagePrecisions = averagePrecisions
    self.inverseNegativePenalties = inverseNegativePenalties
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
  /// Each head's own division: whether it takes a pair for clean. Empty in files of before this was stored.
  public var judgedClean: [String: [Bool]]
  /// The consensus: whether a pair was trained as a positive.
  public var treatedAsClean: [Bool]

  /// Creates a record.
  public init(
    epoch: Int, losses: [String: [Float]], cleanProbabilities: [String: [Float]], judgedClean: [String: [Bool]],
    treatedAsClean: [Bool]
  ) {
    self.epoch = epoch
    self.losses = losses
    self.cleanProbabilities = cleanProbabilities
    self.judgedClean = judgedClean
    self.treatedAsClean = treatedAsClean
  }
}

/// Where and when a run was made; none of it changes a number.
public struct RunProvenance: Sendable, Equatable {
  /// The version of this tool.
  public var toolVersion: String
  /// The commit of the tool's repository, with `-dirty` where files had changed; empty where it is unknown.
  public var commit: String
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
    toolVersion: String, commit: String = "", torchVersion: String, device: String, startedAt: Double,
    endedAt: Double, secondsByPhase: [String: Double]
  ) {
    self.toolVersion = toolVersion
    self.commit = commit
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
  /// How well those divisions agree with the truth, one record per division.
  public var divisionQualities: [DivisionQualityRecord]
  /// Identities of the test split's queries, one for each caption.
  public var queryIdentities: [Int]
  /// Identities of the test split's gallery images.
  public var galleryIdentities: [Int]
  /// The test split's gallery files, as paths below the data root; empty in results of schema 1.
  ///
  /// Captions are not kept: the queries are the captions of the test split in the order of the annotation file.
  public var galleryFiles: [String]
  /// The pair each training caption came from: the truth, which methods do not see.
  public var noiseSourceIndices: [Int]
  /// Whether each training pair kept its own caption.
  public var noiseIsClean: [Bool] {
    didSet { actualNoiseRate = Self.noiseRate(noiseIsClean) }
  }
  /// The share of training pairs that are not clean, `0...1`; known also where `noiseIsClean` was not read.
  public private(set) var actualNoiseRate: Double

  /// Creates a record.
  public init(
    spec: RunSpec, signature: String, label: String, isStandIn: Bool, outcome: RunOutcome, provenance: RunProvenance,
    epochs: [EpochRecord] = [], best: CheckpointRecord? = nil, last: CheckpointRecord? = nil,
    divisions: [DivisionRecord] = [], divisionQualities: [DivisionQualityRecord] = [], queryIdentities: [Int] = [],
    galleryIdentities: [Int] = [], galleryFiles: [String] = [], noiseSourceIndices: [Int] = [],
    noiseIsClean: [Bool] = [], actualNoiseRate: Double? = nil
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
    self.divisionQualities = divisionQualities
    self.queryIdentities = queryIdentities
    self.galleryIdentities = galleryIdentities
    self.galleryFiles = galleryFiles
    self.noiseSourceIndices = noiseSourceIndices
    self.noiseIsClean = noiseIsClean
    self.actualNoiseRate = actualNoiseRate ?? Self.noiseRate(noiseIsClean)
  }

  /// One of the two checkpoints; `nil` where the run failed before, or has no such checkpoint.
  public func checkpoint(_ name: CheckpointName) -> CheckpointRecord? {
    switch name {
    case .best: best
    case .last: last
    }
  }

  private static func noiseRate(_ isClean: [Bool]) -> Double {
    isClean.isEmpty ? 0 : Double(isClean.count { !$0 }) / Double(isClean.count)
  }
}
