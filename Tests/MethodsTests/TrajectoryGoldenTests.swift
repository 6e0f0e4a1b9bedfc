import BenchCore
import Models
import TensorTestSupport
import Testing
import Torch
import Training

@testable import Methods

/// Whole training steps against the official code (goldens trajectory_irra.h5 and trajectory_rde.h5).
@Suite struct TrajectoryGoldenTests {
  @Test func irraSteps() throws {
    let golden = try GoldenTensors("trajectory_irra.h5")
    var configuration = IRRA.Configuration()
    configuration.crossModalLayers = Int(try golden.attribute("cmt_depth"))
    configuration.masksInPlace = false
    let method = try IRRA(
      configuration,
      in: MethodContext(model: .golden, identityCount: Int(golden.attribute("num_classes")), seed: 1))
    #expect(try method.parameters.load(golden.weights("weights")) == [])
    let batches = try golden.group("batches")
    try step(method, batches: 6, golden: golden, expected: golden) { index in
      let batch = try batches.group("\(index)")
      let labels = try batch.indices("mlm_labels").map(Int64.init)
      return try method.losses(
        of: Self.batch(batch, masked: MaskedCaptions(ids: batch.integers("mlm_ids"), labels: labels)))
    }
    let probe = try Self.batch(batches.group("5"))
    try compare(method.embed(images: probe.images), with: ["encode_image"], in: golden)
    try compare(method.embed(captions: probe.captionIDs), with: ["encode_text"], in: golden)
  }

  @Test(arguments: ["tal_eval", "tal_train", "sdm_eval", "sdm_train"]) func rdeSteps(name: String) throws {
    let golden = try GoldenTensors("trajectory_rde.h5")
    let expected = try golden.group(name)
    var configuration = RDEConfiguration()
    configuration.loss = name.hasPrefix("tal") ? .tal : .sdm
    configuration.trainsInEvaluationMode = name.hasSuffix("eval")
    let method = try RDE(configuration, in: MethodContext(model: .golden, identityCount: 12, seed: 1))
    #expect(try method.parameters.load(golden.weights("weights")) == [])
    let batches = try golden.group("batches")
    try step(method, batches: 8, golden: golden, expected: expected) { index in
      let batch = try batches.group("\(index)")
      return try method.losses(of: Self.batch(batch), pairLabels: batch.floats("label_hat"))
    }
    let probe = try Self.batch(batches.group("7"))
    try compare(method.embed(images: probe.images), with: ["encode_image", "encode_image_tse"], in: expected)
    try compare(method.embed(captions: probe.captionIDs), with: ["encode_text", "encode_text_tse"], in: expected)
    let losses = try method.pairLosses(SingleBatch(batch: probe))
    for (head, name) in zip(losses, ["per_sample_bge", "per_sample_tse"]) {
      #expect(
        try excess(head.values.map(Double.init), over: expected.doubles(name), absolute: 1e-3, relative: 1e-3) <= 0)
    }
  }

  /// Runs optimiser steps and compares every step's losses and, at the end, every tensor's norm.
  private func step(
    _ method: any RetrievalMethod, batches: Int, golden: GoldenTensors, expected: GoldenTensors,
    losses: (Int) throws -> [LossTerm]
  ) throws {
    var recipe = TrainingRecipe.paper
    recipe.learningRate = try golden.attribute("lr")
    let (adam, _) = try ParameterGroups.optimizer(for: method.parameters.trainable, recipe: recipe)
    var found: [Double] = []
    for index in 0..<batches {
      let terms = try losses(index)
      found += try terms.map { try $0.value.item() }
      try adam.clearGradients()
      try terms.dropFirst().reduce(terms[0].value) { try $0 + $1.value }.backward()
      try adam.step()
    }
    let wanted = try expected.doubles("losses")
    #expect(excess(found, over: wanted, absolute: 0, relative: 1e-3) <= 0, "\(found) for \(wanted)")
    for entry in method.parameters.entries {
      let norm = try entry.tensor.to(.float64).norm().item()
      let wanted = try expected.doubles("norm_after/\(entry.name)")
      #expect(excess([norm], over: wanted, absolute: 1e-6, relative: 1e-4) <= 0, "\(entry.name)")
    }
  }

  private func compare(_ heads: [HeadEmbedding], with names: [String], in golden: GoldenTensors) throws {
    #expect(heads.count == names.count)
    for (head, name) in zip(heads, names) {
      #expect(try excess(head.values, over: golden.floats(name), absolute: 1e-3, relative: 1e-3) <= 0, "\(name)")
    }
  }

  private static func batch(_ golden: GoldenTensors, masked: MaskedCaptions? = nil) throws -> TrainingBatch {
    let identities = try golden.integers("pids")
    return try TrainingBatch(
      pairIndices: Array(0..<identities.size(0)), identities: identities, images: golden.floats("images"),
      captionIDs: golden.integers("caption_ids"), masked: masked)
  }

  /// A pass over one batch.
  private struct SingleBatch: TrainingPass {
    let batch: TrainingBatch
    var pairCount: Int { batch.pairIndices.count }
    func forEachBatch(_ body: (TrainingBatch) throws -> Void) throws { try body(batch) }
  }
}
