package import BenchCore
package import Torch

/// IVT's network: one vision transformer for images and captions, with BERT's embedding of words.
///
/// Images are patches, which may overlap, with a class token, positions and a type of their own; captions are BERT's
/// embeddings, whose first token takes the class token's place. Parameters have the names of the official code: timm's and
/// BERT's. Source: Shu et al., ECCVW 2022; `model/backbones/vit_vl.py`, `UVT_Bert_IMG_TXT_MASK`.
package struct ImageTextTransformer {
  /// The epsilon of layer normalisation, but for that of words.
  static let epsilon = 1e-6

  private let spec: ModelSpec
  private let words: WordEmbeddings
  private let patches: Tensor
  private let patchBias: Tensor
  private let classToken: Tensor
  private let positions: Tensor
  private let types: Tensor
  private let blocks: [SharedBlock]
  private let norm: LayerNorm
  private let computation: Computation

  /// Creates the network under `path` with the official initial values, in the backbone's parameter group.
  ///
  /// - Throws: `ModelFailure.invalidSpec` for sizes that do not fit each other.
  package init(_ path: ParameterPath, spec: ModelSpec) throws {
    try spec.validate()
    let (width, patchSize) = (spec.visionWidth, spec.patchHeight * spec.patchWidth)
    guard spec.textWidth == width, spec.embeddingWidth == width, spec.textLayers == spec.visionLayers,
      spec.textHeads == spec.visionHeads
    else { throw ModelFailure.invalidSpec("the sizes of texts and of the embedding are not those of images") }
    self.spec = spec
    let path = path.group(.backbone)
    computation = path.computation
    words = try WordEmbeddings(path / "embeddings", spec: spec)
    patches = try path.parameter(
      "patch_embed.proj.weight", [width, 3, spec.patchHeight, spec.patchWidth],
      .normal(standardDeviation: (2 / Double(patchSize * width)).squareRoot()), use: .product)
    patchBias = try path.bias("patch_embed.proj.bias", [width], .torchDefault(fanIn: 3 * patchSize), use: .product)
    classToken = try path.parameter("cls_token", [1, 1, width], .transformer)
    positions = try path.parameter("pos_embed", [1, spec.imageTokenCount, width], .transformer)
    types = try path.parameter("type_embed", [1, spec.imageTokenCount, width], .transformer)
    blocks = try (0..<spec.visionLayers).map { try SharedBlock(path / "blocks" / "\($0)", spec: spec) }
    norm = try LayerNorm(path / "norm", width: width, epsilon: Self.epsilon)
  }

  /// Embeds normalised images, `[batch, 3, height, width]`: the class token after the last block, `[batch, width]`.
  package func encode(images: Tensor, hiding hidden: HiddenParts = HiddenParts()) throws -> Tensor {
    let (products, stream) = (computation.productType, computation.streamType)
    let stride = (spec.patchStride ?? spec.patchHeight, spec.patchStride ?? spec.patchWidth)
    return try encode([images], as: .image, hiding: hidden) { inputs in
      let images = inputs[0]
      let embedded = try images.to(products).convolved(weight: patches.to(products), stride: stride)
        .reshaped(images.size(0), spec.visionWidth, -1).transposed(1, 2)
      let first = try classToken.to(stream).expanded(images.size(0), 1, -1)
      let tokens = try Tensor.concatenated([first, (embedded + patchBias.to(products)).to(stream)], dimension: 1)
      return (try tokens + positions.to(stream) + types.to(stream), nil)
    }
  }

  /// Embeds captions, int64 ids `[batch, tokens]` padded with 0: their first token after the last block,
  /// `[batch, width]`. Padding is never seen, so ids may be cut after the longest caption of the batch.
  package func encode(captions ids: Tensor, hiding hidden: HiddenParts = HiddenParts()) throws -> Tensor {
    try encode([ids] + (hidden.features.map { [$0] } ?? []), as: .text, hiding: hidden) { inputs in
      let embedded = try words(inputs[0])
      let tokens = try inputs.count > 1 ? embedded * inputs[1].to(embedded.dtype) : embedded
      return (tokens, seen: try inputs[0].notEqual(to: 0))
    }
  }

  /// Embeds what `tokens` makes of a few samples: tokens `[batch, tokens, width]`, and which are seen, `[batch, tokens]`.
  private func encode(
    _ inputs: [Tensor], as modality: Modality, hiding hidden: HiddenParts,
    tokens: @escaping ([Tensor]) throws -> (Tensor, seen: Tensor?)
  ) throws -> Tensor {
    let count = inputs.count
    return try computation.inMicroBatches(inputs + (hidden.branches.map { [$0] } ?? [])) { inputs in
      var (x, seen) = try tokens(Array(inputs.prefix(count)))
      if let places = hidden.places { (x, seen) = try (x.indexed(1, by: places), seen?.indexed(1, by: places)) }
      seen = try seen?.unsqueezed(1).unsqueezed(1)
      for (index, block) in blocks.enumerated() {
        let factors = try inputs.count > count ? inputs[count].narrowed(1, start: 2 * index, length: 2) : nil
        let run = { [seen] (inputs: [Tensor]) -> TokensAndRow in
          (try block(inputs[0], as: modality, seeing: seen, factors: factors), nil)
        }
        x = try computation.checkpointsActivations ? recomputed([x], run).0 : run([x]).0
      }
      return (try norm(x.selected(1, 0)), nil)
    }.0
  }
}
