package import BenchCore
import Glibc

/// Linear warm-up, then a cosine or steps, changed once an epoch.
///
/// Source: IRRA `solver/lr_scheduler.py` with `lrscheduler=cosine`; for a cosine from the start IVT `solver/cosine_lr.py`.
package struct LearningRateSchedule: Sendable {
  private let recipe: TrainingRecipe

  package init(_ recipe: TrainingRecipe) {
    self.recipe = recipe
  }

  /// The learning rate in an epoch (from 1) of a parameter whose peak is `peak`.
  package func learningRate(peak: Double, epoch: Int) -> Double {
    if recipe.cosine == .fromStart { return learningRateFromStart(peak: peak, epoch: epoch) }
    let finished = epoch - 1
    if finished < recipe.warmupEpochs {
      let progress = Double(finished) / Double(recipe.warmupEpochs)
      return peak * (recipe.warmupFactor * (1 - progress) + progress)
    }
    if let milestones = recipe.milestones { return peak * pow(0.1, Double(milestones.count { $0 <= finished })) }
    let ratio = Double(finished - recipe.warmupEpochs) / Double(recipe.epochs - recipe.warmupEpochs)
    let factor = 0.5 * (1 + cos(Double.pi * ratio))
    return recipe.finalLearningRate + (peak - recipe.finalLearningRate) * factor
  }
  /// The warm-up starts at one rate for all parameters, and epoch 1 is one step into it and into the cosine.
  private func learningRateFromStart(peak: Double, epoch: Int) -> Double {
    if epoch < recipe.warmupEpochs {
      let first = recipe.warmupFactor * recipe.learningRate
      return first + Double(epoch) * (peak - first) / Double(recipe.warmupEpochs)
    }
    let factor = 0.5 * (1 + cos(Double.pi * Double(epoch) / Double(recipe.epochs)))
    return recipe.finalLearningRate + (peak - recipe.finalLearningRate) * factor
  }
}
