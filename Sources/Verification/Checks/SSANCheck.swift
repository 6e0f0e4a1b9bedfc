import BenchCore
import Methods
import Models
import Torch
import Training

/// SSAN's network, losses and optimiser steps: `ssan.h5`.
enum SSANCheck {
  /// The heads by the names of the golden.
  private static let heads = [("global", "global"), ("local", "local"), ("non_local", "nonlocal")]

  static func check(_ golden: GoldenFile, in context: GoldenContext, _ report: GoldenReport) throws {
    let ids = try (
      captions: golden.integers("batch/captions"), partners: golden.integers("batch/same_identity_captions")
    )
    let (sizes, parts) = try SSANWeights.sizes(of: golden, contextLength: ids.captions.size(1))
    var configuration = SSANConfiguration()
    // Nothing is dropped in the golden's steps.
    (configuration.parts, configuration.dropout) = (parts, 0)
    let weights = try SSANWeights.renamed(golden.weights("weights"))
    guard let identities = try weights["id_global.W.0.block.weight"]?.size(0) else {
      throw VerificationFailure.malformed("the weights have no id_global.W.0.block.weight")
    }
    // The sizes are the weights', whatever the model's are.
    let method = try SSAN(
      configuration, sizes: sizes, in: context.methodContext(.paper, identityCount: identities))
    for name in try method.parameters.load(weights) { report.fail("weights/\(name)", "the model has no such weight") }

    let batch = try TrainingBatch(
      pairIndices: Array(0..<ids.captions.size(0)), identities: golden.integers("batch/labels"),
      images: golden.floats("batch/images"), captionIDs: ids.captions,
      captionLengths: golden.indices("batch/lengths"),
      partner: PartnerCaptions(ids: ids.partners, lengths: golden.indices("batch/same_identity_lengths")))
    try checkLengths(batch, report)
    try checkEmbeddings(golden.group("eval"), of: method, batch, report)
    for name in try golden.group("losses").names() {
      try SSANLossCheck(
        golden: golden.group("losses/\(name)"), name: "losses/\(name)", method: method, configuration: configuration,
        identities: batch.identities, report: report
      ).check()
    }
    try checkSteps(golden.group("steps"), of: method, batch, report)
  }

  /// The network counts words itself.
  private static func checkLengths(_ batch: TrainingBatch, _ report: GoldenReport) throws {
    for (name, ids, lengths) in [
      ("lengths", batch.captionIDs, batch.captionLengths),
      ("same_identity_lengths", batch.partner?.ids ?? batch.captionIDs, batch.partner?.lengths ?? []),
    ] {
      let counted = try ids.notEqual(to: 0).to(.int64).sum(1).values(as: Int64.self)
      report.compare("batch/\(name)", counted.map(Double.init), with: lengths.map(Double.init), .exact)
    }
  }

  private static func checkEmbeddings(
    _ golden: GoldenFile, of method: SSAN, _ batch: TrainingBatch, _ report: GoldenReport
  ) throws {
    try withoutGradients {
      try report.compare(
        "eval/feature_map", method.featureMap(of: batch.images), with: golden.floats("feature_map"), .output)
      let embedded = try [
        ("image", method.embed(images: batch.images)), ("text", method.embed(captions: batch.captionIDs)),
      ]
      for (modality, found) in embedded {
        for (name, head) in heads {
          let expected = try golden.floats("\(modality)_\(name)")
          guard let values = found.first(where: { $0.name == head })?.values else { continue }
          try report.compare(
            "eval/\(modality)_\(name)", values, with: expected.reshaped(expected.size(0), -1), .output)
        }
      }
    }
  }

  /// Adam as the reference's training loop has it; the third step is one of the later epochs.
  private static func checkSteps(
    _ golden: GoldenFile, of method: SSAN, _ batch: TrainingBatch, _ report: GoldenReport
  ) throws {
    let count = try golden.array("losses", of: Double.self).shape[0]
    var step = try TrainingStep(method.parameters, recipe: .ssan)
    for number in 0..<count {
      var batch = batch
      batch.epoch = number < 2 ? 1 : SSANConfiguration().fixedMarginEpochs + 1
      let drawn = try golden.group("\(number)")
      try step(
        method.losses(of: batch, droppingBy: nil) { head, choice in
          let name = heads.first { $0.1 == head }?.0 ?? head
          let triplets = try SSANTriplets(drawn, "triplets_\(name)_\(choice.anchors.goldenName)")
          return try triplets.checked(
            against: choice, identities: batch.identities, named: "steps/\(number)", report)
        })
    }
    let found = try step.readLosses().flatMap(\.self)
    report.compare("steps/losses (\(count) steps)", found, with: try golden.doubles("losses"), .output)
    let norms = try golden.group("norm_after")
    var (values, expected): ([Double], [Double]) = ([], [])
    for name in try norms.names() {
      guard let own = method.parameters[SSANWeights.ownName(of: name)] else {
        report.fail("steps/norm_after/\(name)", "the model has no such tensor")
        continue
      }
      values.append(try own.to(.float64).norm().item())
      expected += try norms.doubles(name)
    }
    report.compare("steps/norm_after (\(values.count) tensors)", values, with: expected, .output)
    if values.count != method.parameters.entries.count - 1 {
      report.fail("steps/norm_after", "\(values.count) tensors of the model's \(method.parameters.entries.count - 1)")
    }
  }
}
