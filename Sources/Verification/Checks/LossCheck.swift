import Methods
import Torch

/// Matching losses of single pairs, and the gradients of their sum: `losses.h5`.
enum LossCheck {
  /// The loss that each group's name stands for, with the settings of its attributes.
  private static let losses: [String: @Sendable (GoldenFile) throws -> any MatchingLoss] = [
    "TAL": { TripletAlignmentLoss(temperature: try $0.attribute("tau"), margin: try $0.attribute("margin")) },
    "TRL": { TripletRankingLoss(temperature: try $0.attribute("tau"), margin: try $0.attribute("margin")) },
    "InfoNCE": { InfoNCE(temperature: 1 / (try $0.attribute("logit_scale"))) },
    "SDM": { SimilarityDistributionMatching(temperature: 1 / (try $0.attribute("logit_scale"))) },
  ]

  static func check(_ golden: GoldenFile, in context: GoldenContext, _ report: GoldenReport) throws {
    for name in try golden.names() {
      let group = try golden.group(name)
      for (lossName, loss) in losses.sorted(by: { $0.key < $1.key }) where try group.contains(lossName) {
        let expected = try group.group(lossName)
        try check(loss(expected), of: group, with: expected, named: "\(name)/\(lossName)", report)
      }
    }
  }

  private static func check(
    _ loss: any MatchingLoss, of group: GoldenFile, with expected: GoldenFile, named name: String,
    _ report: GoldenReport
  ) throws {
    let features = try FeatureLeaves(group)
    let rows = try loss.perPair(similarities: features.similarities, sameIdentity: features.sameIdentity)
    try rows.sum().backward()
    try report.compare(
      "\(name)/pair_similarity", features.similarities.diagonal(), with: expected.floats("pair_similarity"), .loss)
    try report.compare("\(name)/per_sample", rows, with: expected.floats("per_sample"), .loss)
    try features.compareGradients(name, with: expected, report)
  }
}

/// Features that losses are differentiated by.
struct FeatureLeaves {
  let texts: Tensor
  let images: Tensor
  /// Cosine similarities, `[texts, images]`.
  let similarities: Tensor
  /// Where caption and image have the same identity, `[texts, images]`.
  let sameIdentity: Tensor

  /// Reads `text_features`, `image_features` and `pids`.
  init(_ golden: GoldenFile) throws {
    texts = try golden.floats("text_features")
    images = try golden.floats("image_features")
    for leaf in [texts, images] { try leaf.setRequiresGradient() }
    similarities = try Similarity.cosine(texts: texts, images: images)
    sameIdentity = try Similarity.sameIdentity(golden.integers("pids"))
  }

  /// Compares the gradients after a backward pass with `grad_text` and `grad_image`.
  func compareGradients(_ name: String, with expected: GoldenFile, _ report: GoldenReport) throws {
    for (leaf, gradient) in [(texts, "grad_text"), (images, "grad_image")] {
      guard let found = try leaf.gradient else {
        report.fail("\(name)/\(gradient)", "the loss has no gradient")
        continue
      }
      try report.compare("\(name)/\(gradient)", found, with: expected.floats(gradient), .loss)
    }
  }
}
