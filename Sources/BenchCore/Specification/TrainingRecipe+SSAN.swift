extension TrainingRecipe {
  /// SSAN's recipe: Adam at 1e-3, and at 1e-4 for the image network from ImageNet, without penalty or warm-up, divided by
  /// 10 after epochs 20 and 40.
  ///
  /// Source: SSAN `src/train.py`, whose `MultiStepLR` steps at the end of each epoch, so that epoch 21 is the first at
  /// a tenth.
  public static let ssan = TrainingRecipe(
    epochs: 60, learningRate: 1e-4, biasFactor: 1, newModuleFactor: 10, weightDecay: 0, adamEpsilon: 1e-8,
    warmupEpochs: 0, warmupFactor: 1, milestones: [20, 40])

  /// The recipe of the small SSAN: the same in two thirds of the epochs, one rate for all, since its image
  /// network starts at random too, and smaller batches, for few pairs fill few of 64.
  public static let smallSSAN = {
    var recipe = ssan.lasting(40)
    (recipe.learningRate, recipe.newModuleFactor, recipe.batchSize) = (1e-3, 1, 16)
    return recipe
  }()

  /// The recipe in another number of epochs, its milestones in proportion, in whole epochs and after the first.
  public func lasting(_ epochs: Int) -> TrainingRecipe {
    var recipe = self
    recipe.epochs = epochs
    recipe.milestones = milestones?.map { milestone in
      max(1, Int((Double(milestone) * Double(epochs) / Double(max(1, self.epochs))).rounded()))
    }
    return recipe
  }
}
