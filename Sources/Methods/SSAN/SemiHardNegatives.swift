package import Torch

/// The rule by which SSAN's ranking loss finds one negative for each anchor.
///
/// Source: SSAN `loss/RankingLoss.py`, `get_triplets`.
package enum SemiHardNegatives {
  /// Which samples are semi-hard negatives of which anchors (rows), bool `[batch, batch]`: of another identity and less
  /// similar than the positive, by less than the margin, so that the hinge is between 0 and the margin.
  package static func candidates(_ choice: CompoundRankingLoss.Choice, sameIdentity: Tensor) throws -> Tensor {
    let distance = try choice.similarities.diagonal().reshaped(-1, 1) - choice.similarities
    let isNear = try (choice.margins.reshaped(-1, 1) - distance).isPositive()
    let allowed = try choice.isKept.reshaped(-1, 1).to(.float32) * sameIdentity.negated().to(.float32)
    return try (allowed * distance.isPositive().to(.float32) * isNear.to(.float32)).isPositive()
  }

  /// One candidate of each anchor, 0 or 1, `[batch, batch]`: that of the highest score, where scores in `[0, 1)`,
  /// `[batch, batch]`, are drawn at random.
  ///
  /// Where no anchor has a candidate it is the first sample of another identity for the last anchor, as the reference has
  /// it, which takes that identity from the last anchor that is kept.
  package static func drawn(
    _ choice: CompoundRankingLoss.Choice, sameIdentity: Tensor, scores: Tensor
  ) throws -> Tensor {
    let count = try sameIdentity.size(0)
    let candidates = try candidates(choice, sameIdentity: sameIdentity).to(.float32)
    let place = try Tensor.range(count, device: sameIdentity.device)
    let row = try place.reshaped(1, count)
    let chosen = try row.equal(to: ((scores + 1) * candidates).argmax(1).reshaped(count, 1)).to(.float32) * candidates

    // Without any that is kept the reference stops; here the last anchor of all stands in.
    let lastKept = try (choice.isKept.to(.float32) * Double(count) + place.to(.float32)).argmax(0).reshaped(1)
    let others = try sameIdentity.negated().indexed(0, by: lastKept).to(.float32)
    let first = try row.equal(to: (others * (Double(count) - row.to(.float32))).argmax(1).reshaped(1, 1))
    let last = try place.equal(to: count - 1).reshaped(count, 1).to(.float32)
    let noneQualifies = try 1 - candidates.maximum()
    return try chosen + last * (first.to(.float32) * others) * noneQualifies
  }
}

extension Tensor {
  /// Where elements are above 0, bool.
  fileprivate func isPositive() throws -> Tensor { try greater(than: 0.0) }
}
