import Methods
import Torch

/// BSDM and WAF and their gradients, in float64 as the golden and in float32: `losses_amns.h5`.
enum AMNSLossCheck {
  private static let losses: [(name: String, loss: any MatchingLoss)] = [
    ("bsdm", BidirectionalSimilarityDistributionMatching()), ("waf", WeightAdjustmentFocalLoss()),
  ]

  static func check(_ golden: GoldenFile, in context: GoldenContext, _ report: GoldenReport) throws {
    for name in try golden.names() {
      let group = try golden.group(name)
      for (lossName, loss) in losses where try group.contains(lossName) {
        let expected = try group.group(lossName)
        for (dtype, tolerance) in [(DType.float64, Tolerance.exactLoss), (.float32, .loss)] {
          try check(
            loss, of: group, in: dtype, with: expected, named: "\(name)/\(lossName) (\(dtype))", tolerance, report)
        }
      }
    }
  }

  private static func check(
    _ loss: any MatchingLoss, of group: GoldenFile, in dtype: DType, with expected: GoldenFile, named name: String,
    _ tolerance: Tolerance, _ report: GoldenReport
  ) throws {
    let (texts, images) = try (
      group.exactFloats("text_features").to(dtype), group.exactFloats("image_features").to(dtype)
    )
    for leaf in [texts, images] { try leaf.setRequiresGradient() }
    let rows = try loss.perPair(
      similarities: Similarity.cosine(texts: texts, images: images),
      sameIdentity: Similarity.sameIdentity(group.integers("pids")))
    let mean = try rows.mean()
    try mean.backward()
    let expectedRows = zip(try expected.doubles("i2t_per_row"), try expected.doubles("t2i_per_row")).map { $0 + $1 }
    try report.compare("\(name)/per_row", rows.values(as: Double.self), with: expectedRows, tolerance)
    try report.compare("\(name)/loss", [mean.item()], with: expected.doubles("loss"), tolerance)
    for (leaf, gradient) in [(texts, "grad_text"), (images, "grad_image")] {
      guard let found = try leaf.gradient else {
        report.fail("\(name)/\(gradient)", "the loss has no gradient")
        continue
      }
      try report.compare("\(name)/\(gradient)", found, with: expected.exactFloats(gradient), tolerance)
    }
  }
}
