import BenchCore
import Methods
import Testing
import Torch
import Training
@testable import Models


/// Learning rates and weight decay by parameter name, as the papers' code sets them.
///
/// Source: IRRA and RDE `solver/build.py`. AMNS trains "as IRRA" and has published no code: its heads start from random
/// weights as IRRA's classifier does, so they get the classifier's rate.
enum OldGroups {
  /// The settings of one parameter after warm-up.
  struct Settings: Hashable, Sendable {
    /// The peak learning rate.
    var learningRate: Double
    /// The L2 penalty.
    var weightDecay: Double
  }

  /// The settings of a parameter name. Later rules override earlier ones.
  static func settings(for name: String, recipe: TrainingRecipe) -> Settings {
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

}
@Suite struct ThrowAwayComparison {
  @Test(arguments: MethodRegistry.ids) func old(id: String) throws {
    let entry = try MethodRegistry.method(id)
    for recipe in [TrainingRecipe.paper, .embedded] {
      let spec = try entry.resolved(for: TinyTraining.facts)
      let method = try entry.build(spec, in: TinyTraining.context(), truth: OracleMask(isClean: (0..<12).map { $0 % 2 == 0 }))
      let new = try method.parameters.settings(recipe)
      #expect(new.count == method.parameters.entries.filter(\.isTrainable).count)
      for (e, s) in new {
        let o = OldGroups.settings(for: e.name, recipe: recipe)
        #expect(o.learningRate == s.learningRate && o.weightDecay == s.weightDecay, "\(id) \(e.name)")
      }
      print("COMPARED", id, new.count, Set(new.map(\.settings)).count)
    }
  }
}
