import BenchCore
package import Torch

/// RDE's token selection embedding (TSE) of one modality.
///
/// The tokens that the global token attends to most are normalised, transformed and, as published, max-pooled:
/// `max over selected tokens of MLP(v) + FC(v)` (RDE, equation 1), `[batch, 2 * width]`.
///
/// Source: RDE `model/CrossEmbeddingLayer_tse.py`.
package struct TokenSelectionHead {
  /// The width of the embedding: twice the width of a token, or its width without the transformation.
  package let embeddingWidth: Int
  private let ratio: Double
  private let modality: Modality
  private let transformation: Transformation?
  private let pooling: TokenPooling
  private let computation: Computation

  /// Creates the head, in a parameter group of its own.
  ///
  /// - Parameters:
  ///   - modality: Decides which tokens may be selected and the reference's parameter names.
  ///   - ratio: The share of tokens to select.
  ///   - transforms: Whether the selected tokens are transformed. Without, the head has no parameters and pools the
  ///     normalised tokens themselves: TSE' of RDE's table 7.
  ///   - pooling: How the selected tokens become one embedding.
  package init(
    _ path: ParameterPath, modality: Modality, tokenWidth: Int, ratio: Double, transforms: Bool = true,
    pooling: TokenPooling = .max
  ) throws {
    let path = path.group(.tokenSelection)
    transformation = try transforms ? Transformation(path, modality: modality, tokenWidth: tokenWidth) : nil
    embeddingWidth = transforms ? 2 * tokenWidth : tokenWidth
    self.ratio = ratio
    self.modality = modality
    self.pooling = pooling
    computation = path.computation
  }

  /// The tokens of images to select by the class token's attention `[batch, tokens]`: int64 `[batch, selected]`.
  package func selection(ofImages attention: Tensor) throws -> Tensor {
    let tokens = try attention.size(1)
    let first = try Tensor.range(tokens, device: attention.device).equal(to: 0).reshaped(1, tokens)
    let scores = try attention.filled(where: first, with: -1)
    return try scores.top(Int(Double(tokens - 1) * ratio), dimension: -1).indices
  }

  /// Embeds images from their selected tokens `[batch, selected, width]`: `[batch, embeddingWidth]`.
  package func embedImages(_ selected: Tensor, training: Bool) throws -> Tensor {
    try pooling(transform(selected, training: training), lengths: nil)
  }

  /// The tokens of captions to select by the end token's attention `[batch, tokens]`: int64 `[batch, selected]`.
  ///
  /// - Parameters:
  ///   - ids: The captions, `[batch, tokens]`.
  ///   - contextLength: The length of a padded caption: the number of selected tokens depends on it even where `ids` were
  ///     cut after the longest caption of the batch.
  package func selection(ofCaptions attention: Tensor, ids: Tensor, contextLength: Int) throws -> Tensor {
    let (batch, tokens) = try (attention.size(0), attention.size(1))
    let position = try Tensor.range(tokens, device: attention.device).reshaped(1, tokens)
    let isEnd = try position.equal(to: ids.argmax(-1).reshaped(batch, 1))
    let isToken = try ids.notEqual(to: 0)
    let scores =
      try attention.filled(where: position.equal(to: 0), with: -1).filled(where: isEnd, with: -1)
      * isToken.to(attention.dtype)
    let count = min(Int(Double(contextLength - 2) * ratio), tokens)
    return try scores.top(count, dimension: -1).indices
  }

  /// Embeds captions from their selected tokens `[batch, selected, width]` and the ids `[batch, tokens]`:
  /// `[batch, embeddingWidth]`.
  ///
  /// A caption with fewer tokens than are selected is pooled over its own tokens only. In training the batch
  /// statistics include the padding that was selected beyond them, as in the reference, so ids must not be cut then.
  package func embedCaptions(_ selected: Tensor, ids: Tensor, training: Bool) throws -> Tensor {
    // Length without start and end; at least one token, so that an empty caption still has an embedding.
    let lengths = try (ids.notEqual(to: 0).to(.int64).sum(1, keep: true) - 2).clamped(minimum: 1)
    return try pooling(transform(selected, training: training), lengths: lengths)
  }

  /// The selected tokens, normalised and transformed, `[batch, selected, embedding width]`.
  private func transform(_ selected: Tensor, training: Bool) throws -> Tensor {
    let (batch, count, width) = try (selected.size(0), selected.size(1), selected.size(2))
    let chosen = try selected.reshaped(batch * count, width).to(computation.streamType)
    let normalized = try chosen / (chosen.norm(1, keep: true) + 1e-8)
    return try (transformation?(normalized, training: training) ?? normalized)
      .reshaped(batch, count, embeddingWidth)
  }
}

/// `MLP(v) + FC(v)` of tokens `[count, width]` to `[count, 2 * width]`, with the reference's parameter names.
private struct Transformation {
  private let projection: Linear
  private let hidden: Linear
  private let hiddenNorm: BatchNorm
  private let output: Linear

  init(_ path: ParameterPath, modality: Modality, tokenWidth: Int) throws {
    let width = 2 * tokenWidth
    switch modality {
    case .text:
      projection = try Linear(path / "linear", inputs: tokenWidth, outputs: width)
    case .image:
      // The reference's image head has a second, unused layer; it exists so that checkpoints match name by name.
      _ = try Linear(path / "linear", inputs: tokenWidth, outputs: width)
      projection = try Linear(path / "fc", inputs: tokenWidth, outputs: width)
    }
    hidden = try Linear(path / "mlp" / "layers" / "0", inputs: tokenWidth, outputs: width / 2)
    output = try Linear(path / "mlp" / "layers" / "1", inputs: width / 2, outputs: width)
    hiddenNorm = try BatchNorm(path / "mlp" / "bns" / "0", features: width / 2)
    _ = try BatchNorm(path / "mlp" / "bns" / "1", features: width)
  }

  func callAsFunction(_ tokens: Tensor, training: Bool) throws -> Tensor {
    try output(hiddenNorm(hidden(tokens), training: training).relu()) + projection(tokens)
  }
}

extension ParameterGroup {
  /// Token selection heads: a rate that does not depend on the backbone's.
  ///
  /// Source: RDE `solver/build.py`, `visul_emb_layer` and `texual_emb_layer`.
  fileprivate static let tokenSelection = ParameterGroup("token selection") { recipe, _ in
    recipe.tokenSelectionLearningRate
  }
}
