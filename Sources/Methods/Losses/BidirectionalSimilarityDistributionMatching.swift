package import Torch

/// BSDM: the KL divergences in both directions between the softmax of similarities and the normalised identity labels.
///
/// `sum_j [p_ij log(p_ij / (q_ij + eps)) + q_ij log((q_ij + eps) / p_ij)]` with `p = softmax(S / tau)` (equation 3) and
/// `q_ij = y_ij / sum_k y_ik`, for rows of texts and of images, added. Its mean over pairs is the paper's loss. The
/// first divergence alone is SDM. Source: AMNS equations 4 and 5.
package struct BidirectionalSimilarityDistributionMatching: MatchingLoss {
  /// tau, 0.02 in AMNS.
  package var temperature: Double
  /// Keeps the logarithm of absent labels finite. AMNS names no value; 1e-8 is SDM's in IRRA.
  package var epsilon: Double

  package init(temperature: Double = 0.02, epsilon: Double = 1e-8) {
    self.temperature = temperature
    self.epsilon = epsilon
  }

  /// Both directions added, `[batch]`.
  package func perPair(similarities: Tensor, sameIdentity: Tensor) throws -> Tensor {
    let labels = try sameIdentity.to(similarities.dtype)
    // The label matrix is symmetric, so one serves texts and images.
    let target = try labels / labels.sum(1, keep: true)
    let targetLogarithm = try (target + epsilon).log()
    func divergence(_ scores: Tensor) throws -> Tensor {
      let logarithm = try (scores / temperature).logSoftmax(1)
      // p (log p - log q) + q (log q - log p), with the logarithms taken out.
      return try ((logarithm.exp() - target) * (logarithm - targetLogarithm)).sum(1)
    }
    return try divergence(similarities) + divergence(similarities.transposed(0, 1))
  }

  /// What `bench list losses` says.
  static let info = PartInfo(
    kind: .loss, id: "bsdm", title: "Bidirectional similarity distribution matching (BSDM)",
    formula: "sum_j [p_ij log(p_ij / (q_ij + eps)) + q_ij log((q_ij + eps) / p_ij)], p and q as in SDM,"
      + " text and image rows",
    shapes: PartInfo.matchingShapes, settings: ["temperature", "matchingWeight"],
    source: "AMNS equations 4 and 5")
}
