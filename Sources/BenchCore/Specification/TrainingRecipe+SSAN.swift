extension TrainingRecipe {
  /// SSAN's recipe: Adam at 1e-3 without penalty or warm-up, divided by 10 after epochs 20 and 40.
  ///
  /// The image network learns at a tenth, which its layers declare. Source: SSAN `src/train.py`, whose `MultiStepLR` steps
  /// at the end of each epoch, so that epoch 21 is the first at 1e-4.
  public static let ssan = TrainingRecipe(
    epochs: 60, learningRate: 1e-3, biasFactor: 1, newModuleFactor: 1, weightDecay: 0, adamEpsilon: 1e-8,
    warmupEpochs: 0, warmupFactor: 1, milestones: [20, 40])

  /// The recipe of the small SSAN: the same in two thirds of the epochs, as many as the embedded CLIP has.
  public static let smallSSAN = ssan.lasting(40)

  /// The recipe in another number of epochs, its milestones in proportion and in whole epochs.
  public func lasting(_ epochs: Int) -> TrainingRecipe {
    var recipe = self
    recipe.epochs = epochs
    recipe.milestones = milestones?.map { milestone in
      Int((Double(milestone) * Double(epochs) / Double(max(1, self.epochs))).rounded())
    }
    return recipe
  }
}
