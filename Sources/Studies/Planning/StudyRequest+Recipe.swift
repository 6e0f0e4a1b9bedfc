import BenchCore
import Methods

extension StudyRequest {
  /// How a model is trained: the papers' recipe for CLIP's trained weights, which its vocabulary tells, and for networks of
  /// the papers' width, else that of the small model; with what was asked for.
  func recipe(for model: ModelSpec) -> TrainingRecipe {
    var recipe: TrainingRecipe =
      switch model.family {
      case .clip: RunTokenizer.isCLIP(model) ? .paper : .embedded
      case .ivt: model.visionWidth == ModelSpec.ivt().visionWidth ? .ivt : .smallIVT
      case .ssan: model.visionWidth == ModelSpec.ssan.visionWidth ? .ssan : .smallSSAN
      }
    if let epochs { recipe = recipe.lasting(epochs) }
    recipe.batchSize = batchSize ?? recipe.batchSize
    recipe.learningRate = learningRate ?? recipe.learningRate
    // A smaller epsilon is 0 in half precision, and so are the second moments that it is added to.
    if precision(for: model) == .paper { recipe.adamEpsilon = TrainingRecipe.paper.adamEpsilon }
    // A short trial keeps some epochs at the full learning rate.
    recipe.warmupEpochs = min(recipe.warmupEpochs, recipe.epochs / 2)
    return recipe
  }

  /// The number formats that were asked for, else those that the published numbers had where runs can be compared with
  /// them: on a GPU from weights with CLIP's vocabulary, and of IVT, whose code has PyTorch's mixed precision.
  func precision(for model: ModelSpec) -> Precision {
    if precision == .paper, model.family.wholeBatchReason != nil { return .fp32 }
    if let precision { return precision }
    guard device == "cuda" else { return .fp32 }
    switch model.family {
    case .clip: return RunTokenizer.isCLIP(model) ? .paper : .fp32
    case .ssan: return .fp32
    case .ivt: return model.visionWidth == ModelSpec.ivt().visionWidth ? .fp16 : .fp32
    }
  }

  /// How the numbers of a method with such needs and a model are computed; without what was asked for and changes none of them, so that
  /// it makes no other run.
  func arithmetic(for needs: SampleNeeds, _ model: ModelSpec) -> ArithmeticSpec {
    let views = needs.contains(.captionParts) ? 3 : needs.contains(.secondView) ? 2 : 1
    let samples = recipe(for: model).batchSize * views
    return ArithmeticSpec(
      precision: precision(for: model), usesTF32: usesTF32 && device != "cpu", isDeterministic: isDeterministic,
      microBatchSize: microBatchSize.flatMap { $0 < samples ? $0 : nil })
  }

  /// How a method's training pairs are augmented; images are padded by the papers' 10 pixels at a height of 384, in
  /// proportion.
  ///
  /// - Parameter own: The preset that the method's configuration has for its images; `nil` for what the study says.
  func augmentation(for method: MethodInfo, own: String?, _ model: ModelSpec) -> AugmentationSpec {
    let augmentsCaptions =
      switch captionAugmentation {
      case .paper: method.augmentsCaptions
      case .on: true
      case .off: false
      }
    return AugmentationSpec(
      image: own ?? imageAugmentation ?? method.imageAugmentation,
      padding: Int((10 * Double(model.imageHeight) / 384).rounded()), text: augmentsCaptions)
  }
}
