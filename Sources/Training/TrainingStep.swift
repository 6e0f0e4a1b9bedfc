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
  private var epoch = 1
  private var batch = 0

  /// An optimiser over a model's parameters, ready for epoch 1, with one of Adam's groups for each different setting.
  ///
  /// - Throws: `TrainingFailure.undeclaredGroup` with the names of the parameters whose path declares no group.
  package init(_ parameters: ParameterStore, recipe: TrainingRecipe) throws {
    var order: [ParameterSettings] = []
    var members: [ParameterSettings: [Tensor]] = [:]
    for (entry, settings) in try parameters.settings(recipe) {
      if members[settings] == nil { order.append(settings) }
      members[settings, default: []].append(entry.tensor)
    }
    adam = try FusedAdam(
      groups: order.map {
        FusedAdam.Group(parameters: members[$0] ?? [], learningRate: $0.learningRate, weightDecay: $0.weightDecay)
      },
      beta1: recipe.adamBeta1, beta2: recipe.adamBeta2, epsilon: recipe.adamEpsilon)
    settings = order
    schedule = LearningRateSchedule(recipe)
    try begin(epoch: 1)
  }

  /// Sets the learning rates of an epoch, counted from 1.
  package mutating func begin(epoch: Int) throws {
    self.epoch = epoch
    batch = 0
    try adam.setLearningRates(settings.map { schedule.learningRate(peak: $0.learningRate, epoch: epoch) })
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
