import BenchCore
import Torch

/// BERT's embedding of captions: words, positions and the first token type, summed and normalised.
///
/// Source: IVT `model/backbones/vit_vl.py`, `BertEmbeddings`.
struct WordEmbeddings {
  private let words: Tensor
  private let positions: Tensor
  private let types: Tensor
  private let norm: LayerNorm

  init(_ path: ParameterPath, spec: ModelSpec) throws {
    let width = spec.textWidth
    words = try path.parameter("word_embeddings.weight", [spec.vocabularySize, width], .transformer)
    positions = try path.parameter("position_embeddings.weight", [spec.contextLength, width], .transformer)
    types = try path.parameter("token_type_embeddings.weight", [2, width], .transformer)
    norm = try LayerNorm(path / "LayerNorm", width: width, epsilon: 1e-12)
  }

  /// Int64 ids `[batch, tokens]` to `[batch, tokens, width]`.
  func callAsFunction(_ ids: Tensor) throws -> Tensor {
    let type = try types.narrowed(0, start: 0, length: 1)
    return try norm(ids.embedded(in: words) + type + positions.narrowed(0, start: 0, length: ids.size(1)))
  }
}
