package import BenchCore
package import Models
import Torch

/// One step of training, the same in the trainer and in the check against the official code: the recipe's optimiser along
/// the gradient of the summed losses, at the learning rates of the epoch.
package struct TrainingStep {
  private let optimizer: any Optimizer
  /// `nil` where gradients do not go through half precision, and in the papers' precision, which scales no loss.
  private let lossScale: LossScale?
  /// The settings of each of the optimiser's groups.
  private let settings: [ParameterSettings]
  private let schedule: LearningRateSchedule
  /// The names of the parameters of each of the optimiser's groups.
  private let names: [[String]]
  private var epoch = 1
  private var batch = 0
  private var losses = PendingLosses()

  /// Parameters that one call of the optimiser can take.
  private struct GroupKey: Hashable {
    let settings: ParameterSettings
    let type: DType
  }

  /// An optimiser over a model's parameters, ready for epoch 1, with one group for each different setting and
  /// type.
  ///
  /// - Throws: `TrainingFailure.undeclaredGroup` with the names of the parameters whose path declares no group.
  package init(_ parameters: ParameterStore, recipe: TrainingRecipe) throws {
    var order: [GroupKey] = []
    var members: [GroupKey: [ParameterStore.Entry]] = [:]
    for (entry, settings) in try parameters.settings(recipe) {
      let key = GroupKey(settings: settings, type: try entry.tensor.dtype)
      if members[key] == nil { order.append(key) }
      members[key, default: []].append(entry)
    }
    let groups = order.map { members[$0] ?? [] }
    names = groups.map { $0.map(\.name) }
    settings = order.map(\.settings)
    let precision = parameters.computation.precision
    let optimized = zip(settings, groups).map { settings, members in
      OptimizerGroup(
        parameters: members.map(\.tensor), learningRate: settings.learningRate, weightDecay: settings.weightDecay)
    }
    optimizer =
      try recipe.momentum.map { try GradientDescent(groups: optimized, momentum: $0) }
      ?? Adam(
        groups: optimized, beta1: recipe.adamBeta1, beta2: recipe.adamBeta2, epsilon: recipe.adamEpsilon,
        form: precision == .paper ? .unfused : .fused)
    lossScale = precision == .fp16 ? try LossScale(device: parameters.device) : nil
    schedule = LearningRateSchedule(recipe)
    try begin(epoch: 1)
  }

  /// Sets the learning rates of an epoch, counted from 1, of which some batches may be done.
  package mutating func begin(epoch: Int, afterBatch done: Int = 0) throws {
    self.epoch = epoch
    batch = done
    try optimizer.setLearningRates(settings.map { schedule.learningRate(peak: $0.learningRate, epoch: epoch) })
  }

  /// What the optimiser remembers, of each parameter under its name: the tensors themselves, to be stored and overwritten.
  var memory: [(name: String, tensor: Tensor)] {
    let moments = zip(names, optimizer.namedMemory).flatMap { names, states in
      zip(names, states).flatMap { name, state in state.map { ("\($0.name).\(name)", $0.tensor) } }
    }
    let scale = lossScale.map { [("scale.factor", $0.factor), ("scale.good_steps", $0.goodSteps)] }
    return moments + (scale ?? [])
  }

  /// Lowers the sum of the terms, each a scalar; without terms nothing changes. The host does not wait for the device:
  /// the terms' values are pending until `readLosses`.
  package mutating func callAsFunction(_ terms: [LossTerm]) throws {
    batch += 1
    try losses.add(terms, epoch: epoch, batch: batch)
    guard let first = terms.first?.value else { return }
    let sum = try terms.dropFirst().reduce(first) { try $0 + $1.value }
    try (lossScale.map { try sum * $0.factor } ?? sum).backward()
    try optimizer.step(of: lossScale)
  }

  /// The number of steps whose losses are pending.
  var pendingLossCount: Int { losses.count }

  /// The value of each term before each step since the last call, in one read from the device.
  ///
  /// - Throws: `TrainingFailure.lossNotFinite` about the first that is not: what was trained since is of no use.
  package mutating func readLosses() throws -> [[Double]] { try losses.read() }
}
