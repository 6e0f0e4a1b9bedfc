import Foundation
import Methods
import TensorTestSupport
import Testing
import Torch

/// DECL's losses where the goldens of VerificationTests do not go.
@Suite struct DECLLossTests {
  @Test func aShareAboveOneHalfIsClean() throws {
    let similarities = try Generator(seed: 4).uniform([40, 40]) * 2 - 1
    let loss = EvidentialLoss()
    let isClean = try loss.predictsClean(similarities: similarities).values(as: Int64.self)
    let shares = try loss.ownShare(similarities: similarities).values()
    #expect(shares.allSatisfy { $0 > 0 && $0 < 1 })
    #expect(Set(isClean) == [0, 1])
    for (share, isClean) in zip(shares, isClean) where share > 0.5 { #expect(isClean == 1) }
  }

  @Test func theHingeHardens() {
    let counts = [0, 1, 40, 41, 2360, 1_000_000].map { DynamicHingeLoss.negativeCount(batchSize: 64, step: $0) }
    #expect(counts == [64, 63, 63, 62, 5, 5])
    #expect(DynamicHingeLoss.negativeCount(batchSize: 3, step: 0) == 5, "as the original, whatever the batch")
  }

  @Test func aSmallBatchIsStillDividedByH() throws {
    let similarities = try Tensor([0.5, 0.4, 0.5, 0.3] as [Float], shape: [2, 2])
    let rows = try DynamicHingeLoss().perPair(similarities: similarities, negativeCount: 5).values(as: Double.self)
    func hinge(_ own: Double, _ other: Double) -> Double {
      let value = 0.2 - tanh(own) + tanh(other)
      return max(0, value)
    }
    let expected = [hinge(0.5, 0.4) + hinge(0.5, 0.5), hinge(0.3, 0.5) + hinge(0.3, 0.4)].map { $0 / 5 }
    #expect(excess(rows, over: expected, absolute: 1e-6, relative: 1e-5) <= 0)
  }
}
