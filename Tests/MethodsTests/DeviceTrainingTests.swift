import BenchCore
import Metrics
import Models
import Testing
import Torch

@testable import Methods
@testable import Training

/// Every method on the stand-in accelerator: all of its tensors are there, its numbers are the CPU's, and the host does
/// not wait for it. Serialized: all count on one device.
@Suite(.serialized) struct DeviceTrainingTests {
  private static let truth = OracleMask(isClean: (0..<TinyTraining.pairCount).map { $0 % 3 > 0 })
  /// Two hundred and fifty-six roundings to float32. The stand-in computes with the CPU's kernels, but libtorch puts
  /// attention together from several of them there and adds gradients in another order.
  private static let tolerance = 256 * Double(Float.ulpOfOne / 2)

  private func context(
    _ device: Device, _ precision: Precision = .fp32, _ activation: Activation = .quickGELU, of id: String = "irra-sdm"
  ) -> MethodContext {
    var context = TinyTraining.context(of: id)
    context.model.activation = activation
    (context.device, context.trainingSteps) = (device, 6)
    context.computation = Computation(precision: precision)
    return context
  }

  private func trained(
    _ id: String, _ settings: [String: JSONValue] = [:], on device: Device, in precision: Precision = .fp32,
    activation: Activation = .quickGELU
  ) throws -> DeviceTraining {
    let entry = try MethodRegistry.method(id)
    let spec = try entry.resolved(settings, for: TinyTraining.facts)
    return try DeviceTraining(
      entry.build(spec, in: context(device, precision, activation, of: id), truth: Self.truth), on: device)
  }

  @Test(arguments: MethodRegistry.publishedIDs) func anyMethodTrainsAsOnTheCPU(id: String) throws {
    try check(id, id.hasPrefix("decl") ? ["warmupEpochs": .number(0)] : [:])
  }

  /// Configurations that take other ways through the code.
  @Test(arguments: [("amns", "masking", "random"), ("rde-tal", "tokenPooling", "topk")])
  func configurationsTrainAsOnTheCPU(id: String, field: String, value: String) throws {
    try check(id, [field: JSONValue(typed: value)])
  }

  /// The stand-in accelerator computes what the CPU does, and no forward pass waits for it.
  @Test(arguments: Array(stride(from: 0, to: CompositionTests.count, by: CompositionTests.share)))
  func compositionsTrainOnAnAccelerator(first: Int) throws {
    for number in first..<(first + CompositionTests.share) {
      let spec = try CompositionTests.drawn(number).spec
      let host = try DeviceTraining(CompositionTests.build(spec), on: .cpu)
      let there = try DeviceTraining(
        CompositionTests.build(spec, device: DeviceTraining.accelerator), on: DeviceTraining.accelerator)
      #expect(there.waits.forward.allSatisfy { $0 == 0 } && there.waits.backward == 0, "\(spec)")
      #expect(there.waits.selection.allSatisfy { $0 <= 1 } && there.waits.embedding.allSatisfy { $0 == 0 }, "\(spec)")
      for (epoch, other) in zip(there.outcome.epochs, host.outcome.epochs) {
        for (loss, expected) in zip(epoch.losses, other.losses) {
          #expect(abs(loss.value - expected.value) <= 1e-3 * max(1, abs(expected.value)), "\(loss.name) of \(spec)")
        }
      }
    }
  }

  @Test func geluIsComputedThere() throws {
    let host = try trained("rde-tal", on: .cpu, activation: .gelu)
    let there = try trained("rde-tal", on: DeviceTraining.accelerator, activation: .gelu)
    try expectEqualLosses(there.outcome, host.outcome)
    try expectEqualDecisions(there.outcome, host.outcome)
    expectFewWaits(there.waits)
  }

  /// Heads that normalise with their batch: only the losses, since running means follow biases without a gradient.
  @Test func batchStatisticsAreTakenThere() throws {
    let settings: [String: JSONValue] = ["trainsInEvaluationMode": .bool(false)]
    let host = try trained("rde-tal", settings, on: .cpu)
    let there = try trained("rde-tal", settings, on: DeviceTraining.accelerator)
    try expectEqualLosses(there.outcome, host.outcome)
    expectFewWaits(there.waits)
  }

  /// Products in half precision: no value is looked at on the way, be it the scale of the losses. Numbers differ by more
  /// than would say anything: libtorch's CPU rounds the parts of attention elsewhere.
  @Test(arguments: [Precision.paper, .bf16, .fp16], ["rde-tal", "irra-sdm", "amns"])
  func halfPrecisionsTrainThere(precision: Precision, id: String) throws {
    let there = try trained(id, on: DeviceTraining.accelerator, in: precision)
    #expect(there.outcome.epochs.allSatisfy { $0.loss.isFinite } && there.outcome.epochs.count == 2)
    expectFewWaits(there.waits)
  }

