package import Torch

/// `y = x @ weight^T + bias`, or without the bias.
package struct Linear {
  let weight: Tensor
  let bias: Tensor?

  /// Creates a layer; initial values default to PyTorch's.
  package init(
    _ path: ParameterPath, inputs: Int, outputs: Int, weight: Initializer? = nil, bias: Initializer? = nil,
    hasBias: Bool = true
  ) throws {
    self.weight = try path.parameter("weight", [outputs, inputs], weight ?? .torchDefault(fanIn: inputs))
    self.bias = try hasBias ? path.bias("bias", [outputs], bias ?? .torchDefault(fanIn: inputs)) : nil
  }

  /// `[..., inputs]` to `[..., outputs]`.
  package func callAsFunction(_ x: Tensor) throws -> Tensor {
    try x.linear(weight: weight, bias: bias)
  }
}

/// Layer normalisation over the last dimension.
package struct LayerNorm {
  let weight: Tensor
  let bias: Tensor

  package init(_ path: ParameterPath, width: Int) throws {
    weight = try path.parameter("weight", [width], .ones)
    bias = try path.bias("bias", [width], .zeros)
  }

  /// `[..., width]` to the same shape.
  package func callAsFunction(_ x: Tensor) throws -> Tensor {
    try x.layerNormalized(weight: weight, bias: bias, epsilon: 1e-5)
  }
}

/// Batch normalisation of `[rows, features]`.
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

/// CLIP's approximation of GELU: `x * sigmoid(1.702 x)`.
package func quickGELU(_ x: Tensor) throws -> Tensor {
  try x * (x * 1.702).sigmoid()
}
