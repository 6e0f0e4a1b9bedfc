import Foundation
import Methods
import TensorTestSupport
import Testing
import Torch

/// Losses where they could lose their heads: half precision, certainty, one identity, no gradient of the formula's own.
@Suite struct LossStabilityTests {
  /// Every matching loss at the lowest temperature of the papers.
  private static let losses: [any MatchingLoss] = [
    TripletAlignmentLoss(temperature: 0.015), SimilarityDistributionMatching(temperature: 0.015),
    TripletRankingLoss(temperature: 0.015), SummedTripletRankingLoss(temperature: 0.015),
    InfoNCE(temperature: 0.015), BidirectionalSimilarityDistributionMatching(temperature: 0.015),
    WeightAdjustmentFocalLoss(temperature: 0.015),
  ]

  /// Similarities, and whether identities agree.
  private static func hardBatches() throws -> [(similarities: Tensor, same: Tensor)] {
    let random = try Generator(seed: 2).uniform([6, 6], low: -1, high: 1)
    // Sure of the right pairs, and sure of the wrong ones, which is what noise makes.
    let right = (0..<36).map { Float($0 % 7 == 0 ? 1 : -1) }
    let wrong = (0..<36).map { Float($0 % 7 == 1 ? 1 : -1) }
    let own = try Similarity.sameIdentity(Tensor([0, 1, 2, 3, 4, 5] as [Int64]))
    let mixed = try Similarity.sameIdentity(Tensor([0, 1, 1, 3, 0, 5] as [Int64]))
    let one = try Similarity.sameIdentity(Tensor([4, 4, 4, 4, 4, 4] as [Int64]))
    return try [random, Tensor(right, shape: [6, 6]), Tensor(wrong, shape: [6, 6]), .full([6, 6], 1)]
      .flatMap { similarities in [own, mixed, one].map { (similarities, $0) } }
  }

  @Test(arguments: [DType.float32, .bfloat16]) func valuesAndGradientsStayFinite(dtype: DType) throws {
    for (similarities, same) in try Self.hardBatches() {
      for loss in Self.losses {
        let leaf = try similarities.to(dtype).cloned()
        try leaf.setRequiresGradient()
        let rows = try loss.perPair(similarities: leaf, sameIdentity: same)
        try rows.sum().backward()
        #expect(try rows.isFinite().all(), "\(loss) \(dtype)")
        #expect(try #require(try leaf.gradient).isFinite().all(), "\(loss) \(dtype)")
      }
      let leaf = try similarities.to(dtype).cloned()
      try leaf.setRequiresGradient()
      let evidence = try EvidentialLoss().perPair(similarities: leaf, labels: Tensor([1, 0, 1, 1, 0, 0] as [Float]))
      let hinge = try DynamicHingeLoss().perPair(similarities: leaf, negativeCount: 5)
      try (evidence.sum() + hinge.sum()).backward()
      #expect(try evidence.isFinite().all() && hinge.isFinite().all(), "\(dtype)")
      #expect(try #require(try leaf.gradient).isFinite().all(), "\(dtype)")
    }
  }

  @Test func halfPrecisionFeaturesGiveSinglePrecisionSimilarities() throws {
    let generator = try Generator(seed: 3)
    let (texts, images) = try (generator.normal([4, 8]), generator.normal([4, 8]))
    let exact = try Similarity.cosine(texts: texts, images: images)
    let half = try Similarity.cosine(texts: texts.to(.bfloat16), images: images.to(.bfloat16))
    #expect(try half.dtype == .float32)
    #expect(try excess(half, over: exact, absolute: 0.02, relative: 0) <= 0)
    let loss = CrossModalProjectionMatching()
    let identities = try Tensor([1, 1, 2, 3] as [Int64])
    #expect(try loss(texts: texts, images: images, identities: identities).isFinite().all())
  }

  /// TRL-S has no official code: its definition, in plain numbers.
  @Test func summedTripletRankingIsItsDefinition() throws {
    let identities = [0, 1, 0, 2]
    let scores = [[0.9, 0.4, 0.7, -0.2], [0.1, 0.3, 0.35, 0.6], [0.5, 0.2, 0.8, 0.75], [0, 0.1, 0.9, 0.4]]
    let (temperature, margin) = (0.05, 0.2)
    func row(_ scores: [Double], _ own: Int) -> Double {
      let mates = identities.indices.filter { identities[$0] == identities[own] }
      let weights = mates.map { exp(scores[$0] / temperature) }
      let positive = zip(mates, weights).map { scores[$0] * $1 }.reduce(0, +) / weights.reduce(0, +)
      return identities.indices.filter { identities[$0] != identities[own] }
        .map { max(0, margin - positive + scores[$0]) }.reduce(0, +)
    }
    let expected = identities.indices.map { own in
      row(scores[own], own) + row(scores.map { $0[own] }, own)
    }
    let found = try SummedTripletRankingLoss(temperature: temperature, margin: margin).perPair(
      similarities: Tensor(scores.flatMap { $0 }, shape: [4, 4]),
      sameIdentity: Similarity.sameIdentity(Tensor(identities.map(Int64.init))))
    #expect(try excess(found.values(as: Double.self), over: expected, absolute: 1e-12, relative: 1e-12) <= 0)
  }
}
