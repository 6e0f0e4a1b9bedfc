package import Torch

/// `y = x @ weight^T + bias`, or without the bias.
package struct Linear {
  let weight: Tensor
  let bias: Tensor?
  private let type: DType

  /// Creates a layer; initial values default to PyTorch's.
  package init(
    _ path: ParameterPath, inputs: Int, outputs: Int, weight: Initializer? = nil, bias: Initializer? = nil,
    hasBias: Bool = true
  ) throws {
    self.weight = try path.parameter(
      "weight", [outputs, inputs], weight ?? .torchDefault(fanIn: inputs), use: .product)
    self.bias =
      try hasBias ? path.bias("bias", [outputs], bias ?? .torchDefault(fanIn: inputs), use: .product) : nil
    type = path.computation.productType
  }

  /// `[..., inputs]` to `[..., outputs]`, in the type of products.
  package func callAsFunction(_ x: Tensor) throws -> Tensor {
    try x.to(type).linear(weight: weight.to(type), bias: bias?.to(type))
  }
}

/// Layer normalisation over the last dimension, in single precision.
package struct LayerNorm {
  let weight: Tensor
  let bias: Tensor
  private let epsilon: Double
  private let type: DType

  package init(_ path: ParameterPath, width: Int, epsilon: Double = 1e-5) throws {
    weight = try path.parameter("weight", [width], .ones)
    bias = try path.bias("bias", [width], .zeros)
    self.epsilon = epsilon
    type = path.computation.streamType
  }

  /// `[..., width]` to the same shape, in the type of tokens.
  package func callAsFunction(_ x: Tensor) throws -> Tensor {
    try x.atLeastSingle().layerNormalized(weight: weight, bias: bias, epsilon: epsilon).to(type)
  }
}

/// Batch normalisation of `[rows, features]`, or of images `[batch, features, height, width]`.
package struct BatchNorm {
  let weight: Tensor
  let bias: Tensor
  let runningMean: Tensor
  let runningVariance: Tensor
  let batchCount: Tensor

  package init(_ path: ParameterPath, features: Int) throws {
    weight = try path.parameter("weight", [features], .ones)
    bias = try path.bias("bias", [features], .zeros)
    runningMean = try path.buffer("running_mean", [features], value: 0)
    runningVariance = try path.buffer("running_var", [features], value: 1)
    batchCount = try path.buffer("num_batches_tracked", [], value: 0, dtype: .int64)
  }

  /// Normalises with the batch's statistics when `training` (and moves the running ones), else with the running ones.
  package func callAsFunction(_ x: Tensor, training: Bool) throws -> Tensor {
    if training { try batchCount.increment(by: 1) }
    return try x.batchNormalized(
      weight: weight, bias: bias, runningMean: runningMean, runningVariance: runningVariance, training: training,
      momentum: 0.1, epsilon: 1e-5)
  }
}
