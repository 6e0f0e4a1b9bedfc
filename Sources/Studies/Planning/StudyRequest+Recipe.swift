import BenchCore
import Methods

extension StudyRequest {
  /// How a model is trained: the papers' recipe for CLIP's trained weights, which its vocabulary tells, else that of the
  /// embedded model; with what was asked for.
  func recipe(for model: ModelSpec) -> TrainingRecipe {
    var recipe = RunTokenizer.isCLIP(model) ? TrainingRecipe.paper : .embedded
    recipe.epochs = epochs ?? recipe.epochs
    recipe.batchSize = batchSize ?? recipe.batchSize
    recipe.learningRate = learningRate ?? recipe.learningRate
    // A smaller epsilon is 0 in half precision, and so are the second moments that it is added to.
    if arithmetic(for: model).precision == .paper { recipe.adamEpsilon = TrainingRecipe.paper.adamEpsilon }
    // A short trial keeps some epochs at the full learning rate.
    recipe.warmupEpochs = min(recipe.warmupEpochs, recipe.epochs / 2)
    return recipe
  }

  /// How a model's numbers are computed: as the published ones were where they can be compared with them, on a GPU from
  /// CLIP's weights.
  func arithmetic(for model: ModelSpec) -> ArithmeticSpec {
    ArithmeticSpec(
      precision: precision ?? (device == "cpu" || !RunTokenizer.isCLIP(model) ? .fp32 : .paper), usesTF32: usesTF32,
      isDeterministic: isDeterministic, microBatchSize: microBatchSize)
  }

  /// How a method's training pairs are augmented; images are padded by the papers' 10 pixels at a height of 384, in
  /// proportion.
  func augmentation(for method: MethodInfo, _ model: ModelSpec) -> AugmentationSpec {
    let augmentsCaptions =
      switch captionAugmentation {
      case .paper: method.augmentsCaptions
      case .on: true
      case .off: false
      }
    return AugmentationSpec(
      image: imageAugmentation ?? method.imageAugmentation,
      padding: Int((10 * Double(model.imageHeight) / 384).rounded()), text: augmentsCaptions)
  }
}
