import Foundation
import Torch

/// Which tensors of a file a model may do without.
///
/// A tensor that is in the file and not in the model is a part of another network: its numbers would be lost silently.
struct UnplacedTensors {
  /// Tensors that carry no number of an embedding, by the last part of their name, with at most one element each: the
  /// scale of the similarities of OpenAI's model, which ranks nothing differently; the sizes that OpenAI's TorchScript
  /// archives have as tensors; and the counters of PyTorch's `AveragedModel` and `BatchNorm`.
  private static let scalars: Set<String> = [
    "logit_scale", "input_resolution", "context_length", "vocab_size", "n_averaged", "num_batches_tracked",
  ]

  /// Tables that follow from the sizes alone are not read beyond this number of elements.
  private static let tableLimit = 1 << 20

  /// What IRRA's and RDE's own classes have for training alone, beside `base_model.`: the identity classifier, and the
  /// cross-modal encoder of masked language modelling. Sources: IRRA and RDE, `model/build.py`.
  private static let trainingParts = [
    "classifier.", "cross_attn.", "cross_modal_transformer.", "ln_pre_t.", "ln_pre_i.", "ln_post.", "mlm_head.",
  ]

  /// RDE's token selection heads, which embeddings are made with, but which training starts anew.
  static let selectionHeads = ["visul_emb_layer.", "texual_emb_layer."]

  /// Patterns that a person said.
  let patterns: [String]
  /// What CLIP's names come after.
  let prefix: String
  let scope: Checkpoint.Scope
  /// Whether the file is of this tool: its heads are those of its method, which others do not take over.
  let isOurs: Bool

  /// Whether the model computes the same without the tensor. Reads the elements of small tables.
  ///
  /// - Throws: `CheckpointFailure` where they cannot be read.
  func isNeedless(_ tensor: CheckpointTensor) throws -> Bool {
    let name = tensor.name
    let last = name.split(separator: ".").last.map(String.init) ?? name
    if Self.scalars.contains(last), tensor.elementCount <= 1 { return true }
    if last == "attn_mask", !name.hasPrefix("\(prefix)visual."), try Self.isCausalMask(tensor) { return true }
    if last == "position_ids", try Self.countsFromZero(tensor) { return true }
    let outer = TensorNames.outer(of: prefix)
    guard name.hasPrefix(outer), !(name.hasPrefix(prefix) && prefix != outer) else { return false }
    if isOurs, scope != .whole, prefix != outer { return true }
    guard prefix == "\(outer)base_model." else { return false }
    let head = name.dropFirst(outer.count)
    return Self.trainingParts.contains { head.hasPrefix($0) }
      || scope == .backbone && Self.selectionHeads.contains { head.hasPrefix($0) }
  }

  /// Whether a table is the causal mask of OpenAI's text transformer: nothing on and below the diagonal, and above it
  /// what no exponential survives.
  private static func isCausalMask(_ tensor: CheckpointTensor) throws -> Bool {
    guard tensor.shape.count == 2, tensor.shape[0] == tensor.shape[1], tensor.elementCount <= tableLimit,
      tensor.type.tensorType != nil
    else { return false }
    let values = try tensor.tensor().to(.float32).values(as: Float.self)
    let count = tensor.shape[1]
    return values.enumerated().allSatisfy { place, value in
      let isHidden = place % count > place / count
      return isHidden ? (tensor.type == .bool ? value == 1 : value <= -1e4) : value == 0
    }
  }

  /// Whether a table is the numbers from 0 on by which Hugging Face looks up positions.
  private static func countsFromZero(_ tensor: CheckpointTensor) throws -> Bool {
    guard tensor.shape.count == 2, tensor.shape[0] == 1, tensor.elementCount <= tableLimit,
      tensor.type.tensorType != nil
    else { return false }
    let values = try tensor.tensor().to(.float32).values(as: Float.self)
    return values.enumerated().allSatisfy { Float($0) == $1 }
  }

  /// The first pattern that a name matches.
  func pattern(for name: String) -> String? { patterns.first { fnmatch($0, name, 0) == 0 } }

  /// A few patterns for names, with numbers of blocks left open.
  static func patterns(for names: [String]) -> [String] {
    var found: [String] = []
    for name in names {
      let escaped = name.replacing(/[\[\]*?\\]/, with: { "\\\($0.output)" })
      let pattern = escaped.replacing(/\.\d+(?=\.|$)/, with: ".*")
      if !found.contains(pattern), found.count < limit { found.append(pattern) }
    }
    return found
  }

  private static let limit = 4
}
