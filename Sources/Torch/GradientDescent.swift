internal import CTorch

/// Stochastic gradient descent with momentum and L2 weight decay, whose momenta have the parameters' types.
///
/// Source: `torch.optim.SGD(momentum=...)` without dampening and Nesterov's form. Parameters without a gradient are left
/// alone.
package final class GradientDescent: Optimizer {
  package private(set) var groups: [OptimizerGroup]
  private let momentum: Double
  private let momenta: [[Tensor]]

  package init(groups: [OptimizerGroup], momentum: Double) throws {
    self.groups = groups
    self.momentum = momentum
    momenta = try groups.zeros()
  }

  package var namedMemory: [[[(name: String, tensor: Tensor)]]] {
    momenta.map { $0.map { [("sgd.momentum", $0)] } }
  }

  package func setLearningRates(_ rates: [Double]) throws {
    groups = try groups.learning(at: rates, operation: "sgd")
  }

  package func step(of scale: LossScale? = nil) throws {
    let overflow = try scale?.unscale(groups.map(\.parameters))
    for (group, momenta) in zip(groups, momenta) {
      let settings = ct_sgd_settings(
        learning_rate: group.learningRate, momentum: momentum, weight_decay: group.weightDecay)
      try check(
        "sgd",
        ct_sgd_step(
          group.parameters.map(\.handle), momenta.map(\.handle), Int32(momenta.count), settings,
          overflow?.handle ?? ct_tensor(pointer: nil)))
    }
    if let overflow { try scale?.update(overflow: overflow) }
    try groups.clearGradients()
  }
}
