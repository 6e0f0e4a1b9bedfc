import BenchCore
import Models
import Testing
import Torch
import Training

@testable import Methods

/// Memory is saved for time: the numbers stay.
@Suite struct RecomputedTrainingTests {
  /// The terms of two steps, and the weights after them.
  private static func trained(
    _ id: String, _ computation: Computation
  ) throws -> (losses: [Double], weights: [String: [Double]]) {
    let method = try build(id, computation)
    return (try TinyTraining.train(method), try TinyTraining.weights(of: method))
  }

  private static func build(
    _ id: String, _ computation: Computation, _ activation: Activation = .quickGELU
  ) throws -> any RetrievalMethod {
    let entry = try MethodRegistry.method(id)
    var context = TinyTraining.context(of: id)
    context.model.activation = activation
    context.computation = computation
    return try entry.build(
      entry.resolved(for: TinyTraining.facts), in: context,
      truth: OracleMask(isClean: (0..<TinyTraining.pairCount).map { $0 % 4 < 2 }))
  }

  /// The terms of a first batch and every gradient of their sum.
  private static func gradients(
    _ id: String, _ computation: Computation, _ activation: Activation = .quickGELU
  ) throws -> (terms: [Double], gradients: [String: [Double]]) {
    let method = try build(id, computation, activation)
    var terms: [Double] = []
    var gradients: [String: [Double]] = [:]
    try TinyTraining().forEachBatch { batch in
      guard terms.isEmpty else { return }
      let losses = try method.losses(of: batch).map(\.value)
      try losses.dropFirst().reduce(losses[0]) { try $0 + $1 }.backward()
      terms = try losses.map { try $0.item() }
    }
    for entry in method.parameters.trainable {
      if let gradient = try entry.tensor.gradient { gradients[entry.name] = try gradient.values(as: Double.self) }
    }
    return (terms, gradients)
  }

  @Test(arguments: MethodRegistry.ids) func checkpointedActivationsTrainToTheSameBits(id: String) throws {
    let plain = try Self.trained(id, Computation())
    let recomputed = try Self.trained(id, Computation(checkpointsActivations: true))
    #expect(recomputed.losses == plain.losses)
    #expect(recomputed.weights == plain.weights)
  }

  @Test(arguments: ["rde-tal", "irra-sdm", "amns"], Precision.allCases)
  func checkpointedActivationsHaveTheSameGradients(id: String, precision: Precision) throws {
    let plain = try Self.gradients(id, Computation(precision: precision))
    let recomputed = try Self.gradients(id, Computation(precision: precision, checkpointsActivations: true))
    #expect(recomputed.terms == plain.terms)
    #expect(recomputed.gradients == plain.gradients)
  }

  /// GELU is another function in both towers, in every precision, and is computed again to the same bits.
  @Test(arguments: ["rde-tal", "irra-sdm"], Precision.allCases)
  func geluIsComputedAgainToo(id: String, precision: Precision) throws {
    let plain = try Self.gradients(id, Computation(precision: precision), .gelu)
    let quick = try Self.gradients(id, Computation(precision: precision))
    #expect(plain.terms != quick.terms && plain.terms.allSatisfy(\.isFinite))
    let first = plain.gradients.filter {
      $0.key.hasSuffix("resblocks.0.mlp.c_fc.weight") && $0.key.contains("base_model")
    }
    #expect(first.count == 2 && first.allSatisfy { $0.value != quick.gradients[$0.key] })
    let recomputed = try Self.gradients(
      id, Computation(precision: precision, checkpointsActivations: true, microBatchSize: 6), .gelu)
    #expect(recomputed.terms == plain.terms)
    #expect(recomputed.gradients == plain.gradients)
  }

  @Test(arguments: MethodRegistry.ids) func microBatchesOfTheWholeBatchChangeNoBit(id: String) throws {
    let plain = try Self.trained(id, Computation())
    // AMNS encodes two views of each of the 6 pairs, IVT three.
    let whole = try Self.trained(id, Computation(microBatchSize: 18))
    #expect(whole.losses == plain.losses)
    #expect(whole.weights == plain.weights)
  }

  /// In-batch negatives are those of the whole batch, and gradients of all slices are summed.
  ///
  /// A sum in another order rounds otherwise, by how much is the processor's: on an Intel Xeon up to 2e-5 of a tensor's
  /// largest gradient. A slice that is left out changes far more.
  @Test(arguments: MethodRegistry.ids, [(1, false), (4, false), (4, true)])
  func microBatchesHaveTheLossesOfTheWholeBatch(id: String, setting: (size: Int, checkpoints: Bool)) throws {
    let plain = try Self.gradients(id, Computation())
    let sliced = try Self.gradients(
      id, Computation(checkpointsActivations: setting.checkpoints, microBatchSize: setting.size))
    #expect(sliced.terms.count == plain.terms.count)
    for (value, expected) in zip(sliced.terms, plain.terms) {
      #expect(abs(value - expected) <= 1e-5 * max(1, abs(expected)), "\(value), whole \(expected)")
    }
    #expect(sliced.gradients.keys == plain.gradients.keys)
    for (name, expected) in plain.gradients {
      let largest = expected.map(abs).max() ?? 0
      let worst = zip(try #require(sliced.gradients[name]), expected).map { abs($0 - $1) }.max() ?? 0
      #expect(worst <= 1e-4 * max(largest, 1e-2), "\(name): \(worst) beside \(largest)")
    }
  }
}