  private func check(_ id: String, _ settings: [String: JSONValue]) throws {
    let host = try trained(id, settings, on: .cpu)
    let there = try trained(id, settings, on: DeviceTraining.accelerator)
    try expectEqualLosses(there.outcome, host.outcome)
    try expectEqualDecisions(there.outcome, host.outcome)
    #expect(host.waits.all == 0)
    expectFewWaits(there.waits)
  }

  private func expectFewWaits(_ waits: DeviceTraining.Waits) {
    #expect(waits.operations > 1000, "the work was done there")
    #expect(waits.step.count == waits.forward.count && !waits.step.isEmpty)
    #expect(waits.forward.allSatisfy { $0 == 0 }, "waits in forward passes: \(waits.forward)")
    #expect(waits.backward == 0)
    #expect(waits.step.allSatisfy { $0 <= 1 }, "waits in training steps: \(waits.step)")
    #expect(waits.selection.allSatisfy { $0 <= 1 }, "waits in batches of sample selections: \(waits.selection)")
    #expect(waits.embedding.allSatisfy { $0 == 0 }, "waits in embeddings: \(waits.embedding)")
    // Evaluations read their embeddings at the end: a read for each batch would be too many already.
    #expect(waits.all < waits.step.reduce(0, +) + waits.selection.reduce(0, +) + waits.embedding.count)
  }

  private func expectEqualLosses(_ there: Trainer.Outcome, _ host: Trainer.Outcome) throws {
    #expect(there.epochs.count == 2)
    for (epoch, expected) in zip(there.epochs, host.epochs) {
      #expect(epoch.losses.map(\.name) == expected.losses.map(\.name))
      for (loss, other) in zip(epoch.losses, expected.losses) {
        expectEqual([loss.value], [other.value], "\(loss.name) of epoch \(epoch.epoch)")
      }
    }
  }

  /// What the trained network computes. Not its weights themselves: some have no effect, such as a bias before batch
  /// normalisation, so their gradient is nothing but rounding, of which Adam makes steps of full length.
  private func expectEqualDecisions(_ there: Trainer.Outcome, _ host: Trainer.Outcome) throws {
    #expect(there.sampleSelections.count == host.sampleSelections.count)
    for (selection, expected) in zip(there.sampleSelections, host.sampleSelections) {
      #expect(selection.treatedAsClean == expected.treatedAsClean)
      for (head, other) in zip(selection.heads, expected.heads) {
        expectEqual(head.value.losses, other.value.losses, "losses of the selection before epoch \(selection.epoch)")
      }
    }
    let (embedded, expected) = (try #require(there.last.embeddings), try #require(host.last.embeddings))
    #expect(embedded.names == expected.names)
    for (head, other) in zip(embedded, expected) {
      expectEqual(head.value.image.values, other.value.image.values, "\(head.name) of images")
      expectEqual(head.value.text.values, other.value.text.values, "\(head.name) of captions")
    }
  }

  /// Equal but for roundings, of the largest number or of 1, which is what similarities and logarithms are made of.
  private func expectEqual<Number: BinaryFloatingPoint>(_ found: [Number], _ expected: [Number], _ what: String) {
    let scale = expected.reduce(1) { max($0, abs(Double($1))) }
    let error = zip(found, expected).map { abs(Double($0) - Double($1)) }.max() ?? .infinity
    #expect(found.count == expected.count && error <= Self.tolerance * scale, "\(what): \(error) of \(scale)")
  }

  // MARK: - What such a test is for

  /// A method that creates a tensor without saying where.
  private struct ForgetfulLoss: MatchingLoss {
    func perPair(similarities: Tensor, sameIdentity: Tensor) throws -> Tensor {
      try similarities.diagonal() * Tensor([Float](repeating: 1, count: try similarities.size(0)))
    }
  }

  /// A method that looks at a number of its batch.
  private struct CuriousLoss: MatchingLoss {
    func perPair(similarities: Tensor, sameIdentity: Tensor) throws -> Tensor {
      try similarities.diagonal() / similarities.detached().maximum().item()
    }
  }

  @Test func aForgottenDeviceIsNoticed() throws {
    let method = try ComposedMethod(Composition(ForgetfulLoss(), term: "x"), in: context(DeviceTraining.accelerator))
    #expect(throws: TorchFailure.self) { try DeviceTraining(method, on: DeviceTraining.accelerator) }
    let host = try ComposedMethod(Composition(ForgetfulLoss(), term: "x"), in: context(.cpu))
    #expect(try DeviceTraining(host, on: .cpu).outcome.epochs.count == 2, "the CPU alone says nothing")
  }

  @Test func aLookAtANumberIsNoticed() throws {
    let method = try ComposedMethod(Composition(CuriousLoss(), term: "x"), in: context(DeviceTraining.accelerator))
    let waits = try DeviceTraining(method, on: DeviceTraining.accelerator).waits
    #expect(waits.forward.allSatisfy { $0 == 1 } && !waits.forward.isEmpty)
  }
}
