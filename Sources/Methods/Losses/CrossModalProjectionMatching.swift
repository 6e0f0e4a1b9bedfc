package import Torch

/// CMPM: the KL divergence from the softmax of projections to the identity labels.
///
/// `sum_j p_ij (log p_ij - log(q_ij + eps))` with `p` the softmax of the projection of one modality's features on the
/// other's directions and `q_ij = y_ij / ||y_j||_2`, for rows of texts and of images; both means over rows are added.
/// There is no temperature: the features' lengths take its place. Source: Zhang and Lu, ECCV 2018, equations 1-5; as
/// IRRA `objectives.compute_cmpm`, whose labels have a length of 1 instead of a sum of 1.
package struct CrossModalProjectionMatching: Sendable {
  /// Keeps the logarithm of absent labels finite, 1e-8 in IRRA.
  package var epsilon: Double

  package init(epsilon: Double = 1e-8) {
    self.epsilon = epsilon
  }

  /// The loss of embeddings `[batch, width]`, not normalised, and identities `[batch]`: a scalar.
  package func callAsFunction(texts: Tensor, images: Tensor, identities: Tensor) throws -> Tensor {
    let labels = try Similarity.sameIdentity(identities).to(texts.dtype)
    // The label matrix is symmetric, so dividing by rows or by columns is one.
    let target = try (labels / labels.norm(1, keep: true) + epsilon).log()
    func divergence(of features: Tensor, on others: Tensor) throws -> Tensor {
      let directions = try others / others.norm(1, keep: true)
      let logarithm = try features.matmul(directions.transposed(0, 1)).logSoftmax(1)
      return try (logarithm.exp() * (logarithm - target)).sum(1).mean()
    }
    return try divergence(of: images, on: texts) + divergence(of: texts, on: images)
  }

  /// What `bench list losses` says.
  static let info = PartInfo(
    kind: nil, id: "cmpm", title: "Cross-modal projection matching (CMPM)",
    formula: "sum_j p_ij (log p_ij - log(q_ij + eps)), p = softmax(features . directions), q_ij = y_ij / ||y_j||",
    shapes: "texts, images [batch, width], identities [batch] -> scalar",
    source: "IRRA compute_cmpm")
}
