import BenchCore
import Methods
import Models
import Torch
import Training

/// A training set of random pairs that any method can train on in a moment.
struct TinyTraining {
  /// A model of the size of the goldens.
  static let model = ModelSpec(
    imageHeight: 16, imageWidth: 8, patchHeight: 4, patchWidth: 4, visionWidth: 64, visionLayers: 2, visionHeads: 1,
    textWidth: 64, textLayers: 2, textHeads: 1, contextLength: 12, vocabularySize: 40, embeddingWidth: 64)
  /// A model of the same size for the network that a method trains.
  static func model(of method: String) -> ModelSpec {
    var model = model
    model.family = (try? MethodRegistry.method(method).info.family) ?? .clip
    if model.family == .ssan {
      (model.visionLayers, model.visionWidth, model.textWidth, model.embeddingWidth) = (14, 64, 12, 16)
    }
    return model
  }

  static let identityCount = 6
  static let pairCount = 12

  /// What a method is told besides its configuration.
  static func context(
    of method: String = "irra-sdm", seed: UInt64 = 1, precision: Precision = .fp32
  ) -> MethodContext {
    MethodContext(
      model: model(of: method), identityCount: identityCount, seed: seed,
      computation: Computation(precision: precision),
      trainingSteps: 4)
  }

  /// A recipe for a precision: Adam's usual epsilon is 0 in half precision.
  static func recipe(_ precision: Precision) -> TrainingRecipe {
    var recipe = TrainingRecipe.embedded
    if precision == .paper { recipe.adamEpsilon = TrainingRecipe.paper.adamEpsilon }
    return recipe
  }

  /// The facts of a study that the reference's settings may depend on.
  static let facts = StudyFacts(
    noiseRate: 0.5, datasetID: "synth-pedes", imageLayers: model.visionLayers, imageWidth: model.visionWidth)

  private let batches: [TrainingBatch]

  /// Draws the pairs. The images are the same for all seeds of a method.
  init(pairs: [Int]? = nil, batchSize: Int = 6) throws {
    let pairs = pairs ?? Array(0..<Self.pairCount)
    batches = try stride(from: 0, to: pairs.count, by: batchSize).map { start in
      try Self.batch(of: Array(pairs[start..<min(start + batchSize, pairs.count)]))
    }
  }

  private static func batch(of pairs: [Int]) throws -> TrainingBatch {
    var (pixels, secondPixels): ([Float], [Float]) = ([], [])
    var (ids, partnerIDs, maskedIDs, labels): ([Int64], [Int64], [Int64], [Int64]) = ([], [], [], [])
    for pair in pairs {
      var generator = SeededGenerator(seed: 3, stream: "pair", UInt64(pair))
      let image = (0..<(3 * model.imageHeight * model.imageWidth)).map { _ in Float(generator.uniform(-1, 1)) }
      pixels += image
      secondPixels += image.map { $0 * 0.9 }
      let words = words(by: &generator)
      let padding = [Int64](repeating: 0, count: model.contextLength - words.count - 2)
      ids += [38] + words + [39] + padding
      partnerIDs += partner(of: pair)
      maskedIDs += [38, 37] + words.dropFirst() + [39] + padding
      labels += [0, words[0]] + [Int64](repeating: 0, count: model.contextLength - 2)
    }
    let shape = [pairs.count, model.contextLength]
    let imageShape = [pairs.count, 3, model.imageHeight, model.imageWidth]
    let lengths = TrainingBatch.captionLengths(of: ids, context: model.contextLength)
    var batch = try TrainingBatch(
      pairIndices: pairs, identities: Tensor(pairs.map { Int64($0 % identityCount) }),
      images: Tensor(pixels, shape: imageShape), secondView: Tensor(secondPixels, shape: imageShape),
      captionIDs: Tensor(ids, shape: shape),
      captionLengths: lengths, masked: MaskedCaptions(ids: Tensor(maskedIDs, shape: shape), labels: labels),
      partner: PartnerCaptions(
        ids: Tensor(partnerIDs, shape: shape),
        lengths: TrainingBatch.captionLengths(of: partnerIDs, context: model.contextLength)))
    batch.parts = try [0.8, -0.7].map { factor in
      try PartialCaptions(images: batch.images * factor, ids: Tensor(maskedIDs, shape: shape), lengths: lengths)
    }
    return batch
  }

  private static func words(by generator: inout SeededGenerator) -> [Int64] {
    let length = 4 + generator.index(below: 5)
    return (0..<length).map { _ in Int64(1 + generator.index(below: 30)) }
  }

  /// Another caption of a pair's identity, padded.
  private static func partner(of pair: Int) -> [Int64] {
    var generator = SeededGenerator(seed: 3, stream: "partner", UInt64(pair))
    let words = words(by: &generator)
    return [38] + words + [39] + [Int64](repeating: 0, count: model.contextLength - words.count - 2)
  }

  /// The pairs of one pass in a random order: those that are trained, or all.
  static func order(epoch: Int, for purpose: PassPurpose, trainedPairs: [Int]?) -> [Int] {
    var generator = SeededGenerator(seed: 5, stream: purpose.rawValue, UInt64(epoch))
    let pairs = (purpose == .training ? trainedPairs : nil) ?? Array(0..<pairCount)
    return generator.permutation(of: pairs.count).map { pairs[$0] }
  }

  /// Trains a method for an epoch of two steps and returns every term of every step.
  ///
  /// - Parameter epoch: A late one, so that methods with a warm-up have begun to divide.
  @discardableResult
  static func train(_ method: any RetrievalMethod, epoch: Int = 10) throws -> [Double] {
    var recipe = Self.recipe(method.parameters.computation.precision)
    recipe.warmupEpochs = 0
    var step = try TrainingStep(method.parameters, recipe: recipe)
    method.treatPairs(as: try method.prepare(epoch: epoch, pass: TinyTraining()))
    for batch in try TinyTraining(pairs: method.trainingPairs).batches { try step(method.losses(of: batch)) }
    return try step.readLosses().flatMap(\.self)
  }

  /// All embeddings of the training pairs, head by head.
  static func embeddings(of method: any RetrievalMethod) throws -> [[Float]] {
    try withoutGradients {
      try TinyTraining().batches.flatMap { batch in
        try (method.embed(images: batch.images) + method.embed(captions: batch.captionIDs)).map {
          try $0.values.values()
        }
      }
    }
  }

  /// Every parameter and buffer.
  static func weights(of method: any RetrievalMethod) throws -> [String: [Double]] {
    Dictionary(
      uniqueKeysWithValues: try method.parameters.entries.map { ($0.name, try $0.tensor.values(as: Double.self)) })
  }
}

extension TinyTraining: TrainingPass {
  var pairCount: Int { Self.pairCount }

  func forEachBatch(_ body: (TrainingBatch) throws -> Void) throws {
    for batch in batches { try body(batch) }
  }
}
