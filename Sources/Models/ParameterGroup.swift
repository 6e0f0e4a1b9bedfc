package import BenchCore

/// How fast the parameters of a part of a model learn, declared where the part is made: `path.group(.newModule)`.
///
/// The learning rate is a rule on the recipe, so a head with a rate of its own says so in its own file:
/// `ParameterGroup("my head") { recipe, _ in 3 * recipe.learningRate }`.
package struct ParameterGroup: Sendable {
  /// What a parameter is in its layer.
  package enum Kind: Sendable {
    case weight, bias
  }

  /// What it is called in messages.
  package let name: String
  private let rate: @Sendable (TrainingRecipe, Kind) -> Double

  /// Names a group and the learning rate that its weights and biases have after warm-up.
  package init(_ name: String, learningRate: @escaping @Sendable (TrainingRecipe, Kind) -> Double) {
    self.name = name
    rate = learningRate
  }

  /// The learning rate after warm-up.
  package func learningRate(of kind: Kind, recipe: TrainingRecipe) -> Double { rate(recipe, kind) }
}

extension ParameterGroup {
  /// Pretrained parts, which learn slowly; biases `biasFactor` times as fast as weights.
  ///
  /// Source: IRRA and RDE `solver/build.py`.
  package static let backbone = ParameterGroup("backbone") { recipe, kind in
    recipe.learningRate * (kind == .bias ? recipe.biasFactor : 1)
  }

  /// Parts that start from random numbers, such as a classifier: `newModuleFactor` times as fast, biases too.
  ///
  /// Source: IRRA `solver/build.py`, `classifier` and `mlm_head`. AMNS trains "as IRRA" and has published no code: its
  /// heads start at random as IRRA's classifier does, so they are in this group.
  package static let newModule = ParameterGroup("new module") { recipe, _ in
    recipe.learningRate * recipe.newModuleFactor
  }
}
