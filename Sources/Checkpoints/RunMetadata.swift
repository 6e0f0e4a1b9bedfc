package import BenchCore

/// What a checkpoint of ours says about the run that made it, as the texts of a safetensors header.
package struct RunMetadata: Sendable, Equatable {
  /// The name of the run's specification, canonical JSON; it holds the method, its configuration and the model's size.
  package static let specification = "run_spec"
  /// The name of the tokenizer's words: the JSON of a `WordVocabulary`. Absent for models with CLIP's vocabulary.
  package static let vocabulary = "vocabulary"
  /// The name of the note that weights are for training to start from, with all their heads.
  package static let pretrained = "pretrained"

  package var spec: RunSpec
  package var signature: String
  package var checkpoint: CheckpointName
  /// The epoch after which the weights were taken.
  package var epoch: Int
  package var toolVersion: String
  /// The tokenizer's words as JSON, for models with a vocabulary of their own.
  package var vocabulary: String?

  package init(
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
  package func entries() throws -> [String: String] {
    var entries = [
      Self.specification: String(decoding: try spec.canonicalJSON(), as: UTF8.self), "signature": signature,
      "method": spec.method.id, "checkpoint": checkpoint.rawValue, "epoch": "\(epoch)",
      "tool": "nc-bench \(toolVersion)",
    ]
    entries[Self.vocabulary] = vocabulary
    return entries
  }
}
