package import Torch

/// TRL: a triplet loss with the hardest negative of the batch.
///
/// Per row: `[m - S+ + max_j (1 - y_ij) S_ij]_+` with TAL's weighted positive `S+`; rows of texts and of images are
/// added. As in the reference the maximum is over similarities that are 0 where identities agree, so that the hardest
/// negative is never below 0. Source: RDE equation 6, `objectives.compute_TRL_per`.
package struct TripletRankingLoss: MatchingLoss {
  /// tau of the weights of several positives, 0.015 in RDE.
  package var temperature: Double
  /// m, 0.1 in RDE.
  package var margin: Double
  /// Whether exponentials are kept from overflowing; those of the official code become infinite in single precision
  /// where a similarity is above 88.7 tau, and the loss NaN.
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
      let negative = try scores.filled(where: sameIdentity, with: 0).maximum(1)
      return try (negative - positive + margin).clamped(minimum: 0)
    }
    return try hinge(similarities) + hinge(similarities.transposed(0, 1))
  }

  /// What `bench list losses` says.
  static let info = PartInfo(
    kind: .loss, id: "trl", title: "Triplet ranking loss (TRL)",
    formula: "[m - S+ + max_j (1 - y_ij) S_ij]_+, text and image rows",
    shapes: PartInfo.matchingShapes, settings: ["temperature", "margin", "overflowSafe", "matchingWeight"],
    source: "RDE equation 6, compute_TRL_per")
}
