import Methods
import Torch

/// The losses of IRRA: `losses_irra.h5`.
enum IRRALossCheck {
  static func check(_ golden: GoldenFile, in context: GoldenContext, _ report: GoldenReport) throws {
    for name in try golden.names() {
      let group = try golden.group(name)
      try checkMatching(group, named: name, report)
      try checkIdentity(group, named: name, report)
      try checkMaskedModelling(group, named: name, in: context, report)
    }
  }

  /// The losses of two sets of features, by the names of their groups.
  private static let losses: [(name: String, compute: @Sendable (FeatureLeaves, GoldenFile) throws -> Tensor)] = [
    (
      "sdm",
      { features, _ in
        try SimilarityDistributionMatching().perPair(
          similarities: features.similarities, sameIdentity: features.sameIdentity
        ).mean()
      }
    ),
    (
      "itc",
      { features, _ in
        try InfoNCE().perPair(similarities: features.similarities, sameIdentity: features.sameIdentity).mean()
      }
    ),
    (
      "cmpm",
      { features, golden in
        try CrossModalProjectionMatching()(
          texts: features.texts, images: features.images, identities: golden.integers("pids"))
      }
    ),
  ]

  private static func checkMatching(_ golden: GoldenFile, named name: String, _ report: GoldenReport) throws {
    for (lossName, compute) in losses where try golden.contains(lossName) {
      let features = try FeatureLeaves(golden)
      let loss = try compute(features, golden)
      try loss.backward()
      let expected = try golden.group(lossName)
      try report.compare("\(name)/\(lossName)/loss", [loss.item()], with: expected.doubles("loss"), .loss)
      try features.compareGradients("\(name)/\(lossName)", with: expected, report)
    }
  }

  private static func checkIdentity(_ golden: GoldenFile, named name: String, _ report: GoldenReport) throws {
    let loss = try IdentityLoss.loss(
      imageLogits: golden.floats("id/image_logits"), textLogits: golden.floats("id/text_logits"),
      identities: golden.integers("pids"))
    try report.compare("\(name)/id/loss", [loss.item()], with: golden.doubles("id/loss"), .loss)
  }

  /// The labelled rows alone give the loss of all rows in which label 0 is ignored.
  private static func checkMaskedModelling(
    _ golden: GoldenFile, named name: String, in context: GoldenContext, _ report: GoldenReport
  ) throws {
    let labels = try golden.indices("mlm/labels").map(Int64.init)
    let places = labels.indices.filter { labels[$0] != 0 }
    let scores = try golden.floats("mlm/scores").indexed(
      0, by: Tensor(places.map(Int64.init)).to(device: context.device))
    let loss = try scores.crossEntropy(labels: Tensor(places.map { labels[$0] }).to(device: context.device))
    try report.compare("\(name)/mlm/loss", [loss.item()], with: golden.doubles("mlm/loss"), .loss)
  }
}
