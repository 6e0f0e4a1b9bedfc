import Foundation

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

  /// Tables that follow from the sizes alone: the causal mask of OpenAI's text transformer, and the numbers from 0 on by
  /// which Hugging Face looks up positions.
  private static let tables: Set<String> = ["attn_mask", "position_ids"]

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

  /// Whether the model computes the same without the tensor.
  func isNeedless(_ tensor: CheckpointTensor) -> Bool {
    let name = tensor.name
    let last = name.split(separator: ".").last.map(String.init) ?? name
    if Self.scalars.contains(last), tensor.elementCount <= 1 { return true }
    if Self.tables.contains(last), tensor.shape.count == 2 { return true }
    let outer = TensorNames.outer(of: prefix)
    guard name.hasPrefix(outer), !(name.hasPrefix(prefix) && prefix != outer) else { return false }
    if isOurs, scope != .whole, prefix != outer { return true }
    guard prefix == "\(outer)base_model." else { return false }
    let head = name.dropFirst(outer.count)
    return Self.trainingParts.contains { head.hasPrefix($0) }
      || scope == .backbone && Self.selectionHeads.contains { head.hasPrefix($0) }
  }

  /// The first pattern that a name matches.
  func pattern(for name: String) -> String? { patterns.first { fnmatch($0, name, 0) == 0 } }

  /// A few patterns for names, with numbers of blocks left open.
  static func patterns(for names: [String]) -> [String] {
    var found: [String] = []
    for name in names {
      let escaped = name.replacing(/[\[\]*?\\]/, with: { "\\\($0.output)" })
      let pattern = escaped.replacing(/\.\d+\./, with: ".*.")
      if !found.contains(pattern), found.count < limit { found.append(pattern) }
    }
    return found
  }

  private static let limit = 4
}
