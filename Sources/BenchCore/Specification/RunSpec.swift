/// Everything that decides a run's numbers, resolved: no field is left to a default of the day.
///
/// The SHA-256 of its canonical JSON is the run's identity. What does not change a number (device index, number of
/// loader workers, log level) is not here. The number of compute threads is: sums in another order round differently.
///
/// A field that is added later is optional and left out of the JSON where it means what was computed before it existed,
/// so that stored runs keep their identity.
public struct RunSpec: Sendable, Hashable {
  /// What is trained on and searched in.
  public var dataset: DatasetSpec
  /// How training captions are corrupted.
  public var noise: NoiseSpec
  /// The method and its whole configuration.
  public var method: MethodSpec
  /// Who trained the network, and with what.
  public var training: TrainingOrigin
  /// The split on which Best is chosen. The papers' code chooses on `test`; their text says validation.
  public var selection: Split
  /// The seed of weights, order, augmentation and sample selection.
  public var seed: UInt64
  /// Compute threads of one run.
  public var threads: Int
  /// `cpu` or `cuda`; results of the two differ in their last bits.
  public var device: String

  /// Creates a resolved specification.
  public init(
    dataset: DatasetSpec, noise: NoiseSpec, method: MethodSpec, training: TrainingOrigin, selection: Split,
    seed: UInt64, threads: Int, device: String
  ) {
    self.dataset = dataset
    self.noise = noise
    self.method = method
    self.training = training
    self.selection = selection
    self.seed = seed
    self.threads = threads
    self.device = device
  }

  /// The network and its training where this tool trains it, else `nil`.
  public var setup: TrainingSetup? {
    get { if case .here(let setup) = training { setup } else { nil } }
    set { training = newValue.map { .here($0) } ?? .elsewhere }
  }

  /// The recipe of this tool's training, or the one that a command was told; `nil` where nothing is known of it.
  public var recipe: TrainingRecipe? {
    switch training {
    case .here(let setup): setup.recipe
    case .command(let recipe): recipe
    case .elsewhere: nil
    }
  }

  /// SHA-256 of the canonical JSON, hexadecimal: the run's identity.
  ///
  /// - Throws: `EncodingError` for a number that JSON cannot hold.
  public func signature() throws -> String {
    try canonicalJSON().sha256
  }
}

extension RunSpec: Codable {
  private enum CodingKeys: String, CodingKey {
    case dataset, noise, method, model, recipe, augmentation, arithmetic, selection, seed, threads, device
  }

  /// Writes `model`, `recipe`, `augmentation` and `arithmetic` as far as `training` knows them, beside the other fields.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(dataset, forKey: .dataset)
    try container.encode(noise, forKey: .noise)
    try container.encode(method, forKey: .method)
    try container.encodeIfPresent(setup?.model, forKey: .model)
    try container.encodeIfPresent(recipe, forKey: .recipe)
    try container.encodeIfPresent(setup?.augmentation, forKey: .augmentation)
    if let arithmetic = setup?.arithmetic, arithmetic != .standard {
      try container.encode(arithmetic, forKey: .arithmetic)
    }
    try container.encode(selection, forKey: .selection)
    try container.encode(seed, forKey: .seed)
    try container.encode(threads, forKey: .threads)
    try container.encode(device, forKey: .device)
  }

  /// Reads what `encode(to:)` writes, and what the first two result schemas wrote: a model without a width and a recipe
  /// without an epoch there stand for training elsewhere.
  ///
  /// - Throws: `DecodingError`, also where a model comes without a recipe or an augmentation.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let model = try container.decodeIfPresent(ModelSpec.self, forKey: .model).flatMap { $0.visionWidth == 0 ? nil : $0 }
    let recipe = try container.decodeIfPresent(TrainingRecipe.self, forKey: .recipe)
      .flatMap { $0.epochs == 0 ? nil : $0 }
    let training: TrainingOrigin =
      if let model {
        .here(
          TrainingSetup(
            model: model, recipe: try container.decode(TrainingRecipe.self, forKey: .recipe),
            augmentation: try container.decode(AugmentationSpec.self, forKey: .augmentation),
            arithmetic: try container.decodeIfPresent(ArithmeticSpec.self, forKey: .arithmetic) ?? .standard))
      } else {
        recipe.map { .command($0) } ?? .elsewhere
      }
    self.init(
      dataset: try container.decode(DatasetSpec.self, forKey: .dataset),
      noise: try container.decode(NoiseSpec.self, forKey: .noise),
      method: try container.decode(MethodSpec.self, forKey: .method), training: training,
      selection: try container.decode(Split.self, forKey: .selection),
      seed: try container.decode(UInt64.self, forKey: .seed),
      threads: try container.decode(Int.self, forKey: .threads),
      device: try container.decode(String.self, forKey: .device))
  }
}
