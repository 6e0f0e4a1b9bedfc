package import Torch

/// How the weights of an attention layer start.
package struct AttentionInitializers: Sendable {
  var inputs: Initializer
  var output: Initializer

  /// `inputs` is for the stacked projections to queries, keys and values.
  package init(inputs: Initializer, output: Initializer) {
    self.inputs = inputs
    self.output = output
  }

  /// `torch.nn.MultiheadAttention`'s.
  static func torchDefault(width: Int) -> AttentionInitializers {
    AttentionInitializers(inputs: .xavier(fanIn: width, fanOut: 3 * width), output: .torchDefault(fanIn: width))
  }
}

/// What the parameters of an attention layer are called.
package enum AttentionNames: Sendable {
  /// `torch.nn.MultiheadAttention`'s.
  case torch
  /// timm's vision transformer's.
  case timm

  var inputWeight: String { self == .torch ? "in_proj_weight" : "qkv.weight" }
  var inputBias: String { self == .torch ? "in_proj_bias" : "qkv.bias" }
  var output: String { self == .torch ? "out_proj" : "proj" }
}

/// Multi-head attention with PyTorch's parameter names, or timm's.
package struct MultiHeadAttention {
  let inputWeight: Tensor
  let inputBias: Tensor
  let output: Linear
  let heads: Int
  let width: Int
  private let computation: Computation

  /// Creates a layer; `width` must be a multiple of `heads`.
  package init(
    _ path: ParameterPath, width: Int, heads: Int, initial: AttentionInitializers? = nil,
    names: AttentionNames = .torch
  ) throws {
    let initial = initial ?? .torchDefault(width: width)
    self.width = width
    self.heads = heads
    inputWeight = try path.parameter(names.inputWeight, [3 * width, width], initial.inputs, use: .product)
    inputBias = try path.bias(names.inputBias, [3 * width], .zeros, use: .product)
    computation = path.computation
    output = try Linear(path / names.output, inputs: width, outputs: width, weight: initial.output, bias: .zeros)
  }

  /// Queries, keys and values of one sequence, each `[batch, heads, tokens, width / heads]`.
  struct Projections {
    let query: Tensor
    let key: Tensor
    let value: Tensor
  }

  /// Projects `[batch, tokens, width]` for self-attention.
  func projections(_ x: Tensor) throws -> Projections {
    let (batch, tokens) = try (x.size(0), x.size(1))
    let type = computation.productType
    let stacked = try x.to(type).linear(weight: inputWeight.to(type), bias: inputBias.to(type))
      .reshaped(batch, tokens, 3, heads, width / heads).permuted(2, 0, 3, 1, 4)
    return try Projections(query: stacked.selected(0, 0), key: stacked.selected(0, 1), value: stacked.selected(0, 2))
  }

  /// Fused attention without the output projection; `[batch, tokens, width]`.
  ///
  /// - Parameter mask: The tokens that are seen, bool `[batch, 1, 1, tokens]`; `nil` for all.
  func mixed(_ projections: Projections, mask: Tensor? = nil, causal: Bool) throws -> Tensor {
    let mixed = try Tensor.attention(
      query: projections.query, key: projections.key, value: projections.value, mask: mask, causal: causal)
    let (batch, tokens) = try (mixed.size(0), mixed.size(2))
    return try mixed.transposed(1, 2).reshaped(batch, tokens, width)
  }

  /// Cross-attention: `queries` `[batch, n, width]` attend to `memory` `[batch, m, width]`.
  package func callAsFunction(queries: Tensor, memory: Tensor) throws -> Tensor {
    let query = try split(queries, part: 0)
    let key = try split(memory, part: 1)
    let value = try split(memory, part: 2)
    return try output(mixed(Projections(query: query, key: key, value: value), causal: false))
  }

  private func split(_ x: Tensor, part: Int) throws -> Tensor {
    let type = computation.productType
    let weight = try inputWeight.narrowed(0, start: part * width, length: width).to(type)
    let bias = try inputBias.narrowed(0, start: part * width, length: width).to(type)
    return try x.to(type).linear(weight: weight, bias: bias)
      .reshaped(x.size(0), x.size(1), heads, width / heads).transposed(1, 2)
  }

  /// The head-averaged attention map's row of one token per sequence, without gradient.
  ///
  /// - Parameters:
  ///   - positions: The query token of each sequence, int64 `[batch]`.
  ///   - causal: Whether tokens after the query token are invisible.
  /// - Returns: `[batch, tokens]`, the row of PyTorch's `need_weights=True` map. Only this row is ever used by TSE, so
  ///   the whole map is not computed.
  func attentionRow(_ projections: Projections, positions: Tensor, causal: Bool) throws -> Tensor {
    try withoutGradients {
      let (batch, tokens) = try (projections.query.size(0), projections.query.size(2))
      let index = try positions.reshaped(batch, 1, 1, 1).expanded(batch, heads, 1, width / heads)
      let query = try projections.query.gathered(2, indices: index)
      let scale = 1 / Double(width / heads).squareRoot()
      var scores = try (query * scale).matmul(projections.key.transposed(-2, -1))
      if causal {
        let later = try Tensor.range(tokens, device: positions.device).reshaped(1, tokens)
          .greater(than: positions.reshaped(batch, 1))
        scores = try scores.filled(where: later.reshaped(batch, 1, 1, tokens), with: -.infinity)
      }
      return try scores.to(computation.streamType).softmax(-1).mean(1).squeezed(1)
    }
  }
}
