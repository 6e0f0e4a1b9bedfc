internal import CTorch

/// Adam with L2 weight decay over parameter groups, one fused call per group and step.
///
/// Source: `torch.optim.Adam`, libtorch's `_fused_adam_`. Parameters without a gradient are left alone.
package final class FusedAdam {
  /// Parameters that share a learning rate and a weight decay.
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
  private let moments: [Moments]

  package init(groups: [Group], beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-8) throws {
    self.groups = groups
    self.beta1 = beta1
    self.beta2 = beta2
    self.epsilon = epsilon
    moments = try groups.map { group in
      func zeros() throws -> [Tensor] {
        try group.parameters.map { try Tensor.zeros($0.shape, dtype: $0.dtype, device: $0.device) }
      }
      return Moments(
        first: try zeros(), second: try zeros(),
        steps: try group.parameters.map { try Tensor.zeros([], device: $0.device) })
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

  /// Updates every parameter that has a gradient.
  package func step() throws {
    for (group, state) in zip(groups, moments) {
      let settings = ct_adam_settings(
        learning_rate: group.learningRate, beta1: beta1, beta2: beta2, epsilon: epsilon,
        weight_decay: group.weightDecay)
      try check(
        "adam",
        ct_adam_step(
          group.parameters.map(\.handle), state.first.map(\.handle), state.second.map(\.handle),
          state.steps.map(\.handle), Int32(group.parameters.count), settings))
    }
  }

  /// Forgets the gradients of all parameters.
  package func clearGradients() throws {
    for group in groups {
      for parameter in group.parameters { try parameter.clearGradient() }
    }
  }
}
