package import BenchCore
package import Torch

/// Projected tokens of a batch of images or captions.
package struct TokenFeatures {
  /// The tokens that are read in the joint space, `[batch, tokens, embedding]`: all, or the chosen ones without the
  /// global one.
  package let tokens: Tensor
  /// The class token of an image, the end token of a caption, `[batch, embedding]`.
  package let global: Tensor
  /// The last block's head-averaged attention of the global token, `[batch, tokens]`; `nil` unless asked for.
  package let attention: Tensor?
  /// Where the tokens of images come from.
  fileprivate var encoded: ImageTokens?

  /// The class token of images before the projection, `[batch, image width]`; `nil` of captions.
  package func classToken() throws -> Tensor? { try encoded?.classToken }

  /// The parts of projected tokens `[batch, tokens, embedding]`; of all of them where the global token is somewhere at
  /// `end`.
  fileprivate init(_ projected: Tensor, _ read: (places: Tensor?, attention: Tensor?), use: TokenUse, end: Tensor?)
    throws
  {
    attention = read.attention
    switch use {
    case .all, .allWithAttention:
      tokens = projected
      global = try end.map { try projected.tokens(at: $0.unsqueezed(1)).squeezed(1) } ?? projected.selected(1, 0)
    case .global, .chosen:
      let tokens = try read.places.map { try projected.tokens(at: $0) } ?? projected
      self.tokens = try tokens.narrowed(1, start: 1, length: tokens.size(1) - 1)
      global = try tokens.selected(1, 0)
    }
  }
}

/// CLIP's two transformers with OpenAI's parameter names, for rectangular images, returning all tokens.
///
/// Source: OpenAI CLIP `model.py` as changed by IRRA and RDE (`model/clip_model.py`): no logit scale, `ln_post` and the
/// projection on every token.
package struct CLIP {
  /// The model's size.
  package let spec: ModelSpec
  /// The image transformer.
  package let imageEncoder: ImageEncoder
  private let tokenEmbedding: Tensor
  private let textPositions: Tensor
  private let textTransformer: Transformer
  private let finalNorm: LayerNorm
  private let textProjection: Tensor
  private let computation: Computation

  /// Creates the model under `path` with the official initial values, in the backbone's parameter group.
  ///
  /// - Parameter trainsPatchEmbedding: Whether gradients reach the convolution that embeds patches.
  /// - Throws: `ModelFailure.invalidSpec` for sizes that do not fit each other.
  package init(_ path: ParameterPath, spec: ModelSpec, trainsPatchEmbedding: Bool = true) throws {
    try spec.validate()
    self.spec = spec
    let path = path.group(.backbone)
    imageEncoder = try ImageEncoder(path / "visual", spec: spec, trainsPatchEmbedding: trainsPatchEmbedding)

    let textWidth = spec.textWidth
    tokenEmbedding = try path.parameter(
      "token_embedding.weight", [spec.vocabularySize, textWidth], .normal(standardDeviation: 0.02))
    textPositions = try path.parameter(
      "positional_embedding", [spec.contextLength, textWidth], .normal(standardDeviation: 0.01))
    textTransformer = try Transformer(
      path / "transformer", width: textWidth, layers: spec.textLayers, heads: spec.textHeads,
      activation: spec.activation, initial: .scaled(width: textWidth, layers: spec.textLayers))
    finalNorm = try LayerNorm(path / "ln_final", width: textWidth)
    textProjection = try path.parameter(
      "text_projection", [textWidth, spec.embeddingWidth],
      .normal(standardDeviation: 1 / Double(textWidth).squareRoot()), use: .product)
    computation = path.computation
  }

  /// Encodes normalised images, `[batch, 3, height, width]`, or the patches of them that are kept, int64 `[batch, kept]`.
  package func encode(
    images: Tensor, keeping kept: Tensor? = nil, reading use: TokenUse = .all
  ) throws -> TokenFeatures {
    let encoded = try imageEncoder(
      images, keeping: kept, reading: use, attention: use.needsAttention ? .lastBlock : nil)
    var features = try TokenFeatures(
      imageEncoder.projected(encoded.tokens), (encoded.places, encoded.attention), use: use, end: nil)
    features.encoded = encoded
    return features
  }

  /// Encodes captions, int64 ids `[batch, tokens]` with at most `contextLength` tokens.
  ///
  /// The end token has the highest id of a caption and carries its embedding. Attention is causal, so ids may be cut
  /// after the longest caption of the batch without changing anything before.
  package func encode(captions ids: Tensor, reading use: TokenUse = .all) throws -> TokenFeatures {
    let end = try ids.argmax(-1)
    let (finished, narrows) = try computation.finished(of: use, rows: ids.size(0))
    let (tokens, row) = try computation.inMicroBatches([ids, end]) {
      try encoded($0[0], end: $0[1], finishing: finished)
    }
    let places = try narrows ? nil : use.places(global: end, attention: row)
    return try TokenFeatures(tokens, (places, row), use: use, end: end)
  }

  private func encoded(_ ids: Tensor, end: Tensor, finishing use: TokenUse) throws -> TokensAndRow {
    let (products, stream) = (computation.productType, computation.streamType)
    let positions = try textPositions.narrowed(0, start: 0, length: ids.size(1)).to(stream)
    let (mixed, row) = try textTransformer(
      ids.embedded(in: tokenEmbedding).to(stream) + positions, causal: true, global: end, finishing: use,
      attention: use.needsAttention ? .lastBlock : nil)
    return try (finalNorm(mixed).to(products).matmul(textProjection.to(products)), row)
  }
}

extension ModelSpec {
  /// Checks that sizes are positive and divide each other where they must.
  ///
  /// - Throws: `ModelFailure.invalidSpec` with the first field that is wrong.
  package func validate() throws {
    let sizes = [
      ("image height", imageHeight, 1), ("image width", imageWidth, 1), ("patch height", patchHeight, 1),
      ("patch width", patchWidth, 1), ("width of the image transformer", visionWidth, 1),
      ("number of image layers", visionLayers, 1), ("number of image heads", visionHeads, 1),
      ("width of the text transformer", textWidth, 1), ("number of text layers", textLayers, 1),
      ("number of text heads", textHeads, 1), ("vocabulary", vocabularySize, 5), ("context length", contextLength, 3),
      ("width of the embedding", embeddingWidth, 1), ("distance of patches", patchStride ?? 1, 1),
    ]
    // Products of two sizes must not overflow either.
    let largest = 1 << 24
    if let (name, size, _) = sizes.first(where: { $0.1 < $0.2 || $0.1 > largest }) {
      throw ModelFailure.invalidSpec("the \(name) is too \(size > largest ? "large" : "small") (\(size))")
    }
    guard imageHeight >= patchHeight, imageWidth >= patchWidth,
      patchStride != nil || (imageHeight % patchHeight == 0 && imageWidth % patchWidth == 0)
    else {
      throw ModelFailure.invalidSpec(
        "\(imageHeight) x \(imageWidth) pixels are not a whole number of \(patchHeight) x \(patchWidth) patches")
    }
    guard visionWidth % visionHeads == 0, textWidth % textHeads == 0 else {
      throw ModelFailure.invalidSpec("a transformer's width is not a multiple of its heads")
    }
  }
}
