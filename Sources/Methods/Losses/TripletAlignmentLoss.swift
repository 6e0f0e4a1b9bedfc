public import Torch

/// TAL: a triplet loss whose hardest negative is relaxed to a log-sum-exp over all negatives.
///
/// Per row: `[m - sum_j a_ij S_ij + tau log sum_{j: identity differs} exp(S_ij / tau)]_+` with
/// `a = softmax(S / tau)` over the columns of the row's identity, without gradient; rows of texts and of images are
/// added. Source: RDE equation 5, `objectives.compute_TAL_per`.
public struct TripletAlignmentLoss: MatchingLoss {
  /// tau, 0.015 in RDE.
  public var temperature: Double
  /// m, 0.1 in RDE.
  public var margin: Double

  /// Creates the loss.
  public init(temperature: Double = 0.015, margin: Double = 0.1) {
    self.temperature = temperature
    self.margin = margin
  }

  /// Both directions added, `[batch]`.
  public func perPair(similarities: Tensor, sameIdentity: Tensor) throws -> Tensor {
    let otherIdentity = try sameIdentity.negated()
    func hinge(_ scores: Tensor) throws -> Tensor {
      let scaled = try scores / temperature
      let weights = try scaled.detached().filled(where: otherIdentity, with: Tensor.masked).softmax(1)
      let positive = try (weights * scores).sum(1)
      let negative = try scaled.filled(where: sameIdentity, with: Tensor.masked).logSumExp(1) * temperature
      return try (negative - positive + margin).clamped(minimum: 0)
    }
    return try hinge(similarities) + hinge(similarities.transposed(0, 1))
  }
}
