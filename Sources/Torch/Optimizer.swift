/// What training does to parameters after each backward pass.
package protocol Optimizer: AnyObject {
  /// The groups; only learning rates may change.
  var groups: [OptimizerGroup] { get }

  /// Sets the learning rate of each group, in order.
  ///
  /// - Throws: `TorchFailure` for another number of rates than groups.
  func setLearningRates(_ rates: [Double]) throws

  /// Updates every parameter that has a gradient, and uses the gradients up.
  ///
  /// - Parameter scale: What the loss was multiplied with; a step with gradients that are not finite is left out then.
  func step(of scale: LossScale?) throws

  /// What is remembered of each parameter of each group, in order, such as `adam.first`: the tensors themselves, to be
  /// stored and overwritten.
  var namedMemory: [[[(name: String, tensor: Tensor)]]] { get }
}

/// Parameters of one type that share a learning rate and a weight decay.
package struct OptimizerGroup {
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

extension [OptimizerGroup] {
  /// The same groups with other learning rates.
  func learning(at rates: [Double], operation: String) throws -> [OptimizerGroup] {
    guard rates.count == count else {
      throw TorchFailure(operation: operation, cause: "\(rates.count) learning rates for \(count) groups")
    }
    return zip(self, rates).map {
      OptimizerGroup(parameters: $0.parameters, learningRate: $1, weightDecay: $0.weightDecay)
    }
  }

  /// Zeros of the shape and type of every parameter, where it is.
  func zeros() throws -> [[Tensor]] {
    try map { try $0.parameters.map { try Tensor.zeros($0.shape, dtype: $0.dtype, device: $0.device) } }
  }

  func clearGradients() throws {
    for group in self {
      for parameter in group.parameters { try parameter.clearGradient() }
    }
  }
}
