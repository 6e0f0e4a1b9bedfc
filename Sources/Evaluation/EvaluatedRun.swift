package import BenchCore
import Foundation
package import Metrics
import Studies

/// Embeddings that somebody else made, as a run that tables show beside a sweep's.
///
/// What is not known of it (network, recipe, augmentation) is not in the specification; noise rate and dataset are what the
/// person says. The checksum of the embeddings is part of the specification: other embeddings are another run.
package struct EvaluatedRun: Sendable {
  /// The name in tables; each label is a method of its own there, `evaluated:LABEL`.
  package var label: String
  /// The dataset's registry id, or any other name.
  package var dataset: String
  /// Whether the dataset is a synthetic stand-in.
  package var isStandIn: Bool
  /// The noise that the embeddings' model was trained with, as stated.
  package var noise: NoiseSpec
  /// The split on which the checkpoint was chosen, as stated.
  package var selection: Split
  /// Whether it is shown as Best or as Last.
  package var checkpoint: CheckpointName

  /// Describes a run.
  package init(
    label: String, dataset: String, isStandIn: Bool, noise: NoiseSpec, selection: Split, checkpoint: CheckpointName
  ) {
    self.label = label
    self.dataset = dataset
    self.isStandIn = isStandIn
    self.noise = noise
    self.selection = selection
    self.checkpoint = checkpoint
  }

  /// The run's record.
  ///
  /// - Parameters:
  ///   - weights: The factors of heads by name that `evaluation` was made with.
  ///   - seconds: The time that the evaluation took until now.
  package func record(
    of embeddings: RetrievalEmbeddings, weights: [String: Double], evaluation: EmbeddingEvaluation, seconds: Double
  ) throws -> RunRecord {
    let heads = embeddings.heads.names.map(JSONValue.string)
    let spec = RunSpec(
      dataset: DatasetSpec(id: dataset, annotationChecksum: Self.checksum(of: embeddings, includingVectors: false)),
      noise: noise,
      method: MethodSpec(
        id: "evaluated:\(label)", revision: 1,
        configuration: .object([
          "embeddings": .string(Self.checksum(of: embeddings, includingVectors: true)), "heads": .array(heads),
          "weights": .object(weights.mapValues { .number($0) }),
        ])),
      training: .elsewhere, selection: selection, seed: 1, threads: 1,
      device: "cpu")
    let end = Date().timeIntervalSince1970
    var record = RunRecord(
      spec: spec, signature: try spec.signature(), label: label, isStandIn: isStandIn, outcome: .finished,
      provenance: RunProvenance(
        toolVersion: ToolVersion.current, torchVersion: nil, device: "cpu", startedAt: end - seconds, endedAt: end,
        secondsByPhase: ["evaluate": seconds]))
    record.test = TestSplitRecord(
      queryIdentities: embeddings.queryIdentities, galleryIdentities: embeddings.galleryIdentities)
    // The epoch is unknown.
    record[checkpoint] = CheckpointRecord(epoch: 0, embeddings: embeddings.heads, evaluation: evaluation)
    if let warning = record.tieWarning { record.warnings.append(warning) }
    return record
  }

  /// SHA-256 of the identities, and of the embeddings if wanted, as little-endian bytes.
  private static func checksum(of embeddings: RetrievalEmbeddings, includingVectors: Bool) -> String {
    var digest = ContentDigest()
    for identities in [embeddings.queryIdentities, embeddings.galleryIdentities] {
      identities.map { Int64($0).littleEndian }.withUnsafeBytes { digest.update($0) }
    }
    if includingVectors {
      for head in embeddings.heads {
        for matrix in [head.value.text, head.value.image] {
          matrix.values.withUnsafeBytes { digest.update($0) }
        }
      }
    }
    return digest.hexadecimal
  }
}
