package import BenchCore
import Studies
import Torch

/// A run that its device could not compute as it was asked to.
package enum ComputationFailure: BenchFailure, Equatable {
  /// The device, or the machine, has no memory left. `unused` are the options that would save some, in the order of what
  /// they cost.
  case outOfMemory(run: String, device: String, batchSize: Int, precision: Precision, unused: [String], cause: String)
  /// An operation without a deterministic implementation.
  case notDeterministic(run: String, device: String, operation: String)

  /// `nil` where there is nothing to add to libtorch's failure.
  init?(_ failure: TorchFailure, of planned: PlannedRun, in workspace: RunWorkspace) {
    guard let setup = planned.spec.setup else { return nil }
    let device =
      Device(kind: planned.spec.device, index: workspace.deviceIndex).map(\.description) ?? planned.spec.device
    switch failure.kind {
    case .other: return nil
    case .outOfMemory:
      let arithmetic = setup.arithmetic
      var unused: [String] = []
      if workspace.checkpointsActivations != true {
        unused.append("--checkpoint-activations (in training steps; the same numbers, slower)")
      }
      if arithmetic.microBatchSize == nil {
        unused.append("--micro-batch (in training steps; the losses stay those of the batch)")
      }
      if arithmetic.precision == .fp32, device != "cpu" { unused.append("--precision bf16 (another run)") }
      unused.append("a smaller --batch-size (another run)")
      self = .outOfMemory(
        run: planned.name, device: device, batchSize: setup.recipe.batchSize, precision: arithmetic.precision,
        unused: unused, cause: failure.cause)
    case .notDeterministic:
      self = .notDeterministic(
        run: planned.name, device: device, operation: failure.refusedOperation ?? failure.operation)
    }
  }

  package var problem: String {
    switch self {
    case .outOfMemory(_, let device, let batchSize, let precision, _, let cause):
      "\(device) has not enough memory for batches of \(batchSize) in \(precision.rawValue): \(cause)"
    case .notDeterministic(_, let device, let operation):
      "\(operation) has no deterministic implementation on \(device)"
    }
  }

  package var location: String? {
    switch self {
    case .outOfMemory(let run, _, _, _, _, _), .notDeterministic(let run, _, _): run
    }
  }

  package var remedy: String? {
    switch self {
    case .outOfMemory(_, _, _, _, let unused, _): "use less: \(unused.joined(separator: ", "))"
    case .notDeterministic:
      "--no-deterministic goes on without: the last bits then differ each time, and it is another run"
    }
  }
}
