import BenchCore
import Foundation
import Methods

/// An epoch of runs whose steps are not those that all pairs fill.
package struct PlannedEpoch: Sendable, CustomStringConvertible {
  /// The method's label in tables.
  package let label: String
  /// The dataset's registry id.
  package let dataset: String
  /// The share of noisy pairs that was asked for, `0...1`.
  package let noise: Double
  /// The training pairs, and those that batches are made of.
  package let pairs: (all: Int, trained: Int)
  /// The optimiser steps of an epoch, and those that all pairs fill.
  package let steps: (made: Int, usual: Int)
  /// Whether the method has a field that sets the steps.
  package let canSetSteps: Bool

  /// - Returns: `nil` for an epoch of the steps that all pairs fill.
  init?(
    _ length: EpochLength, of method: MethodEntry, label: String, dataset: String, noise: Double, isClean: [Bool],
    recipe: TrainingRecipe
  ) {
    let trained = length.leavesNoisyPairsOut ? isClean.count { $0 } : isClean.count
    pairs = (isClean.count, trained)
    steps = (length.steps ?? recipe.stepsPerEpoch(pairs: trained), recipe.stepsPerEpoch(pairs: isClean.count))
    guard steps.made != steps.usual else { return nil }
    self.label = label
    self.dataset = dataset
    self.noise = noise
    canSetSteps = method.fields.contains { $0.name == "stepsPerEpoch" }
  }

  /// What a sweep says of it.
  package var description: String {
    let share = "\((noise * 100).formatted())%"
    let trained = pairs.trained == pairs.all ? "" : " of its \(pairs.trained) clean pairs"
    let remedy = canSetSteps && steps.made < steps.usual ? "; stepsPerEpoch=\(steps.usual) makes as many" : ""
    return "\(label) on \(dataset) at \(share) noise: \(steps.made) steps an epoch\(trained), where all \(pairs.all) "
      + "pairs fill \(steps.usual)\(remedy)"
  }
}
