package import Torch

/// WAF: a focal loss on matching probabilities that turns the weight from easy pairs to hard ones.
///
/// Per row, with `p = softmax(S / tau)` as in BSDM (AMNS equation 3):
/// `sum_j -alpha (1 - p_ij)^gamma log p_ij` where the identities are equal, `-beta p_ij^gamma log(1 - p_ij)` where they
/// differ; rows of texts and of images are added. Source: AMNS equations 6 and 7, which leave the reduction open: it is
/// BSDM's here, a sum over each row and the mean over rows.
package struct WeightAdjustmentFocalLoss: MatchingLoss {
  /// The weight of pairs of one identity, 0.1 in AMNS.
  package var alpha: Double
  /// The weight of pairs of two identities, 0.05 in AMNS.
  package var beta: Double
  /// How much easy pairs lose weight, 2 in AMNS.
  package var gamma: Double
  /// tau, 0.02 in AMNS.
  package var temperature: Double

  package init(alpha: Double = 0.1, beta: Double = 0.05, gamma: Double = 2, temperature: Double = 0.02) {
    self.alpha = alpha
    self.beta = beta
    self.gamma = gamma
    self.temperature = temperature
  }

  /// Both directions added, `[batch]`.
  package func perPair(similarities: Tensor, sameIdentity: Tensor) throws -> Tensor {
    func focal(_ scores: Tensor) throws -> Tensor {
      let scaled = try scores / temperature
      let match = try scaled.logSoftmax(1)
      let mismatch = try Self.logComplement(of: match, scaled: scaled)
      // x^gamma as exp(gamma log x): gradients stay finite at x = 0 for every gamma.
      let hardMatch = try (mismatch * gamma).exp() * match * -alpha
      let hardMismatch = try (match * gamma).exp() * mismatch * -beta
      return try Tensor.choose(sameIdentity, hardMatch, hardMismatch).sum(1)
    }
    return try focal(similarities) + focal(similarities.transposed(0, 1))
  }

  /// `log(1 - p)` for `log p = log softmax(scaled)`, finite and exact where p rounds to 1.
  ///
  /// A pair that is surely matched but of two identities, the very pair that noise makes, has 1 - p = 0 in float32. The
  /// largest probability of a row is the only one that can come near 1; for it, 1 - p is the sum of all others.
  private static func logComplement(of logarithm: Tensor, scaled: Tensor) throws -> Tensor {
    let columns = try Tensor.range(scaled.size(1), device: scaled.device).reshaped(1, -1)
    let isLargest = try columns.equal(to: scaled.argmax(1).reshaped(-1, 1))
    let others = try scaled.filled(where: isLargest, with: Tensor.masked).logSumExp(1, keep: true)
    let largest = try others - scaled.logSumExp(1, keep: true)
    let probability = try logarithm.exp().filled(where: isLargest, with: 0)
    return try Tensor.choose(isLargest, largest, (1 - probability).log())
  }

  /// What `bench list losses` says.
  static let info = PartInfo(
    kind: .auxiliary, id: "waf", title: "Weight adjustment focal loss (WAF)",
    formula: "sum_j -alpha (1 - p_ij)^gamma log p_ij where y_ij = 1, else -beta p_ij^gamma log(1 - p_ij),"
      + " p = softmax(S / tau), text and image rows",
    shapes: PartInfo.matchingShapes,
    settings: ["focalWeight", "focalAlpha", "focalBeta", "focalGamma", "focalTemperature"],
    source: "AMNS equations 6 and 7")
}
