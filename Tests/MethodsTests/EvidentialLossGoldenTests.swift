import Foundation
import Methods
import TensorTestSupport
import Testing
import Torch

/// DECL's losses and its division against the official code (golden losses_decl.h5).
@Suite struct EvidentialLossGoldenTests {
  private static let cases = ["case0", "case1", "case2"]

  /// The golden's similarities are image-major, ours text-major; both losses are the same for either.
  private func similarities(_ golden: GoldenTensors) throws -> Tensor {
    try golden.floats("similarity").transposed(0, 1).contiguous()
  }

  private func agrees(_ found: Tensor, _ golden: GoldenTensors, _ name: String) throws -> Bool {
    try excess(found, over: golden.floats(name), absolute: 1e-5, relative: 1e-4) <= 0
  }

  @Test(arguments: cases) func evidentialLoss(name: String) throws {
    let golden = try GoldenTensors("losses_decl.h5").group(name)
    let settings = try golden.group("edl")
    let loss = try EvidentialLoss(
      temperature: settings.attribute("tau"), divergenceWeight: settings.attribute("lambda2"))
    let leaf = try similarities(golden)
    try leaf.setRequiresGradient()
    let value = try loss.perPair(similarities: leaf, labels: golden.floats("clean")).mean()
    try value.backward()
    #expect(try excess([value.item()], over: settings.doubles("loss"), absolute: 1e-5, relative: 1e-4) <= 0)
    let gradient = try #require(try leaf.gradient).transposed(0, 1)
    #expect(try agrees(gradient, settings, "grad_similarity"))
  }

  @Test(arguments: cases) func dynamicHinge(name: String) throws {
    let golden = try GoldenTensors("losses_decl.h5").group(name)
    let hinges = try golden.names().filter { $0.hasPrefix("rdh") }
    #expect(!hinges.isEmpty)
    for hinge in hinges {
      let expected = try golden.group(hinge)
      let leaf = try similarities(golden)
      try leaf.setRequiresGradient()
      let rows = try DynamicHingeLoss(margin: expected.attribute("margin"))
        .perPair(similarities: leaf, negativeCount: Int(expected.attribute("H")))
      #expect(try agrees(rows, expected, "per_sample"), "\(hinge)")
      try (rows * golden.floats("clean")).sum().backward()
      let gradient = try #require(try leaf.gradient).transposed(0, 1)
      #expect(try agrees(gradient, expected, "grad_similarity_clean_sum"), "\(hinge)")
    }
  }

  @Test(arguments: cases) func division(name: String) throws {
    let golden = try GoldenTensors("losses_decl.h5").group(name)
    let similarities = try similarities(golden)
    let loss = EvidentialLoss()
    let found = try loss.predictsClean(similarities: similarities).values(as: Int64.self).map(Int.init)
    #expect(try found == golden.indices("predicted_clean"))
    let shares = try loss.ownShare(similarities: similarities).values()
    #expect(shares.allSatisfy { $0 > 0 && $0 < 1 })
    for (share, isClean) in zip(shares, found) where share > 0.5 { #expect(isClean == 1) }
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
