package import Torch

/// What the matching losses share: the similarity matrix and the identity mask.
package enum Similarity {
  /// Text-major cosine similarities `S[t, i] = cos(text t, image i)`, `[batch, batch]`; half precision becomes single.
  package static func cosine(texts: Tensor, images: Tensor) throws -> Tensor {
    try normalized(texts).matmul(normalized(images).transposed(0, 1))
  }

  /// Whether two samples of a batch share an identity, bool `[batch, batch]`; symmetric.
  package static func sameIdentity(_ identities: Tensor) throws -> Tensor {
    let count = try identities.size(0)
    return try identities.reshaped(count, 1).equal(to: identities.reshaped(1, count))
  }

  private static func normalized(_ features: Tensor) throws -> Tensor {
    // The reference turns its half precision features to single precision before the losses.
    let features = try features.atLeastSingle()
    return try features / features.norm(-1, keep: true)
  }
}

/// A loss on a batch's similarity matrix that gives every pair a loss of its own.
package protocol MatchingLoss: Sendable {
  /// Per-pair losses of both directions added, `[batch]`.
  ///
  /// - Parameters:
  ///   - similarities: Text-major cosine similarities, `[batch, batch]`; pair i is the diagonal element i.
  ///   - sameIdentity: Bool `[batch, batch]`.
  func perPair(similarities: Tensor, sameIdentity: Tensor) throws -> Tensor

  /// Whether the losses of a batch are summed, as RDE's `compute_rbs` does with triplet losses; others are averaged.
  var sumsOverBatch: Bool { get }

  /// The loss of a batch, a scalar.
  ///
  /// - Parameter labels: 1 for trusted pairs and 0 for others `[batch]`, which stay negatives; `nil` trusts all.
  func value(similarities: Tensor, sameIdentity: Tensor, labels: Tensor?) throws -> Tensor
}

extension MatchingLoss {
  package var sumsOverBatch: Bool { false }

  /// The sum, or the mean over trusted pairs. Where none is trusted, as in a small last batch, the reference's mean is
  /// 0 / 0; here such a batch changes nothing.
  package func value(similarities: Tensor, sameIdentity: Tensor, labels: Tensor?) throws -> Tensor {
    let rows = try perPair(similarities: similarities, sameIdentity: sameIdentity)
    guard let labels else { return try sumsOverBatch ? rows.sum() : rows.mean() }
    let total = try (rows * labels).sum()
    return try sumsOverBatch ? total : total / labels.sum().clamped(minimum: 1)
  }
}

extension Tensor {
  /// Stands for "minus infinity" in masked scores. It is finite, so that a row without any unmasked entry (a batch of
  /// one identity) has a finite logarithm and a gradient of zero instead of NaN; its exponential is exactly 0 beside
  /// any real score.
  static let masked = -1e4

  /// `S+` of each row `[rows]`: the mean of a row's similarities to its own identity, weighted by their softmax.
  ///
  /// The weights `softmax(S / tau)` have no gradient. Source: RDE section 3.3.2, alpha; without protection from overflow
  /// as the official code has them.
  func weightedPositive(otherIdentity: Tensor, temperature: Double, isOverflowSafe: Bool = true) throws -> Tensor {
    let scaled = try detached() / temperature
    guard !isOverflowSafe else {
      return try (scaled.filled(where: otherIdentity, with: Tensor.masked).softmax(1) * self).sum(1)
    }
    let weights = try scaled.exp() * otherIdentity.negated().to(scaled.dtype)
    return try (weights / weights.sum(1, keep: true) * self).sum(1)
  }
}
