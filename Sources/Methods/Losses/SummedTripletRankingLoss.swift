package import Torch

/// TRL-S: a triplet loss summed over all negatives of the batch.
///
/// Per row: `sum_{j: identity differs} [m - S+ + S_ij]_+` with TAL's weighted positive `S+`; rows of texts and of images
/// are added. Source: RDE section 3.3.2 and the gradients of its equation 8; the official code does not have it.
package struct SummedTripletRankingLoss: MatchingLoss {
  /// tau of the weights of several positives, 0.015 in RDE.
  package var temperature: Double
  /// m, 0.1 in RDE.
  package var margin: Double

  package init(temperature: Double = 0.015, margin: Double = 0.1) {
    self.temperature = temperature
    self.margin = margin
  }

  package var sumsOverBatch: Bool { true }

  /// Both directions added, `[batch]`.
  package func perPair(similarities: Tensor, sameIdentity: Tensor) throws -> Tensor {
    let otherIdentity = try sameIdentity.negated()
    func hinges(_ scores: Tensor) throws -> Tensor {
      let positive = try scores.weightedPositive(otherIdentity: otherIdentity, temperature: temperature)
      let violations = try (scores - positive.unsqueezed(1) + margin).clamped(minimum: 0)
      return try violations.filled(where: sameIdentity, with: 0).sum(1)
    }
    return try hinges(similarities) + hinges(similarities.transposed(0, 1))
  }

  /// What `bench list losses` says.
  static let info = PartInfo(
    kind: .loss, id: "trls", title: "Summed triplet ranking loss (TRL-S)",
    formula: "sum_j (1 - y_ij) [m - S+ + S_ij]_+, text and image rows", shapes: PartInfo.matchingShapes,
    settings: ["temperature", "margin", "matchingWeight"],
    source: "RDE section 3.3.2, equation 8")
}
