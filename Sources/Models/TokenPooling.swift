import Torch

/// How token selection turns its tokens into one embedding, feature by feature.
///
/// RDE uses the maximum; its table 7 compares it with the others. The official code pools with a general "mean of the k
/// largest", which carries a k shortened by a short caption over to the captions after it; here each caption uses its
/// own.
package enum TokenPooling: String, Codable, Sendable, CaseIterable {
  /// The largest value.
  case max
  /// The mean of the ten largest values, or of all where there are fewer.
  case topk
  /// The mean of all values.
  case avg

  private static let topCount = 10

  /// Pools `[batch, tokens, width]` to `[batch, width]`.
  ///
  /// - Parameter lengths: Only that many leading tokens of each row count, int64 `[batch, 1]`, at least 1; `nil` for
  ///   all tokens.
  func callAsFunction(_ tokens: Tensor, lengths: Tensor?) throws -> Tensor {
    let count = try tokens.size(1)
    guard let lengths else {
      return switch self {
      case .max: try tokens.maximum(1)
      case .topk: try tokens.top(min(Self.topCount, count), dimension: 1).values.mean(1)
      case .avg: try tokens.mean(1)
      }
    }
    switch self {
    case .max: return try tokens.filled(where: Self.beyond(lengths, of: count), with: -.infinity).maximum(1)
    case .topk:
      let kept = min(Self.topCount, count)
      let candidates = try tokens.filled(where: Self.beyond(lengths, of: count), with: -.infinity)
      return try Self.mean(of: candidates.top(kept, dimension: 1).values, lengths: lengths)
    case .avg: return try Self.mean(of: tokens, lengths: lengths)
    }
  }

  /// The mean of each row's leading tokens.
  private static func mean(of tokens: Tensor, lengths: Tensor) throws -> Tensor {
    let count = try tokens.size(1)
    let sum = try tokens.filled(where: beyond(lengths, of: count), with: 0).sum(1)
    return try sum / lengths.clamped(maximum: Double(count)).to(tokens.dtype)
  }

  /// Where a place is not among the leading ones, bool `[batch, count, 1]`.
  private static func beyond(_ lengths: Tensor, of count: Int) throws -> Tensor {
    try Tensor.range(count, device: lengths.device).reshaped(1, count).greaterOrEqual(to: lengths).unsqueezed(2)
  }
}
