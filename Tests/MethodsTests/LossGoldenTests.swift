import Methods
import TensorTestSupport
import Testing
import Torch

/// Matching losses and their gradients against the official code (goldens losses.h5 and losses_irra.h5).
@Suite struct LossGoldenTests {
  private static let cases = ["case0", "case1", "case2"]

  /// Per-pair losses and the gradients of their sum, at the golden's features.
  private func check(_ loss: any MatchingLoss, named name: String, in golden: GoldenTensors) throws {
    let (texts, images) = try (golden.floats("text_features"), golden.floats("image_features"))
    for leaf in [texts, images] { try leaf.setRequiresGradient() }
    let same = try Similarity.sameIdentity(golden.integers("pids"))
    let rows = try loss.perPair(similarities: Similarity.cosine(texts: texts, images: images), sameIdentity: same)
    try rows.sum().backward()
    let expected = try golden.group(name)
    #expect(try excess(rows, over: expected.floats("per_sample"), absolute: 1e-5, relative: 1e-4) <= 0)
    for (leaf, gradient) in [(texts, "grad_text"), (images, "grad_image")] {
      let found = try #require(try leaf.gradient)
      #expect(try excess(found, over: expected.floats(gradient), absolute: 1e-5, relative: 1e-4) <= 0, "\(gradient)")
    }
  }

  @Test(arguments: cases) func tripletAlignment(name: String) throws {
    let golden = try GoldenTensors("losses.h5").group(name)
    let settings = try golden.group("TAL")
    let loss = try TripletAlignmentLoss(
      temperature: settings.attribute("tau"), margin: settings.attribute("margin"))
    try check(loss, named: "TAL", in: golden)
  }

  @Test(arguments: cases) func similarityDistributionMatching(name: String) throws {
    let golden = try GoldenTensors("losses.h5").group(name)
    let scale = try golden.group("SDM").attribute("logit_scale")
    try check(SimilarityDistributionMatching(temperature: 1 / scale), named: "SDM", in: golden)
  }

  @Test(arguments: cases) func tripletRanking(name: String) throws {
    let golden = try GoldenTensors("losses.h5").group(name)
    let settings = try golden.group("TRL")
    try check(
      TripletRankingLoss(temperature: settings.attribute("tau"), margin: settings.attribute("margin")), named: "TRL",
      in: golden)
  }

  @Test(arguments: cases) func infoNCE(name: String) throws {
    let golden = try GoldenTensors("losses.h5").group(name)
    let scale = try golden.group("InfoNCE").attribute("logit_scale")
    try check(InfoNCE(temperature: 1 / scale), named: "InfoNCE", in: golden)
  }

  @Test(arguments: cases) func meanOfInfoNCEIsITC(name: String) throws {
    try checkScalar("itc", of: name) { texts, images, _ in
      let similarities = try Similarity.cosine(texts: texts, images: images)
      return try InfoNCE().perPair(similarities: similarities, sameIdentity: similarities).mean()
    }
  }

  @Test(arguments: cases) func crossModalProjectionMatching(name: String) throws {
    try checkScalar("cmpm", of: name) { texts, images, identities in
      try CrossModalProjectionMatching()(texts: texts, images: images, identities: identities)
    }
  }

  /// A loss of losses_irra.h5 that is one number, and its gradients.
  private func checkScalar(
    _ loss: String, of name: String, _ compute: (Tensor, Tensor, Tensor) throws -> Tensor
  ) throws {
    let golden = try GoldenTensors("losses_irra.h5").group(name)
    let (texts, images) = try (golden.floats("text_features"), golden.floats("image_features"))
    for leaf in [texts, images] { try leaf.setRequiresGradient() }
    let value = try compute(texts, images, golden.integers("pids"))
    try value.backward()
    #expect(try excess([value.item()], over: golden.doubles("\(loss)/loss"), absolute: 1e-5, relative: 1e-4) <= 0)
    for (leaf, gradient) in [(texts, "\(loss)/grad_text"), (images, "\(loss)/grad_image")] {
      let found = try #require(try leaf.gradient)
      #expect(try excess(found, over: golden.floats(gradient), absolute: 1e-5, relative: 1e-4) <= 0, "\(gradient)")
    }
  }

  @Test(arguments: cases) func irraSumsItsLossesAsTheOfficialCode(name: String) throws {
    let golden = try GoldenTensors("losses_irra.h5").group(name)
    let (texts, images) = try (golden.floats("text_features"), golden.floats("image_features"))
    for leaf in [texts, images] { try leaf.setRequiresGradient() }
    let identities = try golden.integers("pids")
    let matching = try SimilarityDistributionMatching().perPair(
      similarities: Similarity.cosine(texts: texts, images: images), sameIdentity: Similarity.sameIdentity(identities))
    let loss = try matching.mean()
    try loss.backward()
    #expect(try excess([loss.item()], over: golden.doubles("sdm/loss"), absolute: 1e-5, relative: 1e-4) <= 0)
    for (leaf, gradient) in [(texts, "sdm/grad_text"), (images, "sdm/grad_image")] {
      let found = try #require(try leaf.gradient)
      #expect(try excess(found, over: golden.floats(gradient), absolute: 1e-5, relative: 1e-4) <= 0, "\(gradient)")
    }
    let identity = try IdentityLoss.loss(
      imageLogits: golden.floats("id/image_logits"), textLogits: golden.floats("id/text_logits"),
      identities: identities)
    #expect(try excess([identity.item()], over: golden.doubles("id/loss"), absolute: 1e-5, relative: 1e-4) <= 0)
    // The labelled rows alone give the loss of all rows with label 0 ignored.
    let labels = try golden.indices("mlm/labels").map(Int64.init)
    let masked = try MaskedLabels(labels)
    let scores = try golden.floats("mlm/scores").indexed(0, by: masked.positions)
    let modelling = try scores.crossEntropy(labels: masked.labels)
    #expect(try excess([modelling.item()], over: golden.doubles("mlm/loss"), absolute: 1e-5, relative: 1e-4) <= 0)
  }

  /// The places and values of non-zero labels.
  private struct MaskedLabels {
    let positions: Tensor
    let labels: Tensor

    init(_ all: [Int64]) throws {
      let places = all.indices.filter { all[$0] != 0 }
      positions = try Tensor(places.map(Int64.init))
      labels = try Tensor(places.map { all[$0] })
    }
  }
}
