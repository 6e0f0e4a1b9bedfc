package import Torch

/// TAL: a triplet loss whose hardest negative is relaxed to a log-sum-exp over all negatives.
///
/// Per row: `[m - sum_j a_ij S_ij + tau log sum_{j: identity differs} exp(S_ij / tau)]_+` with
/// `a = softmax(S / tau)` over the columns of the row's identity, without gradient; rows of texts and of images are
/// added. Source: RDE equation 5, `objectives.compute_TAL_per`.
package struct TripletAlignmentLoss: MatchingLoss {
  /// tau, 0.015 in RDE.
  package var temperature: Double
  /// m, 0.1 in RDE.
  package var margin: Double
  /// Whether exponentials are kept from overflowing; in the official code the sum of a row is cut at 1e36, so that above 82.9 tau
  /// its negatives count no more and have no gradient, and where a similarity is above 88.7 tau the loss is NaN.
  package var isOverflowSafe: Bool

  package init(temperature: Double = 0.015, margin: Double = 0.1, isOverflowSafe: Bool = true) {
    self.temperature = temperature
    self.margin = margin
    self.isOverflowSafe = isOverflowSafe
  }

  package var sumsOverBatch: Bool { true }

  /// Both directions added, `[batch]`.
  package func perPair(similarities: Tensor, sameIdentity: Tensor) throws -> Tensor {
    let otherIdentity = try sameIdentity.negated()
    func hinge(_ scores: Tensor) throws -> Tensor {
      let positive = try scores.weightedPositive(
        otherIdentity: otherIdentity, temperature: temperature, isOverflowSafe: isOverflowSafe)
      let scaled = try scores / temperature
      let logarithm =
        try isOverflowSafe
        ? scaled.filled(where: sameIdentity, with: Tensor.masked).logSumExp(1)
        : (scaled.exp() * otherIdentity.to(scaled.dtype)).sum(1).clamped(maximum: 10e35).log()
      let negative = try logarithm * temperature
      return try (negative - positive + margin).clamped(minimum: 0)
    }
    return try hinge(similarities) + hinge(similarities.transposed(0, 1))
  }

  /// What `bench list losses` says.
  static let info = PartInfo(
    kind: .loss, id: "tal", title: "Triplet alignment loss (TAL)",
    formula: "[m - S+ + tau log sum_j (1 - y_ij) exp(S_ij / tau)]_+, text and image rows",
    shapes: PartInfo.matchingShapes, settings: ["temperature", "margin", "overflowSafe", "matchingWeight"],
    source: "RDE equation 5, compute_TAL_per")
}
