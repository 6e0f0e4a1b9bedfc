package import BenchCore
package import Torch

/// Learning rates and weight decay by parameter name, as the papers' code sets them.
///
/// Source: IRRA and RDE `solver/build.py`. AMNS trains "as IRRA" and has published no code: its heads start from random
/// weights as IRRA's classifier does, so they get the classifier's rate.
package enum ParameterGroups {
  /// The settings of one parameter after warm-up.
  package struct Settings: Hashable, Sendable {
    /// The peak learning rate.
    package var learningRate: Double
    /// The L2 penalty.
    package var weightDecay: Double
  }

  /// The settings of a parameter name. Later rules override earlier ones.
  package static func settings(for name: String, recipe: TrainingRecipe) -> Settings {
    var settings = Settings(learningRate: recipe.learningRate, weightDecay: recipe.weightDecay)
    if name.contains("cross") {
      settings.learningRate = recipe.learningRate * recipe.newModuleFactor
    }
    if name.contains("bias") {
      settings.learningRate = recipe.learningRate * recipe.biasFactor
      settings.weightDecay = recipe.biasWeightDecay
    }
    if ["classifier", "mlm_head", "image_mlp", "im_proj_byol", "im_pred_byol"].contains(where: name.contains) {
      settings.learningRate = recipe.learningRate * recipe.newModuleFactor
    }
    if name.contains("visul_emb_layer") || name.contains("texual_emb_layer") {
      settings.learningRate = recipe.tokenSelectionLearningRate
    }
    return settings
  }

  /// An optimiser over the trainable parameters, one group for each different setting.
  package static func optimizer(
    for entries: [ParameterStore.Entry], recipe: TrainingRecipe
  ) throws -> (adam: FusedAdam, settings: [Settings]) {
    var order: [Settings] = []
    var members: [Settings: [Tensor]] = [:]
    for entry in entries where entry.isTrainable {
      let settings = settings(for: entry.name, recipe: recipe)
      if members[settings] == nil { order.append(settings) }
      members[settings, default: []].append(entry.tensor)
    }
    let groups = order.map {
      FusedAdam.Group(
        parameters: members[$0] ?? [], learningRate: $0.learningRate, weightDecay: $0.weightDecay)
    }
    let adam = try FusedAdam(
      groups: groups, beta1: recipe.adamBeta1, beta2: recipe.adamBeta2, epsilon: recipe.adamEpsilon)
    return (adam, order)
  }
}
