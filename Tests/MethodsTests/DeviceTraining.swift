import BenchCore
import Methods
import Metrics
import Models
import StandInAccelerator
import Torch
import Training

/// Training of two epochs on a device, and how often the host waited for it.
///
/// Waits are counted of the stand-in accelerator only: of the CPU all counts are 0.
struct DeviceTraining {
  static let batchSize = 4
  /// The stand-in accelerator of the tests of methods, which nothing else counts on.
  static let accelerator = Device.privateUse(1)

  let outcome: Trainer.Outcome
  let waits: Waits

  /// Where the host waited how often.
  struct Waits {
    /// In the forward pass of each step, and in the whole step.
    var forward: [Int]
    var step: [Int]
    /// In each batch of sample selections.
    var selection: [Int]
    /// While each batch of images or captions was embedded.
    var embedding: [Int]
    /// In all backward passes.
    var backward: Int
    /// In everything.
    var all: Int
    /// The operations that the device computed.
    var operations: Int
  }

  /// Trains a method that is built for the device.
  init(_ method: any RetrievalMethod, on device: Device) throws {
    var recipe = TrainingRecipe.embedded
    (recipe.epochs, recipe.batchSize, recipe.warmupEpochs) = (2, Self.batchSize, 1)
    // At 6e-4 the batch normalisation of AMNS's projections makes roundings 6e-5 of the largest number.
    recipe.learningRate = 5e-4
    // An epsilon of 1e-8 is 0 in half precision.
    if method.parameters.computation.precision == .paper { recipe.adamEpsilon = TrainingRecipe.paper.adamEpsilon }
    // Rates in the proportions of its own recipe: at higher ones its batch normalisation makes roundings large.
    if method is SSAN { (recipe.learningRate, recipe.biasFactor, recipe.newModuleFactor) = (5e-5, 1, 10) }
    stand_in_reset(1)
    let watched = WatchedMethod(method)
    let data = try WatchedData(device: device, trainedPairs: method.trainingPairs)
    outcome = try Trainer(
      watched, recipe: recipe, sources: .init(training: data, selection: data, test: data), threads: 1
    ).run { $0 }
    let counts = stand_in_count(1)
    waits = Waits(
      forward: watched.forward, step: data.step, selection: data.selection, embedding: watched.embedding,
      backward: Int(counts.backward_waits), all: Int(counts.waits), operations: Int(counts.operations))
  }

  /// The waits of some work.
  static func waits<Result>(of work: () throws -> Result) rethrows -> (count: Int, result: Result) {
    let before = stand_in_count(1).waits
    let result = try work()
    return (Int(stand_in_count(1).waits - before), result)
  }
}

/// A method that notes the waits of its passes.
private final class WatchedMethod: RetrievalMethod {
  private let method: any RetrievalMethod
  private(set) var forward: [Int] = []
  private(set) var embedding: [Int] = []

  init(_ method: any RetrievalMethod) { self.method = method }

  var parameters: ParameterStore { method.parameters }
  var trainingPairs: [Int]? { method.trainingPairs }

  func prepare(epoch: Int, pass: any TrainingPass) throws -> SampleSelectionRecord? {
    try method.prepare(epoch: epoch, pass: pass)
  }

  func treatPairs(as selection: SampleSelectionRecord?) { method.treatPairs(as: selection) }

  func losses(of batch: TrainingBatch) throws -> [LossTerm] {
    let (count, terms) = try DeviceTraining.waits { try method.losses(of: batch) }
    forward.append(count)
    return terms
  }

  func embed(images: Tensor) throws -> [HeadEmbedding] {
    let (count, heads) = try DeviceTraining.waits { try method.embed(images: images) }
    embedding.append(count)
    return heads
  }

  func embed(captions: Tensor) throws -> [HeadEmbedding] {
    let (count, heads) = try DeviceTraining.waits { try method.embed(captions: captions) }
    embedding.append(count)
    return heads
  }
}

/// The tiny training set on a device, for training and retrieval, that notes the waits of each batch.
private final class WatchedData: TrainingData, RetrievalData {
  private let device: Device
  private let trainedPairs: [Int]?
  private(set) var step: [Int] = []
  private(set) var selection: [Int] = []

  init(device: Device, trainedPairs: [Int]?) throws {
    self.device = device
    self.trainedPairs = trainedPairs
  }

  var pairCount: Int { TinyTraining.pairCount }
  var trainedPairCount: Int { trainedPairs?.count ?? pairCount }
  let queryIdentities = (0..<TinyTraining.pairCount).map { $0 % TinyTraining.identityCount }
  var galleryIdentities: [Int] { queryIdentities }

  func forEachBatch(
    epoch: Int, for purpose: PassPurpose, skipping skipped: Int, _ body: (TrainingBatch) throws -> Void
  ) throws {
    let order = TinyTraining.order(epoch: epoch, for: purpose, trainedPairs: trainedPairs)
    try forEachBatch(of: order) { batch in
      let (count, _) = try DeviceTraining.waits { try body(batch) }
      if purpose == .training { step.append(count) } else { selection.append(count) }
    }
  }

  func forEachImageBatch(_ body: (Tensor) throws -> Void) throws {
    try forEachBatch(of: Array(0..<pairCount)) { try body($0.images) }
  }

  func forEachCaptionBatch(_ body: (Tensor) throws -> Void) throws {
    try forEachBatch(of: Array(0..<pairCount)) { try body($0.captionIDs) }
  }

  private func forEachBatch(of pairs: [Int], _ body: (TrainingBatch) throws -> Void) throws {
    try TinyTraining(pairs: pairs, batchSize: DeviceTraining.batchSize).forEachBatch { try body($0.moved(to: device)) }
  }
}

extension TrainingBatch {
  /// The batch as the training on a device gets it.
  func moved(to device: Device) throws -> TrainingBatch {
    var batch = self
    batch.identities = try identities.to(device: device)
    batch.images = try images.to(device: device)
    batch.secondView = try secondView?.to(device: device)
    batch.captionIDs = try captionIDs.to(device: device)
    if let partner { batch.partner?.ids = try partner.ids.to(device: device) }
    if let masked {
      batch.masked?.ids = try masked.ids.to(device: device)
      batch.masked?.positions = try masked.positions.to(device: device)
      batch.masked?.labels = try masked.labels.to(device: device)
    }
    batch.parts = try parts.map {
      PartialCaptions(
        images: try $0.images.to(device: device), ids: try $0.ids.to(device: device), lengths: $0.lengths)
    }
    return batch
  }
}
