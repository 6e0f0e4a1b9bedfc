/// How a run ended.
public enum RunOutcome: Sendable, Equatable {
  case finished
  /// The run stopped with this message.
  case failed(String)
}

/// Where and when a run was made; none of it changes a number.
public struct RunProvenance: Sendable, Equatable {
  /// The version of this tool.
  public var toolVersion: String
  /// The commit of the tool's repository, with `-dirty` where files had changed; `nil` where it is unknown.
  public var commit: String?
  /// SHA-256 over the tool's sources that can change a number; `nil` where it is unknown, as in earlier results.
  public var sources: String?
  /// The version of libtorch; `nil` where it is unknown, or nothing was computed with it.
  public var torchVersion: String?
  /// The device's name.
  public var device: String
  /// The start, in seconds since 1970.
  public var startedAt: Double
  /// The end, in seconds since 1970.
  public var endedAt: Double
  /// Wall time by phase: `data`, `train`, `evaluate`.
  public var secondsByPhase: [String: Double]
  /// The most memory it took, since it was last resumed; `nil` where it was not measured.
  public var peakMemory: PeakMemory?

  /// The circumstances of one run; none of them is checked.
  public init(
    toolVersion: String, commit: String? = nil, sources: String? = nil, torchVersion: String?, device: String,
    startedAt: Double, endedAt: Double, secondsByPhase: [String: Double], peakMemory: PeakMemory? = nil
  ) {
    self.toolVersion = toolVersion
    self.commit = commit
    self.sources = sources
    self.torchVersion = torchVersion
    self.device = device
    self.startedAt = startedAt
    self.endedAt = endedAt
    self.secondsByPhase = secondsByPhase
    self.peakMemory = peakMemory
  }
}

/// What the checkpoints were measured on.
public struct TestSplitRecord: Sendable, Equatable {
  /// The identity of each query caption, in the order of the annotation file.
  public var queryIdentities: [Int]
  /// The identity of each gallery image.
  public var galleryIdentities: [Int]
  /// The gallery's files, as paths below the data root; `nil` where they are unknown, and in results of schema 1.
  ///
  /// Captions are not kept: the queries are the captions of the test split in the order of the annotation file.
  public var galleryFiles: [String]?

  /// Gathers columns.
  public init(queryIdentities: [Int], galleryIdentities: [Int], galleryFiles: [String]? = nil) {
    self.queryIdentities = queryIdentities
    self.galleryIdentities = galleryIdentities
    self.galleryFiles = galleryFiles
  }
}

/// Which caption each training pair had: the truth, which methods do not see.
public struct NoiseRecord: Sendable, Equatable {
  /// The pair each training caption came from.
  public var sourceIndices: [Int]
  /// Whether each training pair kept its own caption.
  public var isClean: [Bool]

  /// Gathers two columns of equal length.
  public init(sourceIndices: [Int], isClean: [Bool]) {
    self.sourceIndices = sourceIndices
    self.isClean = isClean
  }

  /// The truth about injected noise.
  public init(_ pairs: NoisyPairs) {
    self.init(sourceIndices: pairs.sourceIndices, isClean: pairs.isClean)
  }

  /// The share of pairs that are not clean, `0...1`.
  public var rate: Double {
    isClean.isEmpty ? 0 : Double(isClean.count { !$0 }) / Double(isClean.count)
  }
}

/// One run as stored in a result file; parts that were not stored or not read are `nil`.
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
  /// What a reader of the numbers must know, a sentence each, such as that an activation was assumed.
  public var warnings: [String] = []
  /// The name of the file that it was read from, where somebody found that the file contradicts itself: tables mark its numbers.
  public var contradictoryFile: String?
  /// The share of training pairs that are not clean, `0...1`; known also where `noise` was not read.
  public private(set) var actualNoiseRate: Double

  /// The checkpoint chosen on the selection split.
  public var best: CheckpointRecord?
  /// The checkpoint after the last epoch.
  public var last: CheckpointRecord?
  /// What the checkpoints were measured on.
  public var test: TestSplitRecord?
  /// One record per epoch, in order.
  public var epochs: [EpochRecord]?
  /// What methods that select samples decided, by epoch.
  public var sampleSelections: [SampleSelectionRecord]?
  /// How well that agrees with the truth.
  public var selectionQualities: [SampleSelectionQualityRecord]?
  /// Which captions were whose.
  public var noise: NoiseRecord? {
    didSet { if let noise { actualNoiseRate = noise.rate } }
  }

  /// A record without the parts that may be missing.
  public init(
    spec: RunSpec, signature: String, label: String, isStandIn: Bool, outcome: RunOutcome, provenance: RunProvenance,
    actualNoiseRate: Double = 0
  ) {
    self.spec = spec
    self.signature = signature
    self.label = label
    self.isStandIn = isStandIn
    self.outcome = outcome
    self.provenance = provenance
    self.actualNoiseRate = actualNoiseRate
  }

  /// One of the two checkpoints; `nil` where the run failed before, or has no such checkpoint.
  public subscript(_ checkpoint: CheckpointName) -> CheckpointRecord? {
    get {
      switch checkpoint {
      case .best: best
      case .last: last
      }
    }
    set {
      switch checkpoint {
      case .best: best = newValue
      case .last: last = newValue
      }
    }
  }
}
