package import Torch

/// The tokens of an encoder that are read; the last block need not finish the others.
package enum TokenUse {
  /// All, in order.
  case all
  /// All, in order, and the last block's attention of the global token.
  case allWithAttention
  /// The global token.
  case global
  /// The global token, and those chosen by the last block's attention of the global token `[batch, tokens]`: int64
  /// `[batch, count]`.
  case chosen((_ attention: Tensor) throws -> Tensor)

  /// Whether the attention of the global token is looked at.
  var needsAttention: Bool {
    switch self {
    case .all, .global: false
    case .allWithAttention, .chosen: true
    }
  }

  /// Where the tokens that are read are, the global one at `positions` `[batch]` first; `nil` for all.
  ///
  /// - Parameter attention: The row of the last block; there if it is needed.
  func places(global positions: Tensor, attention: Tensor?) throws -> Tensor? {
    let first = try positions.unsqueezed(1)
    switch self {
    case .all, .allWithAttention: return nil
    case .global: return first
    case .chosen(let choose): return try attention.map { try Tensor.concatenated([first, choose($0)], dimension: 1) }
    }
  }
}

extension Computation {
  /// What the last block finishes of what is read of a batch, and whether that is all there is of it then.
  ///
  /// Nothing else is finished, unless the batch is trained in micro-batches: what is chosen is chosen for all of it then,
  /// from all tokens. To be asked outside of what is computed again in the backward pass, which records nothing at first.
  func finished(of use: TokenUse, rows: Int) -> (use: TokenUse, narrows: Bool) {
    isWhole(rows: rows) ? (use, true) : (use.needsAttention ? .allWithAttention : .all, false)
  }
}

extension Transformer {
  /// The tokens that are to be finished, the global one at `positions` `[batch]` first where they are not all; and the
  /// attention of the global token, where it is asked for.
  ///
  /// The last block finishes no others: each token's numbers are the same as among all.
  func callAsFunction(
    _ x: Tensor, causal: Bool, global positions: Tensor, finishing use: TokenUse, attention source: AttentionSource?
  ) throws -> TokensAndRow {
    try self(x, causal: causal, rowOf: source == nil ? nil : positions, from: source ?? .lastBlock) {
      try use.places(global: positions, attention: $0)
    }
  }
}

extension Tensor {
  /// The tokens of `[batch, tokens, width]` at int64 `[batch, count]`: `[batch, count, width]`; or at indices into
  /// `batch * tokens`, int64 `[count]`, as many as there are of each sample: `[count, width]`.
  ///
  /// Whole rows are selected: the backward pass of a gather of single numbers sorts them all in deterministic mode.
  package func tokens(at places: Tensor) throws -> Tensor {
    let (batch, count, width) = try (size(0), size(1), size(2))
    if try places.shape.count == 1 { return try reshaped(batch * count, width).indexed(0, by: places) }
    let starts = try Tensor.range(batch * count, device: places.device).reshaped(batch, count)
      .narrowed(1, start: 0, length: 1)
    let rows = try (places + starts).reshaped(-1)
    return try reshaped(batch * count, width).indexed(0, by: rows).reshaped(batch, places.size(1), width)
  }
}
