/// Everything that decides a run's numbers, resolved: no field is left to a default of the day.
///
/// The SHA-256 of its canonical JSON is the run's identity. What does not change a number (device index, number of
/// loader workers, log level) is not here. The number of compute threads is: sums in another order round differently.
public struct RunSpec: Codable, Sendable, Hashable {
  /// What is trained on and searched in.
  public var dataset: DatasetSpec
  /// How training captions are corrupted.
  public var noise: NoiseSpec
  /// The method and its whole configuration.
  public var method: MethodSpec
  /// The size and the start of the network.
  public var model: ModelSpec
  /// Optimiser, schedule and length of training.
  public var recipe: TrainingRecipe
  /// What happens to training images and captions before the network sees them.
  public var augmentation: AugmentationSpec
  /// The split on which Best is chosen. The papers' code chooses on `test`; their text says validation.
  public var selection: Split
  /// The seed of weights, order, augmentation and division.
  public var seed: UInt64
  /// Compute threads of one run.
  public var threads: Int
  /// `cpu` or `cuda`; results of the two differ in their last bits.
  public var device: String

  /// Creates a resolved specification.
  public init(
    dataset: DatasetSpec, noise: NoiseSpec, method: MethodSpec, model: ModelSpec, recipe: TrainingRecipe,
    augmentation: AugmentationSpec, selection: Split, seed: UInt64, threads: Int, device: String
  ) {
    self.dataset = dataset
    self.noise = noise
    self.method = method
    self.model = model
    self.recipe = recipe
    self.augmentation = augmentation
    self.selection = selection
    self.seed = seed
    self.threads = threads
    self.device = device
  }

  /// Whether the numbers come from another program, whose network and treatment of samples are unknown.
  public var isForeign: Bool { model == .foreign }
}

/// A dataset by name and by content.
public struct DatasetSpec: Codable, Sendable, Hashable {
  /// The registry id, such as `CUHK-PEDES`.
  public var id: String
  /// SHA-256 of the annotation file: other annotations are another run.
  public var annotationChecksum: String
  /// Training images, by their names in the annotation file, whose pairs were dropped before noise was injected because
  /// they cannot be decoded (`--skip-corrupt`); `nil` when there are none.
  public var skippedImages: [String]?

  /// Names a dataset.
  public init(id: String, annotationChecksum: String, skippedImages: [String]? = nil) {
    self.id = id
    self.annotationChecksum = annotationChecksum
    self.skippedImages = skippedImages
  }
}

/// A noise injector and its settings.
public struct NoiseSpec: Codable, Sendable, Hashable {
  /// The injector's registry id, such as `shuffle`.
  public var injector: String
  /// The share of pairs to corrupt, `0...1`.
  public var rate: Double
  /// The seed of the injector (1 in the papers); independent of the run's seed.
  public var seed: UInt64
  /// SHA-256 of the resulting captions' source indices: two files with one name are two runs.
  public var indexChecksum: String

  /// Creates a noise setting.
  public init(injector: String, rate: Double, seed: UInt64, indexChecksum: String) {
    self.injector = injector
    self.rate = rate
    self.seed = seed
    self.indexChecksum = indexChecksum
  }
}

/// A method and its resolved configuration.
public struct MethodSpec: Codable, Sendable, Hashable {
  /// The registry id, such as `rde-tal`.
  public var id: String
  /// Raised when the method's code changes its numbers.
  public var revision: Int
  /// Every field of the configuration with its value.
  public var configuration: JSONValue

  /// Creates a method setting.
  public init(id: String, revision: Int, configuration: JSONValue) {
    self.id = id
    self.revision = revision
    self.configuration = configuration
  }
}

/// What happens to a training sample before the network sees it.
public struct AugmentationSpec: Codable, Sendable, Hashable {
  /// The image augmentation's preset name: `none`, `flip`, `paper` or `amns`.
  public var image: String
  /// The border that the shift may move an image over, in pixels; 10 at the papers' 384 x 128.
  public var padding: Int
  /// Whether captions get RDE's token augmentation (20% of the tokens masked, replaced or deleted).
  public var text: Bool

  /// Creates an augmentation setting.
  public init(image: String, padding: Int, text: Bool) {
    self.image = image
    self.padding = padding
    self.text = text
  }

  /// Stands for what another program does to its samples.
  public static let foreign = AugmentationSpec(image: "foreign", padding: 0, text: false)
}
