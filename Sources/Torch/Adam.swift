internal import CTorch

/// Adam with L2 weight decay over parameter groups, whose moments have the parameters' types.
///
/// Source: `torch.optim.Adam`. Parameters without a gradient are left alone.
package final class Adam {
  /// How a step is computed.
  package enum Form: Sendable {
    /// In one call per group, rounded once: libtorch's `_fused_adam_`.
    case fused
    /// As one operation after the other, each rounded to the parameter's type, as the papers' code did. It matters where
    /// parameters are in half precision.
    case unfused
  }

  /// Parameters of one type that share a learning rate and a weight decay.
  package struct Group {
    package var parameters: [Tensor]
    /// The step size; schedules change it between epochs.
    package var learningRate: Double
    /// The L2 penalty added to the gradient.
    package var weightDecay: Double

    package init(parameters: [Tensor], learningRate: Double, weightDecay: Double) {
      self.parameters = parameters
      self.learningRate = learningRate
      self.weightDecay = weightDecay
    }
  }

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
    moments = try groups.map { group in
      func zeros() throws -> [Tensor] {
        try group.parameters.map { try Tensor.zeros($0.shape, dtype: $0.dtype, device: $0.device) }
      }
      return Moments(
        first: try zeros(), second: try zeros(),
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

  /// Sets the learning rate of each group, in order.
  package func setLearningRates(_ rates: [Double]) throws {
    guard rates.count == groups.count else {
      throw TorchFailure(operation: "adam", cause: "\(rates.count) learning rates for \(groups.count) groups")
    }
    for (index, rate) in rates.enumerated() { groups[index].learningRate = rate }
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
    try clearGradients()
  }

  private func clearGradients() throws {
    for group in groups {
      for parameter in group.parameters { try parameter.clearGradient() }
    }
  }
}
