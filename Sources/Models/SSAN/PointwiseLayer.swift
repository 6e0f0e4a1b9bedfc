import Torch

/// A linear map of `[batch, inputs]` that the reference has as a convolution of one pixel, with batch normalisation and
/// LeakyReLU after it where it has them.
///
/// Source: SSAN `model/model.py`, `conv`.
struct PointwiseLayer {
  private let weight: Tensor
  private let norm: BatchNorm?
  private let slope: Double?
  private let type: DType

  /// - Parameter slope: LeakyReLU's for numbers below zero; `nil` for no activation.
  init(_ path: ParameterPath, inputs: Int, outputs: Int, hasNorm: Bool = false, slope: Double? = nil) throws {
    weight = try path.parameter(
      "block.0.weight", [outputs, inputs, 1, 1], .kaiming(fanOut: outputs), use: .product)
    norm = try hasNorm ? BatchNorm(path / "block" / "1", features: outputs) : nil
    self.slope = slope
    type = path.computation.productType
  }

  /// `[batch, inputs]` to `[batch, outputs]` in single precision.
  func callAsFunction(_ x: Tensor, training: Bool) throws -> Tensor {
    let product = try x.to(type).linear(weight: weight.squeezed(3).squeezed(2).to(type), bias: nil).atLeastSingle()
    let normalized = try norm?(product, training: training) ?? product
    return try slope.map { try normalized.leakyReLU(slope: $0) } ?? normalized
  }
}
