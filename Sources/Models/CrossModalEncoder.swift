import BenchCore
package import Torch

/// IRRA's cross-modal transformer and masked language modelling head.
///
/// Masked caption tokens look at the image through one cross-attention layer, then pass a transformer and a head that
/// predicts the hidden tokens. Source: IRRA `model/build.py`.
package struct CrossModalEncoder {
  private let crossAttention: MultiHeadAttention
  private let transformer: Transformer
  private let textNorm: LayerNorm
  private let imageNorm: LayerNorm
  private let postNorm: LayerNorm
  private let dense: Linear
  private let headNorm: LayerNorm
  private let vocabulary: Linear

  /// Creates the encoder at the top of the model, with the reference's names, initial values and learning rates: its
  /// norms learn at the backbone's.
  package init(_ path: ParameterPath, width: Int, layers: Int, vocabularySize: Int) throws {
    // The reference derives the number of heads from CLIP's 64 numbers per head.
    let heads = max(1, width / 64)
    let initial = BlockInitializers.scaled(width: width, layers: layers)
    let (mixing, norms) = (path.group(.crossModal), path.group(.backbone))
    crossAttention = try MultiHeadAttention(
      mixing / "cross_attn", width: width, heads: heads, initial: initial.attention)
    // The reference's, whatever the backbone has.
    transformer = try Transformer(
      mixing / "cross_modal_transformer", width: width, layers: layers, heads: heads, activation: .quickGELU,
      initial: initial)
    textNorm = try LayerNorm(norms / "ln_pre_t", width: width)
    imageNorm = try LayerNorm(norms / "ln_pre_i", width: width)
    postNorm = try LayerNorm(norms / "ln_post", width: width)
    let head = path.group(.newModule) / "mlm_head"
    dense = try Linear(head / "dense", inputs: width, outputs: width, weight: initial.expand)
    headNorm = try LayerNorm(head / "ln", width: width)
    vocabulary = try Linear(head / "fc", inputs: width, outputs: vocabularySize, weight: initial.contract)
  }

  /// Scores of every vocabulary entry for some tokens of the captions.
  ///
  /// - Parameters:
  ///   - captions: Tokens of the masked captions, `[batch, tokens, width]`.
  ///   - images: Tokens of the images, `[batch, patches, width]`.
  ///   - positions: The wanted tokens as int64 indices into `batch * tokens`. Only tokens with a label enter the loss,
  ///     so the last block finishes no others, and the head sees no others.
  /// - Returns: `[positions, vocabulary]`, in single precision at least.
  package func callAsFunction(captions: Tensor, images: Tensor, positions: Tensor) throws -> Tensor {
    let attended = try crossAttention(queries: textNorm(captions), memory: imageNorm(images))
    let (wanted, _) = try transformer(attended, causal: false, at: { _ in positions })
    return try vocabulary(headNorm(dense(postNorm(wanted)).quickGELU())).atLeastSingle()
  }
}

extension ParameterGroup {
  /// The cross-modal layers: weights learn as new modules do, biases as the backbone's.
  ///
  /// Source: IRRA `solver/build.py`, names with `cross`; its rule for biases comes after it.
  fileprivate static let crossModal = ParameterGroup("cross-modal") { recipe, kind in
    recipe.learningRate * (kind == .bias ? recipe.biasFactor : recipe.newModuleFactor)
  }
}
