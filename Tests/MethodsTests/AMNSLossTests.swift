import Foundation
import Methods
import TensorTestSupport
import Testing
import Torch

/// BSDM and WAF where the goldens of VerificationTests do not go: sure mistakes, single pairs, other exponents.
@Suite struct AMNSLossTests {
  /// The losses by their names in goldens.
  private static let losses: [String: any MatchingLoss] = [
    "bsdm": BidirectionalSimilarityDistributionMatching(), "waf": WeightAdjustmentFocalLoss(),
  ]

  /// Per-pair losses at leaves `texts` and `images`, and the gradients of their mean.
  private func differentiated(
    _ loss: any MatchingLoss, texts: Tensor, images: Tensor, identities: Tensor
  ) throws -> (rows: Tensor, texts: Tensor, images: Tensor) {
    for leaf in [texts, images] { try leaf.setRequiresGradient() }
    let rows = try loss.perPair(
      similarities: Similarity.cosine(texts: texts, images: images), sameIdentity: Similarity.sameIdentity(identities))
    try rows.mean().backward()
    return (rows, try #require(try texts.gradient), try #require(try images.gradient))
  }

  /// Embeddings where some captions are closest to the image of another identity, and surely so at this temperature.
  private func noisyBatch(_ dtype: DType) throws -> (texts: Tensor, images: Tensor, identities: Tensor) {
    let generator = try Generator(seed: 5)
    let images = try generator.normal([8, 16])
    let wrong = try Tensor([1, 0, 2, 3, 4, 5, 7, 6] as [Int64])
    let texts = try images.indexed(0, by: wrong) + generator.normal([8, 16]) * 0.01
    return try (
      texts.to(dtype), images.to(dtype), Tensor([0, 1, 2, 3, 4, 4, 6, 7] as [Int64])
    )
  }

  @Test(arguments: ["bsdm", "waf"], [DType.float32, .bfloat16]) func staysFiniteOnSureMistakes(
    name: String, dtype: DType
  ) throws {
    let sharp: [String: any MatchingLoss] = [
      "bsdm": BidirectionalSimilarityDistributionMatching(temperature: 0.015),
      "waf": WeightAdjustmentFocalLoss(temperature: 0.015),
    ]
    let loss = try #require(sharp[name])
    let (texts, images, identities) = try noisyBatch(dtype)
    let found = try differentiated(loss, texts: texts, images: images, identities: identities)
    let exact = try differentiated(
      loss, texts: texts.detached().to(.float64), images: images.detached().to(.float64), identities: identities)
    for (value, reference) in [(found.rows, exact.rows), (found.texts, exact.texts), (found.images, exact.images)] {
      #expect(try value.isFinite().all())
      // A wrong pair must not only be finite but keep its large loss; bfloat16 has 8 bits.
      let tolerance = dtype == .float32 ? 1e-4 : 0.1
      let scale = try reference.magnitude().maximum().item()
      #expect(try excess(value, over: reference, absolute: tolerance * scale, relative: tolerance) <= 0)
    }
    #expect(try exact.rows.maximum().item() > 1)
  }

  @Test(arguments: ["bsdm", "waf"]) func aSinglePairHasFiniteGradients(name: String) throws {
    let loss = try #require(Self.losses[name])
    let generator = try Generator(seed: 6)
    for count in [1, 3] {
      let found = try differentiated(
        loss, texts: generator.normal([count, 8]), images: generator.normal([count, 8]),
        identities: Tensor([Int64](repeating: 4, count: count)))
      for value in [found.rows, found.texts, found.images] { #expect(try value.isFinite().all()) }
    }
  }

  @Test(arguments: [0, 0.5, 1]) func otherExponentsEqualTheFormula(gamma: Double) throws {
    let generator = try Generator(seed: 7)
    let identities = (0..<20).map { $0 * $0 % 13 }
    let similarities = try Similarity.cosine(
      texts: generator.normal([20, 16]).to(.float64), images: generator.normal([20, 16]).to(.float64))
    // A high temperature keeps the naive formula away from its own overflow.
    let rows = try WeightAdjustmentFocalLoss(gamma: gamma, temperature: 0.2).perPair(
      similarities: similarities, sameIdentity: Similarity.sameIdentity(Tensor(identities.map(Int64.init)))
    ).values(as: Double.self)
    let scores = try similarities.values(as: Double.self)
    let count = identities.count
    func focal(_ row: Int, _ score: (Int, Int) -> Double) -> Double {
      let weights = (0..<count).map { exp(score(row, $0) / 0.2) }
      let sum = weights.reduce(0, +)
      return (0..<count).reduce(0) { total, column in
        let p = weights[column] / sum
        return total
          + (identities[row] == identities[column]
            ? -0.1 * pow(1 - p, gamma) * log(p) : -0.05 * pow(p, gamma) * log(1 - p))
      }
    }
    let naive = (0..<count).map { row in
      focal(row) { scores[$0 * count + $1] } + focal(row) { scores[$1 * count + $0] }
    }
    #expect(excess(rows, over: naive, absolute: 1e-12, relative: 1e-11) <= 0)
  }
}
