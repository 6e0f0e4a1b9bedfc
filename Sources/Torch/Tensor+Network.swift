internal import CTorch

extension Tensor {
  /// The matrix product over the last two dimensions, broadcast over the others.
  package func matmul(_ right: Tensor) throws -> Tensor {
    try Tensor.made("matmul", self, right) { ct_matmul(handle, right.handle, $0) }
  }
  /// `x @ weight^T + bias`; weight `[out, in]`.
  package func linear(weight: Tensor, bias: Tensor?) throws -> Tensor {
    try Tensor.made("linear", self, weight) {
      ct_linear(handle, weight.handle, bias?.handle ?? ct_tensor(pointer: nil), $0)
    }
  }
  /// Rows of a `[count, width]` table for int64 ids.
  package func embedded(in table: Tensor) throws -> Tensor {
    try Tensor.made("embedding", table, self) { ct_embedding(table.handle, handle, $0) }
  }
  /// Layer normalisation over the last dimension.
  package func layerNormalized(weight: Tensor, bias: Tensor, epsilon: Double) throws -> Tensor {
    try Tensor.made("layer_norm", self, weight, bias) {
      ct_layer_norm(handle, weight.handle, bias.handle, epsilon, $0)
    }
  }
  /// Batch normalisation of `[rows, features, ...]`. In training it uses the batch's statistics and moves the running ones.
  package func batchNormalized(
    weight: Tensor, bias: Tensor, runningMean: Tensor, runningVariance: Tensor, training: Bool, momentum: Double,
    epsilon: Double
  ) throws -> Tensor {
    try Tensor.made("batch_norm", self, weight, bias) {
      ct_batch_norm(
        handle, weight.handle, bias.handle, runningMean.handle, runningVariance.handle, training, momentum, epsilon, $0)
    }
  }
  /// Fused `softmax(q k^T / sqrt(width)) v`; tensors are `[batch, heads, tokens, width]`.
  ///
  /// - Parameter mask: Which keys a query sees, bool, broadcast to `[batch, heads, tokens, tokens]`; `nil` for all.
  package static func attention(
    query: Tensor, key: Tensor, value: Tensor, mask: Tensor? = nil, causal: Bool
  ) throws -> Tensor {
    try made("scaled_dot_product_attention", query, key, value) {
      ct_attention(query.handle, key.handle, value.handle, mask?.handle ?? ct_tensor(pointer: nil), causal, $0)
    }
  }
  /// CLIP's approximation of GELU, `x * sigmoid(1.702 x)`, which keeps only `x` for its gradient.
  package func quickGELU() throws -> Tensor {
    try Tensor.made("quick_gelu", self) { ct_quick_gelu(handle, $0) }
  }
  /// `x * Phi(x)` with the exact normal distribution, PyTorch's `nn.GELU()`, which keeps only `x` for its gradient.
  package func gelu() throws -> Tensor {
    try Tensor.made("gelu", self) { ct_gelu(handle, $0) }
  }
  /// Mean cross entropy of `[rows, classes]` logits over the int64 labels that are not `ignoredLabel`.
  package func crossEntropy(labels: Tensor, ignoredLabel: Int = -100) throws -> Tensor {
    try Tensor.made("cross_entropy", self, labels) {
      ct_cross_entropy(handle, labels.handle, Int64(ignoredLabel), $0)
    }
  }
  /// Bilinear resizing of `[batch, channels, height, width]` without corner alignment.
  package func resizedBilinear(height: Int, width: Int) throws -> Tensor {
    try Tensor.made("resize_bilinear", self) { ct_resize_bilinear(handle, Int64(height), Int64(width), $0) }
  }
}
