package import BenchCore
package import Models

/// What the optimiser is told about a parameter: its learning rate after warm-up and its weight decay.
package struct ParameterSettings: Hashable, Sendable {
  package let learningRate: Double
  /// The L2 penalty that is added to the gradient.
  package let weightDecay: Double

  /// The settings of a weight or a bias of a group. Weight decay has one value for all biases and one for the rest.
  ///
  /// Source: IRRA and RDE `solver/build.py`.
  package init(of kind: ParameterGroup.Kind, in group: ParameterGroup, recipe: TrainingRecipe) {
    learningRate = group.learningRate(of: kind, recipe: recipe)
    weightDecay = kind == .bias ? recipe.biasWeightDecay : recipe.weightDecay
  }
}

extension ParameterStore {
  /// Every parameter with its settings, in the order of their creation.
  ///
  /// - Throws: `TrainingFailure.undeclaredGroup` with the names of the parameters whose path declares no group.
  package func settings(_ recipe: TrainingRecipe) throws -> [(entry: Entry, settings: ParameterSettings)] {
    var found: [(entry: Entry, settings: ParameterSettings)] = []
    var undeclared: [String] = []
    for entry in entries {
      switch entry.role {
      case .parameter(let kind, let group?):
        found.append((entry, ParameterSettings(of: kind, in: group, recipe: recipe)))
      case .parameter(_, nil): undeclared.append(entry.name)
      case .buffer: break
      }
    }
    guard undeclared.isEmpty else { throw TrainingFailure.undeclaredGroup(parameters: undeclared) }
    return found
  }

  /// The first epoch in which any parameter learns at another rate or decays otherwise; `nil` where none does in the
  /// epochs that both recipes have.
  package func firstEpoch(withOtherRates theirs: TrainingRecipe, than ours: TrainingRecipe) throws -> Int? {
    let pairs = Set(
      zip(try settings(theirs), try settings(ours)).map { [$0.settings, $1.settings] })
    let (theirSchedule, ourSchedule) = (LearningRateSchedule(theirs), LearningRateSchedule(ours))
    return (1...max(1, min(theirs.epochs, ours.epochs))).first { epoch in
      pairs.contains {
        theirSchedule.learningRate(peak: $0[0].learningRate, epoch: epoch)
          != ourSchedule.learningRate(peak: $0[1].learningRate, epoch: epoch) || $0[0].weightDecay != $0[1].weightDecay
      }
    }
  }
}
