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

/// What a transformer makes of its tokens where not all of them are read.
struct ReadTokens {
  /// `[batch, tokens, width]`.
  var tokens: Tensor
  /// The attention of the global token, `[batch, tokens]`; `nil` unless asked for.
  var attention: Tensor?
  /// Where the tokens that are read are among `tokens`, the global one first; `nil` where they are all of them.
  var places: Tensor?
}

extension Transformer {
  /// The tokens that are read, the global one at `positions` `[batch]` first, or all tokens.
  ///
  /// Without gradients the last block finishes only what is read: each token's numbers are the same as among all.
  /// With gradients it finishes all, and what is read is taken from them at the end: the others' gradients are zero,
  /// but they are part of how a sum over tokens is rounded, and trained weights stay what they were.
  func callAsFunction(
    _ x: Tensor, causal: Bool, global positions: Tensor, reading use: TokenUse, attention source: AttentionSource?
  ) throws -> ReadTokens {
    let narrows = !TorchLibrary.recordsGradients
    let places = { (attention: Tensor?) in try use.places(global: positions, attention: attention) }
    let (tokens, attention) = try self(
      x, causal: causal, rowOf: source == nil ? nil : positions, from: source ?? .lastBlock,
      at: narrows ? places : nil)
    return try ReadTokens(tokens: tokens, attention: attention, places: narrows ? nil : places(attention))
  }
}

extension Tensor {
  /// The tokens of `[batch, tokens, width]` at int64 `[batch, count]`: `[batch, count, width]`.
  package func tokens(at places: Tensor) throws -> Tensor {
    try gathered(1, indices: places.unsqueezed(2).expanded(-1, -1, size(2)))
  }
}
