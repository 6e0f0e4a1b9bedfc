/// Who trained a run's network.
public enum TrainingOrigin: Sendable, Hashable {
  /// This tool: everything is known.
  case here(TrainingSetup)
  /// A command that this tool starts and tells a recipe; its network and its treatment of samples are unknown.
  case command(TrainingRecipe)
  /// Another program at another time: the run begins with its embeddings.
  case elsewhere
}

/// What this tool trains, how long, and on what it makes of the samples.
public struct TrainingSetup: Sendable, Hashable {
  /// The size and the start of the network.
  public var model: ModelSpec
  /// Optimiser, schedule and length of training.
  public var recipe: TrainingRecipe
  /// What happens to training images and captions before the network sees them.
  public var augmentation: AugmentationSpec
  /// How its numbers are computed.
  public var arithmetic: ArithmeticSpec

  /// Everything that a run trained by this tool needs beside its data, noise and method.
  public init(
    model: ModelSpec, recipe: TrainingRecipe, augmentation: AugmentationSpec, arithmetic: ArithmeticSpec = .standard
  ) {
    self.model = model
    self.recipe = recipe
    self.augmentation = augmentation
    self.arithmetic = arithmetic
  }
}
