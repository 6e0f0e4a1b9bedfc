import Methods
import Training

/// Training steps of RDE with each loss, in evaluation and in training mode: `trajectory_rde.h5`, and
/// `trajectory_rde_fp16.h5` with weights in half precision.
enum RDETrajectoryCheck {
  static func check(_ golden: GoldenFile, in context: GoldenContext, _ report: GoldenReport) throws {
    try check(golden, inputs: golden, in: context, report) { _ in .single }
  }

  /// A golden without weights and batches starts from those of `trajectory_rde.h5`.
  static func checkHalf(_ golden: GoldenFile, in context: GoldenContext, _ report: GoldenReport) throws {
    let isWhole = try golden.contains("batches") && golden.contains("weights")
    try check(golden, inputs: isWhole ? golden : context.golden("trajectory_rde.h5"), in: context, report) {
      .half(withBatchStatistics: $0)
    }
  }

  private static func check(
    _ golden: GoldenFile, inputs: GoldenFile, in context: GoldenContext, _ report: GoldenReport,
    tolerances: (_ withBatchStatistics: Bool) -> TrajectoryCheck.Tolerances
  ) throws {
    let weights = try CLIPWeights.read(inputs, prefix: "base_model.", in: context)
    let model = try TrajectoryCheck.model(weights, of: inputs)
    for name in try golden.names() where !["batches", "weights"].contains(name) {
      let parts = name.split(separator: "_").map(String.init)
      guard parts.count == 2, let loss = MatchingLossName(rawValue: parts[0]),
        ["eval", "train"].contains(parts[1])
      else {
        report.fail(name, "the name is not a loss and a mode, such as tal_eval")
        continue
      }
      var configuration = RDE()
      configuration.loss = loss
      configuration.trainsInEvaluationMode = parts[1] == "eval"
      let method = try configuration.method(in: context.methodContext(model, identityCount: 1))
      for name in try method.parameters.load(weights) { report.fail("weights/\(name)", "the model has no such weight") }
      let check = TrajectoryCheck(
        golden: golden, batches: inputs, expected: try golden.group(name), prefix: "\(name)/",
        tolerances: tolerances(!configuration.trainsInEvaluationMode), report: report)
      let last = try check.run(method) { batch in
        try method.losses(of: TrajectoryCheck.batch(batch), pairLabels: batch.floats("label_hat").values())
      }
      try check.compare(method.embed(images: last.images), with: ["encode_image", "encode_image_tse"])
      try check.compare(method.embed(captions: last.captionIDs), with: ["encode_text", "encode_text_tse"])
      for (head, name) in zip(try method.pairLosses(SingleBatch(batch: last)), ["per_sample_bge", "per_sample_tse"]) {
        try check.compare(head.values, with: name)
      }
    }
  }

  /// A pass over one batch.
  private struct SingleBatch: TrainingPass {
    let batch: TrainingBatch
    var pairCount: Int { batch.pairIndices.count }
    func forEachBatch(_ body: (TrainingBatch) throws -> Void) throws { try body(batch) }
  }
}
