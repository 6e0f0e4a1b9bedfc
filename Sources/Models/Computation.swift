package import BenchCore
package import Torch

/// How a network computes: the types of its tensors, and what it keeps for the backward pass.
package struct Computation: Sendable, Hashable {
  /// The number formats.
  package var precision: Precision
  /// Whether blocks are computed again in the backward pass, so that their insides need not be kept; the numbers are the
  /// same.
  package var checkpointsActivations: Bool
  /// The encoders see so many samples at a time; `nil` for all at once.
  package var microBatchSize: Int?

  /// Single precision, everything kept, unless told otherwise.
  package init(precision: Precision = .fp32, checkpointsActivations: Bool = false, microBatchSize: Int? = nil) {
    self.precision = precision
    self.checkpointsActivations = checkpointsActivations
    self.microBatchSize = microBatchSize
  }

  /// What weights and biases of products are stored in: linear maps, convolutions, projections.
  var parameterType: DType { precision == .paper ? .float16 : .float32 }

  /// What products are computed in.
  var productType: DType {
    switch precision {
    case .fp32: .float32
    case .paper, .fp16: .float16
    case .bf16: .bfloat16
    }
  }

  /// What tokens are in between the layers. Mixed precision adds each layer's half to a sum in single precision, as
  /// PyTorch's autocast does; the official code has nothing but half precision there.
  var streamType: DType { precision == .paper ? .float16 : .float32 }
}

extension Tensor {
  /// The same values in single precision where they are in half precision.
  package func atLeastSingle() throws -> Tensor {
    try [.float16, .bfloat16].contains(dtype) ? to(.float32) : self
  }
}
