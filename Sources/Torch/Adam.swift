internal import CTorch

/// Adam with L2 weight decay over parameter groups, whose moments have the parameters' types.
///
/// Source: `torch.optim.Adam`. Parameters without a gradient are left alone.
package final class Adam: Optimizer {
  /// How a step is computed.
  package enum Form: Sendable {
    /// In one call per group, rounded once: libtorch's `_fused_adam_`.
    case fused
    /// As one operation after the other, each rounded to the parameter's type, as the papers' code did. It matters where
    /// parameters are in half precision.
    case unfused
  }

  package typealias Group = OptimizerGroup

  /// The state of one group: first and second moments and the number of updates of each parameter.
  private struct Moments {
    var first: [Tensor]
    var second: [Tensor]
    var steps: [Tensor]
  }

  /// The groups; only learning rates may change.
  package private(set) var groups: [Group]
  private let beta1: Double
  private let beta2: Double
  private let epsilon: Double
  private let form: Form
  private let moments: [Moments]

  package init(
    groups: [Group], beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-8, form: Form = .fused
  ) throws {
    self.groups = groups
    self.beta1 = beta1
    self.beta2 = beta2
    self.epsilon = epsilon
    self.form = form
    moments = try zip(groups, zip(groups.zeros(), groups.zeros())).map { group, zeros in
      Moments(
        first: zeros.0, second: zeros.1,
        // The bias corrections of the unfused form are computed by the host, which must not wait for the device.
        steps: try group.parameters.map { try Tensor.zeros([], device: form == .unfused ? .cpu : $0.device) })
    }
  }

  /// What the optimiser remembers of each parameter of each group, in order: the tensors themselves, to be stored and
  /// overwritten.
  package var memory: [[(first: Tensor, second: Tensor, steps: Tensor)]] {
    moments.map { state in
      zip(zip(state.first, state.second), state.steps).map { (first: $0.0, second: $0.1, steps: $1) }
    }
  }

  package var namedMemory: [[[(name: String, tensor: Tensor)]]] {
    memory.map { $0.map { [("adam.first", $0.first), ("adam.second", $0.second), ("adam.steps", $0.steps)] } }
  }

  package func setLearningRates(_ rates: [Double]) throws {
    groups = try groups.learning(at: rates, operation: "adam")
  }

  /// Updates every parameter that has a gradient, and uses the gradients up.
  ///
  /// - Parameter scale: What the loss was multiplied with; a step with gradients that are not finite is left out then.
  ///   Needs the fused form.
  package func step(of scale: LossScale? = nil) throws {
    let overflow = try scale?.unscale(groups.map(\.parameters))
    for (group, state) in zip(groups, moments) {
      let settings = ct_adam_settings(
        learning_rate: group.learningRate, beta1: beta1, beta2: beta2, epsilon: epsilon,
        weight_decay: group.weightDecay)
      let parameters = group.parameters.map(\.handle)
      let (first, second, steps) = (
        state.first.map(\.handle), state.second.map(\.handle), state.steps.map(\.handle)
      )
      let count = Int32(parameters.count)
      let status =
        switch form {
        case .fused:
          ct_adam_step(parameters, first, second, steps, count, settings, overflow?.handle ?? ct_tensor(pointer: nil))
        case .unfused: ct_adam_step_unfused(parameters, first, second, steps, count, settings)
        }
      try check("adam", status)
    }
    if let overflow { try scale?.update(overflow: overflow) }
    try groups.clearGradients()
  }
}
