import Models
import Torch

/// A linear layer on an embedding that learns three times as fast as the backbone.
struct LinearHead {
  private let layer: Linear

  init(_ path: ParameterPath, width: Int) throws {
    layer = try Linear(path.group(.linearHead) / "linear_head", inputs: width, outputs: width)
  }

  /// `[batch, width]` to `[batch, width]`.
  func callAsFunction(_ embedding: Tensor) throws -> Tensor { try layer(embedding) }
}

extension ParameterGroup {
  fileprivate static let linearHead = ParameterGroup("linear head") { recipe, _ in 3 * recipe.learningRate }
}
