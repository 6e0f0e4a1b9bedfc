public import BenchCore

/// What a checkpoint of ours says about the run that made it, as the texts of a safetensors header.
public struct RunMetadata: Sendable, Equatable {
  /// The name of the run's specification, canonical JSON; it holds the method, its configuration and the model's size.
  public static let specification = "run_spec"
  /// The name of the tokenizer's words: the JSON of a `WordVocabulary`. Absent for models with CLIP's vocabulary.
  public static let vocabulary = "vocabulary"
  /// The name of the note that weights are for training to start from, with all their heads.
  public static let pretrained = "pretrained"

  /// What is trained and how.
  public var spec: RunSpec
  /// The run's identity.
  public var signature: String
  /// Which of the run's two checkpoints.
  public var checkpoint: CheckpointName
  /// The epoch after which the weights were taken.
  public var epoch: Int
  /// The version of this tool.
  public var toolVersion: String
  /// The tokenizer's words as JSON, for models with a vocabulary of their own.
  public var vocabulary: String?

  /// Gathers the facts.
  public init(
    spec: RunSpec, signature: String, checkpoint: CheckpointName, epoch: Int, toolVersion: String,
    vocabulary: String? = nil
  ) {
    self.spec = spec
    self.signature = signature
    self.checkpoint = checkpoint
    self.epoch = epoch
    self.toolVersion = toolVersion
    self.vocabulary = vocabulary
  }

  /// The entries of the header.
  public func entries() throws -> [String: String] {
    var entries = [
      Self.specification: String(decoding: try spec.canonicalJSON(), as: UTF8.self), "signature": signature,
      "method": spec.method.id, "checkpoint": checkpoint.rawValue, "epoch": "\(epoch)",
      "tool": "nc-bench \(toolVersion)",
    ]
    entries[Self.vocabulary] = vocabulary
    return entries
  }
}
