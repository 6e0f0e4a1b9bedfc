package import BenchCore
package import Models
import Torch

/// One step of training, the same in the trainer and in the check against the official code: Adam along the gradient of
/// the summed losses, at the learning rates of the epoch.
package struct TrainingStep {
  private let adam: FusedAdam
  /// The settings of each of Adam's groups.
  private let settings: [ParameterSettings]
  private let schedule: LearningRateSchedule
  /// The names of the parameters of each of Adam's groups.
  private let names: [[String]]
  private var epoch = 1
  private var batch = 0

  /// An optimiser over a model's parameters, ready for epoch 1, with one of Adam's groups for each different setting.
  ///
  /// - Throws: `TrainingFailure.undeclaredGroup` with the names of the parameters whose path declares no group.
  package init(_ parameters: ParameterStore, recipe: TrainingRecipe) throws {
    var order: [ParameterSettings] = []
    var members: [ParameterSettings: [ParameterStore.Entry]] = [:]
    for (entry, settings) in try parameters.settings(recipe) {
      if members[settings] == nil { order.append(settings) }
      members[settings, default: []].append(entry)
    }
    let groups = order.map { members[$0] ?? [] }
    names = groups.map { $0.map(\.name) }
    adam = try FusedAdam(
      groups: zip(order, groups).map { settings, members in
        FusedAdam.Group(
          parameters: members.map(\.tensor), learningRate: settings.learningRate, weightDecay: settings.weightDecay)
      },
      beta1: recipe.adamBeta1, beta2: recipe.adamBeta2, epsilon: recipe.adamEpsilon)
    settings = order
    schedule = LearningRateSchedule(recipe)
    try begin(epoch: 1)
  }

  /// Sets the learning rates of an epoch, counted from 1, of which some batches may be done.
  package mutating func begin(epoch: Int, afterBatch done: Int = 0) throws {
    self.epoch = epoch
    batch = done
    try adam.setLearningRates(settings.map { schedule.learningRate(peak: $0.learningRate, epoch: epoch) })
  }

  /// What Adam remembers of each parameter, named after it: the tensors themselves, to be stored and overwritten.
  var memory: [(name: String, tensor: Tensor)] {
    zip(names, adam.memory).flatMap { names, states in
      zip(names, states).flatMap { name, state in
        [("first.\(name)", state.first), ("second.\(name)", state.second), ("steps.\(name)", state.steps)]
      }
    }
  }

  /// Lowers the sum of the terms, each a scalar; without terms nothing changes.
  ///
  /// - Throws: `TrainingFailure.lossNotFinite`, before anything changes.
  /// - Returns: The value of each term before the step.
  package mutating func callAsFunction(_ terms: [LossTerm]) throws -> [Double] {
    batch += 1
    let values = try terms.map { term in
      let value = try term.value.item()
      guard value.isFinite else { throw TrainingFailure.lossNotFinite(term: term.name, epoch: epoch, batch: batch) }
      return value
    }
    guard let first = terms.first?.value else { return values }
    try adam.clearGradients()
    try terms.dropFirst().reduce(first) { try $0 + $1.value }.backward()
    try adam.step()
    return values
  }
}
