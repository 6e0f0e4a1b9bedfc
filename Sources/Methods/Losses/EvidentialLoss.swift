package import Torch

/// DECL's evidential loss: a batch's similarities are the evidence of a Dirichlet distribution over partners.
///
/// With evidence `e = exp(tanh(S) / tau)`, `a = e + 1`, `s_i = sum_j a_ij` and labels `y`, per row:
/// `sum_j [(y_ij - a_ij / s_i)^2 + a_ij (s_i - a_ij) / (s_i^2 (s_i + 1))] + lambda KL(Dir(e (1 - y) + 1) || Dir(1))`,
/// for rows of texts and of images, added. `y` is the identity matrix with the rows of distrusted pairs set to 0.
/// Source: Qin et al., Deep Evidential Learning with Noisy Correspondence, ACM MM 2022, equations 3-9.
package struct EvidentialLoss: Sendable {
  /// tau, 0.1 in DECL.
  package var temperature: Double
  /// lambda, the weight of the divergence, 0.1 in DECL.
  package var divergenceWeight: Double
  /// Whether the evidence is of `tanh(S)`; another reading of DECL takes `S`.
  package var squashes: Bool

  package init(temperature: Double = 0.1, divergenceWeight: Double = 0.1, squashes: Bool = true) {
    self.temperature = temperature
    self.divergenceWeight = divergenceWeight
    self.squashes = squashes
  }

  /// The evidence that text t and image i belong together, `[batch, batch]`.
  package func evidence(similarities: Tensor) throws -> Tensor {
    // Sums of some hundred evidences of up to e^10 do not fit half precision.
    let scores = try similarities.atLeastSingle()
    return try ((squashes ? scores.tanh() : scores) / temperature).exp()
  }

  /// Both directions added, `[batch]`.
  ///
  /// - Parameters:
  ///   - similarities: Cosine similarities `[batch, batch]`; which modality the rows are does not matter.
  ///   - labels: `[batch]`, 1 for trusted pairs and 0 for the others.
  package func perPair(similarities: Tensor, labels: Tensor) throws -> Tensor {
    let evidence = try evidence(similarities: similarities)
    let count = try labels.size(0)
    let place = try Tensor.range(count, device: labels.device)
    let isOwn = try place.reshaped(count, 1).equal(to: place.reshaped(1, count))
    let target = try isOwn.to(evidence.dtype) * labels.to(evidence.dtype).unsqueezed(1)
    func loss(_ evidence: Tensor) throws -> Tensor {
      let alpha = try evidence + 1
      let strength = try alpha.sum(1, keep: true)
      let error = try target - alpha / strength
      let variance = try alpha * (strength - alpha) / (strength * strength * (strength + 1))
      let misleading = try evidence * (-target + 1) + 1
      return try (error * error + variance).sum(1) + Self.divergenceFromUniform(misleading) * divergenceWeight
    }
    return try loss(evidence) + loss(evidence.transposed(0, 1))
  }

  /// The share that a pair's own evidence has in all evidence of its caption and its image, `[batch]`.
  package func ownShare(similarities: Tensor) throws -> Tensor {
    let mutual = try mutualEvidence(similarities)
    return try mutual.diagonal() / mutual.sum(1)
  }

  /// Whether the partner with the most evidence is a pair's own, bool `[batch]`: a clean pair to DECL.
  package func predictsClean(similarities: Tensor) throws -> Tensor {
    let mutual = try mutualEvidence(similarities)
    return try mutual.argmax(1).equal(to: Tensor.range(mutual.size(0), device: mutual.device))
  }

  /// Evidence of both directions added.
  private func mutualEvidence(_ similarities: Tensor) throws -> Tensor {
    let evidence = try evidence(similarities: similarities)
    return try evidence + evidence.transposed(0, 1)
  }

  /// `KL(Dir(alpha) || Dir(1))` of each row.
  private static func divergenceFromUniform(_ alpha: Tensor) throws -> Tensor {
    let total = try alpha.sum(1, keep: true)
    let classes = try Tensor.full([1], Double(alpha.size(1)), dtype: alpha.dtype, device: alpha.device)
    let normalizers = try total.logGamma().squeezed(1) - alpha.logGamma().sum(1) - classes.logGamma()
    return try ((alpha - 1) * (alpha.digamma() - total.digamma())).sum(1) + normalizers
  }

  /// What `bench list losses` says.
  static let info = PartInfo(
    kind: .loss, id: "edl", title: "Evidential loss",
    formula: "e = exp(tanh(S) / tau), a = e + 1, s = sum_j a_ij: sum_j [(y_ij - a_ij / s)^2"
      + " + a_ij (s - a_ij) / (s^2 (s + 1))] + lambda KL(Dir(e (1 - y) + 1) || Dir(1)), text and image rows",
    shapes: "S [batch, batch], labels [batch] -> one loss for each pair [batch]",
    settings: ["temperature", "divergenceWeight", "squashes", "matchingWeight"],
    source: "DECL, ACM MM 2022")
}

extension EvidentialLoss: MatchingLoss {
  /// All pairs being trusted.
  package func perPair(similarities: Tensor, sameIdentity: Tensor) throws -> Tensor {
    try perPair(
      similarities: similarities, labels: .ones([similarities.size(0)], device: similarities.device))
  }

  /// A distrusted pair keeps its row, in which no partner is right.
  package func value(similarities: Tensor, sameIdentity: Tensor, labels: Tensor?) throws -> Tensor {
    guard let labels else { return try perPair(similarities: similarities, sameIdentity: sameIdentity).mean() }
    return try perPair(similarities: similarities, labels: labels).mean()
  }
}
