package import Torch

/// SDM: the KL divergence from the softmax of similarities to the normalised identity labels.
///
/// `sum_j p_ij (log p_ij - log(q_ij + eps))` with `p = softmax(S / tau)` and `q_ij = y_ij / sum_k y_ik`, for rows of
/// texts and of images, added. Source: IRRA equations 6-8, `objectives.compute_sdm`; per pair as in RDE
/// `compute_sdm_per`.
package struct SimilarityDistributionMatching: MatchingLoss {
  /// tau, 0.02 in IRRA.
  package var temperature: Double
  /// Keeps the logarithm of absent labels finite, 1e-8 in IRRA.
  package var epsilon: Double

  package init(temperature: Double = 0.02, epsilon: Double = 1e-8) {
    self.temperature = temperature
    self.epsilon = epsilon
  }

  /// Both directions added, `[batch]`.
  package func perPair(similarities: Tensor, sameIdentity: Tensor) throws -> Tensor {
    let labels = try sameIdentity.to(similarities.dtype)
    // The label matrix is symmetric, so one serves both directions.
    let target = try (labels / labels.sum(1, keep: true) + epsilon).log()
    func divergence(_ scores: Tensor) throws -> Tensor {
      let logarithm = try (scores / temperature).logSoftmax(1)
      return try (logarithm.exp() * (logarithm - target)).sum(1)
    }
    return try divergence(similarities) + divergence(similarities.transposed(0, 1))
  }

  /// What `bench list losses` says.
  static let info = PartInfo(
    kind: .loss, id: "sdm", title: "Similarity distribution matching (SDM)",
    formula:
      "sum_j p_ij (log p_ij - log(q_ij + eps)), p = softmax(S / tau), q_ij = y_ij / sum_k y_ik, text and image rows",
    shapes: PartInfo.matchingShapes, settings: ["temperature", "matchingWeight"],
    source: "IRRA equations 6-8, compute_sdm")
}
