import Methods
import Torch

/// A triplet loss with the mean negative of the batch.
struct MeanTripletLoss: MatchingLoss {
  var margin: Double

  func perPair(similarities: Tensor, sameIdentity: Tensor) throws -> Tensor {
    let others = try sameIdentity.negated().to(similarities.dtype)
    func hinge(_ scores: Tensor) throws -> Tensor {
      let negative = try (scores * others).sum(1) / others.sum(1).clamped(minimum: 1)
      return try (negative - scores.diagonal() + margin).clamped(minimum: 0)
    }
    return try hinge(similarities) + hinge(similarities.transposed(0, 1))
  }
}

/// CLIP with this loss on its global embeddings.
struct MeanTriplet: PublishedConfiguration {
  @Setting("Margin of the loss.", source: "my paper, equation 1", .atLeast(0)) var margin = 0.2

  var composition: Composition { Composition(MeanTripletLoss(margin: margin), term: "triplet") }

  static let entry = MethodEntry(
    MethodInfo(
      id: "mean-triplet", title: "Mean-Triplet", summary: "CLIP with a triplet loss on the mean negative.",
      citation: "My paper"), MeanTriplet.self)
}
