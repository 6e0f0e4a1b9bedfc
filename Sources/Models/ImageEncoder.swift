package import BenchCore
package import Torch

/// The normalised tokens of a batch of images, before the projection into the joint space.
package struct ImageTokens {
  /// The class token first, `[batch, tokens, width]`.
  package let tokens: Tensor
  /// The class token's head-averaged attention to every token, `[batch, tokens]`; `nil` unless asked for.
  package let attention: Tensor?
  /// Where the tokens that are read are among `tokens`; `nil` where they are all of them.
  let places: Tensor?

  /// The class token, `[batch, width]`.
  package var classToken: Tensor {
    get throws { try tokens.selected(1, 0) }
  }
}

/// CLIP's image transformer with OpenAI's parameter names, for rectangular images.
///
/// Source: OpenAI CLIP `model.py` as changed by IRRA and RDE (`model/clip_model.py`).
package struct ImageEncoder {
  private let spec: ModelSpec
  private let convolution: Tensor
  private let trainsPatchEmbedding: Bool
  private let classEmbedding: Tensor
  private let positions: Tensor
  private let preNorm: LayerNorm
  private let transformer: Transformer
  private let postNorm: LayerNorm
  private let projection: Tensor
  private let computation: Computation

  /// Creates the encoder under `path` with the official initial values, in the backbone's parameter group.
  ///
  /// - Parameter trainsPatchEmbedding: Whether gradients reach the convolution that embeds patches.
  /// - Throws: `ModelFailure.invalidSpec` for sizes that do not fit each other.
  package init(_ path: ParameterPath, spec: ModelSpec, trainsPatchEmbedding: Bool = true) throws {
    try spec.validate()
    self.spec = spec
    self.trainsPatchEmbedding = trainsPatchEmbedding
    let path = path.group(.backbone)
    let width = spec.visionWidth
    let scale = Initializer.normal(standardDeviation: 1 / Double(width).squareRoot())
    convolution = try path.parameter(
      "conv1.weight", [width, 3, spec.patchHeight, spec.patchWidth],
      .torchDefault(fanIn: 3 * spec.patchHeight * spec.patchWidth), use: .product)
    classEmbedding = try path.parameter("class_embedding", [width], scale)
    positions = try path.parameter("positional_embedding", [spec.imageTokenCount, width], scale)
    preNorm = try LayerNorm(path / "ln_pre", width: width)
    transformer = try Transformer(
      path / "transformer", width: width, layers: spec.visionLayers, heads: spec.visionHeads,
      activation: spec.activation, initial: .torchDefault)
    postNorm = try LayerNorm(path / "ln_post", width: width)
    projection = try path.parameter("proj", [width, spec.embeddingWidth], scale, use: .product)
    computation = path.computation
  }

  /// Encodes normalised images, `[batch, 3, height, width]`, to tokens `[batch, 1 + kept, width]`.
  ///
  /// - Parameters:
  ///   - kept: The patches to encode, int64 `[batch, kept]` with 0 for the first patch; `nil` for all. The others are
  ///     dropped before the first block, after each patch has got its place's embedding, so they cost nothing.
  ///   - use: The tokens that are read, of which others may be left out of what is returned; the class token is first.
  ///   - attention: The blocks whose attention is returned; `nil` for none.
  package func callAsFunction(
    _ images: Tensor, keeping kept: Tensor? = nil, reading use: TokenUse = .all, attention: AttentionSource? = nil
  ) throws -> ImageTokens {
    let (finished, narrows) = try computation.finished(of: use, rows: images.size(0))
    let (tokens, row) = try computation.inMicroBatches([images] + (kept.map { [$0] } ?? [])) {
      try encoded($0[0], keeping: $0.count > 1 ? $0[1] : nil, finishing: finished, attention: attention)
    }
    let places = try narrows ? nil : use.places(global: Self.classTokens(of: images), attention: row)
    return ImageTokens(tokens: tokens, attention: row, places: places)
  }

  /// Where the class token of each image is, int64 `[batch]`.
  private static func classTokens(of images: Tensor) throws -> Tensor {
    try .zeros([images.size(0)], dtype: .int64, device: images.device)
  }

  private func encoded(
    _ images: Tensor, keeping kept: Tensor?, finishing use: TokenUse, attention: AttentionSource?
  ) throws -> TokensAndRow {
    let (batch, width) = try (images.size(0), spec.visionWidth)
    let (products, stream) = (computation.productType, computation.streamType)
    let patches = try images.to(products)
      .convolved(
        weight: (trainsPatchEmbedding ? convolution : convolution.detached()).to(products),
        stride: (spec.patchHeight, spec.patchWidth)
      )
      .reshaped(batch, width, -1).transposed(1, 2).to(stream)
    let classToken = try classEmbedding.to(stream).reshaped(1, 1, -1).expanded(batch, 1, -1)
    var embedded = try Tensor.concatenated([classToken, patches], dimension: 1) + positions.to(stream)
    if let kept {
      let placed = try embedded.narrowed(1, start: 1, length: spec.imageTokenCount - 1).tokens(at: kept)
      embedded = try Tensor.concatenated([embedded.narrowed(1, start: 0, length: 1), placed], dimension: 1)
    }
    let (mixed, row) = try transformer(
      preNorm(embedded), causal: false, global: Self.classTokens(of: images), finishing: use, attention: attention)
    return try (postNorm(mixed), row)
  }

  /// Normalised tokens `[..., width]` in the joint space, `[..., embedding]`.
  package func projected(_ tokens: Tensor) throws -> Tensor {
    let type = computation.productType
    return try tokens.to(type).matmul(projection.to(type))
  }
}
