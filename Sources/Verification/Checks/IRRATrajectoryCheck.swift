import Methods
import Training

/// Training steps of IRRA: `trajectory_irra.h5`.
enum IRRATrajectoryCheck {
  static func check(_ golden: GoldenFile, in context: GoldenContext, _ report: GoldenReport) throws {
    let weights = try golden.weights("weights")
    guard let layers = Int(exactly: try golden.attribute("cmt_depth")) else {
      throw VerificationFailure.malformed("cmt_depth is not an integer")
    }
    guard let identities = try weights["classifier.weight"]?.size(0) else {
      throw VerificationFailure.malformed("the weights have no classifier.weight")
    }
    var configuration = IRRA()
    configuration.crossModalLayers = layers
    // The batches hold both: captions for matching, masked captions for modelling.
    configuration.masksInPlace = false
    try configuration.validate()
    let method = try configuration.method(
      in: context.methodContext(TrajectoryCheck.model(weights, of: golden), identityCount: identities))
    for name in try method.parameters.load(weights) { report.fail("weights/\(name)", "the model has no such weight") }
    let check = TrajectoryCheck(golden: golden, batches: golden, expected: golden, prefix: "", report: report)
    let last = try check.run(method) { batch in
      let labels = try batch.indices("mlm_labels").map(Int64.init)
      let masked = try MaskedCaptions(ids: batch.integers("mlm_ids"), labels: labels)
      return try method.losses(of: TrajectoryCheck.batch(batch, masked: masked))
    }
    try check.compare(method.embed(images: last.images), with: ["encode_image"])
    try check.compare(method.embed(captions: last.captionIDs), with: ["encode_text"])
  }
}
