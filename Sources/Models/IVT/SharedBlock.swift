import BenchCore
import Torch

/// A pre-norm block for images and captions: attention and normalisation are shared, the perceptron is the modality's own.
///
/// Source: IVT `model/backbones/vit_vl.py`, `BlockVisTxt`, whose names are timm's but for `mlp_vis` and `mlp_txt`.
struct SharedBlock {
  private let attention: MultiHeadAttention
  private let attentionNorm: LayerNorm
  private let perceptronNorm: LayerNorm
  private let imagePerceptron: Perceptron
  private let textPerceptron: Perceptron

  init(_ path: ParameterPath, spec: ModelSpec) throws {
    let width = spec.visionWidth
    attentionNorm = try LayerNorm(path / "norm1", width: width, epsilon: ImageTextTransformer.epsilon)
    attention = try MultiHeadAttention(
      path / "attn", width: width, heads: spec.visionHeads,
      initial: AttentionInitializers(inputs: .transformer, output: .transformer), names: .timm)
    perceptronNorm = try LayerNorm(path / "norm2", width: width, epsilon: ImageTextTransformer.epsilon)
    imagePerceptron = try Perceptron(path / "mlp_vis", width: width, activation: spec.activation)
    textPerceptron = try Perceptron(path / "mlp_txt", width: width, activation: spec.activation)
  }

  /// `[batch, tokens, width]` to the same shape.
  ///
  /// - Parameters:
  ///   - seen: The tokens that are seen, bool `[batch, 1, 1, tokens]`; `nil` for all.
  ///   - factors: What each sample's two branches are multiplied with, `[batch, 2]`; `nil` for 1.
  func callAsFunction(_ x: Tensor, as modality: Modality, seeing seen: Tensor?, factors: Tensor?) throws -> Tensor {
    func scaled(_ branch: Tensor, _ place: Int) throws -> Tensor {
      guard let factors else { return branch }
      return try branch * factors.narrowed(1, start: place, length: 1).unsqueezed(2).to(branch.dtype)
    }
    let projections = try attention.projections(attentionNorm(x))
    let mixed = try x + scaled(attention.output(attention.mixed(projections, mask: seen, causal: false)), 0)
    let perceptron = modality == .image ? imagePerceptron : textPerceptron
    return try mixed + scaled(perceptron(perceptronNorm(mixed)), 1)
  }
}

/// Two linear layers, the first four times as wide as its input: timm's `Mlp`.
private struct Perceptron {
  let expand: Linear
  let contract: Linear
  let activation: Activation

  init(_ path: ParameterPath, width: Int, activation: Activation) throws {
    self.activation = activation
    expand = try Linear(path / "fc1", inputs: width, outputs: 4 * width, weight: .transformer, bias: .zeros)
    contract = try Linear(path / "fc2", inputs: 4 * width, outputs: width, weight: .transformer, bias: .zeros)
  }

  func callAsFunction(_ x: Tensor) throws -> Tensor { try contract(activation(expand(x))) }
}

extension Initializer {
  /// timm's and BERT's for everything but patches; the truncation at 100 deviations is never met.
  static let transformer = Initializer.normal(standardDeviation: 0.02)
}
