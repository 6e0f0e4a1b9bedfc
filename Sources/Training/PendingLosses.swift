import Torch

/// Losses of steps that are still on the device: to read each as soon as it is there would make the host wait for every
/// step.
struct PendingLosses {
  private struct Step {
    let epoch: Int
    let batch: Int
    let names: [String]
    let values: [Tensor]
  }

  private var steps: [Step] = []

  /// The number of steps.
  var count: Int { steps.count }

  /// Notes the terms of a step, each a scalar, without waiting for them.
  mutating func add(_ terms: [LossTerm], epoch: Int, batch: Int) throws {
    steps.append(
      Step(
        epoch: epoch, batch: batch, names: terms.map(\.name),
        values: try terms.map { try $0.value.detached().reshaped(1) }))
  }

  /// The values of each step in order, in one copy from the device; they are pending no more.
  ///
  /// - Throws: `TrainingFailure.lossNotFinite` about the first that is not.
  mutating func read() throws -> [[Double]] {
    defer { steps = [] }
    let tensors = steps.flatMap(\.values)
    let values = tensors.isEmpty ? [] : try Tensor.concatenated(tensors, dimension: 0).values(as: Double.self)
    var rest = values[...]
    return try steps.map { step in
      let own = Array(rest.prefix(step.names.count))
      rest = rest.dropFirst(own.count)
      for (name, value) in zip(step.names, own) where !value.isFinite {
        throw TrainingFailure.lossNotFinite(term: name, epoch: step.epoch, batch: step.batch)
      }
      return own
    }
  }
}
