import BenchCore
import Models
import Testing
import Torch

@testable import Methods
@testable import Training

/// Training that is interrupted at any moment, and goes on in another process: here, in another instance of the method.
@Suite struct InterruptionTests {
  private static let truth = OracleMask(isClean: (0..<TinyTraining.pairCount).map { $0 % 3 > 0 })

  static func recipe(_ precision: Precision = .fp32) -> TrainingRecipe {
    var recipe = TinyTraining.recipe(precision)
    (recipe.epochs, recipe.batchSize, recipe.warmupEpochs) = (2, TinySources.batchSize, 1)
    return recipe
  }

  private func build(
    _ id: String, steps: Int = 6, precision: Precision = .fp32
  ) throws -> any RetrievalMethod {
    let entry = try MethodRegistry.method(id)
    let settings: [String: JSONValue] = id.hasPrefix("decl") ? ["warmupEpochs": .number(0)] : [:]
    var context = TinyTraining.context(of: id, precision: precision)
    context.trainingSteps = steps
    return try entry.build(entry.resolved(settings, for: TinyTraining.facts), in: context, truth: Self.truth)
  }

  static func trainer(
    _ method: any RetrievalMethod, _ sources: TinySources, save: @escaping (TrainingState) throws -> Void = { _ in },
    report: @escaping (Trainer.Progress) -> Void = { _ in }
  ) -> Trainer {
    var recipe = recipe(method.parameters.computation.precision)
    if method is IVT { recipe.momentum = TrainingRecipe.ivt.momentum }
    return Trainer(
      method, recipe: recipe,
      sources: .init(training: sources.training(for: method), selection: sources, test: sources), threads: 1,
      shouldStop: sources.shouldStop, save: save, report: report)
  }

  /// Every method in single precision, and one in each of the others.
  private static let cases: [(id: String, precision: Precision)] =
    MethodRegistry.ids.map { ($0, .fp32) } + [("rde-tal", .paper), ("rde-sdm", .fp16), ("irra-sdm", .bf16)]

  /// Stops in every phase, in the middle of epochs among them, and goes on each time with a method that has seen nothing.
  @Test(arguments: cases) func anyMethodGoesOnWhereItStopped(id: String, precision: Precision) throws {
    let undisturbed = try build(id, precision: precision)
    let expected = try Self.trainer(undisturbed, TinySources()).run { $0 }

    let sources = try TinySources()
    sources.stops = [
      "sampleSelection 1 2", "training 1 2", "images 1 1", "captions 2 1", "sampleSelection 2 1", "training 2 1",
      "training 2 2", "images 4 1", "images 5 1", "images 7 1", "images 9 1",
    ]
    var state: TrainingState?
    var places: [String] = []
    var method = try build(id, precision: precision)
    var outcome: Trainer.Outcome?
    for _ in 0..<20 where outcome == nil {
      method = try build(id, precision: precision)
      let trainer = Self.trainer(method, sources, save: { state = try $0.copied() }) { progress in
        if case .resumed(let epoch, let batch) = progress { places.append("\(epoch) \(batch)") }
      }
      do {
        outcome = try trainer.run(from: { state }) { $0 }
      } catch TrainingFailure.interrupted {}
    }
    let resumed = try #require(outcome)
    for place in ["1 1", "2 0", "2 1"] { #expect(places.contains(place), "\(places)") }
    #expect(resumed.withoutTimes == expected.withoutTimes)
    #expect(resumed.sampleSelections == expected.sampleSelections)
    #expect(resumed.best == expected.best && resumed.last == expected.last)
    #expect(try TinyTraining.weights(of: method) == TinyTraining.weights(of: undisturbed))
    #expect((id.hasPrefix("rde") || id.hasPrefix("decl")) == !expected.sampleSelections.isEmpty)
  }

  /// A sample selection decides; it trains nothing.
  @Test(arguments: MethodRegistry.ids) func preparingChangesNoWeights(id: String) throws {
    let method = try build(id)
    let before = try TinyTraining.weights(of: method)
    _ = try method.prepare(epoch: 10, pass: TinyTraining())
    #expect(try TinyTraining.weights(of: method) == before)
  }

  /// A method whose numbers depend on the length of training says so: a run of another length cannot go on from it.
  @Test(arguments: MethodRegistry.ids) func dependenceOnTheLengthIsDeclared(id: String) throws {
    let weights = try [6, 60].map { steps in
      let method = try build(id, steps: steps)
      try TinyTraining.train(method)
      return try TinyTraining.weights(of: method)
    }
    #expect((weights[0] != weights[1]) == (try build(id).lengthDependence != nil))
  }

  @Test func aStateThatCannotBeSavedCostsNoTraining() throws {
    let method = try build("irra-sdm")
    let expected = try Self.trainer(method, TinySources()).run { $0 }
    var failures = 0
    let other = try build("irra-sdm")
    let trainer = try Self.trainer(other, TinySources(), save: { _ in throw MethodFailure.noCleanPairs }) { progress in
      if case .unsaved = progress { failures += 1 }
    }
    #expect(try trainer.run { $0 }.withoutTimes == expected.withoutTimes)
    #expect(failures == 2, "once an epoch")
  }

  /// A loss is read some steps later than it is made: what was trained since is not saved, and the run has failed even
  /// where it was asked to stop in between.
  @Test(arguments: ["training 2 3", "training 2 9"]) func aLossThatIsNotFiniteIsAFailure(stop: String) throws {
    var saved: [Int] = []
    let sources = try TinySources()
    sources.stops = [stop]
    // The first epoch has three batches.
    let method = BreakingMethod(try build("irra-sdm"), atBatch: 5)
    #expect(throws: TrainingFailure.lossNotFinite(term: "broken", epoch: 2, batch: 2)) {
      try Self.trainer(method, sources, save: { saved.append($0.progress.begunEpochs) }).run { $0 }
    }
    #expect(saved == [1])
  }

  @Test func aStateOfAnotherNetworkChangesNothing() throws {
    var state: TrainingState?
    let sources = try TinySources()
    sources.stops = ["training 1 2"]
    #expect(throws: TrainingFailure.interrupted(epoch: 1)) {
      try Self.trainer(build("irra-sdm"), sources, save: { state = try $0.copied() }).run { $0 }
    }
    let method = try build("decl")
    let before = try TinyTraining.weights(of: method)
    #expect(throws: TrainingFailure.self) { try Self.trainer(method, sources).run(from: { state }) { $0 } }
    #expect(try TinyTraining.weights(of: method) == before)
  }
}

extension TrainingState {
  /// What a file would hold: none of the tensors is the one that is trained on.
  func copied() throws -> TrainingState {
    TrainingState(
      progress: progress,
      tensors: try tensors.map { tensor in
        let values = try tensor.tensor().detached().cloned()
        return NamedTensor(name: tensor.name, shape: tensor.shape, dtype: tensor.dtype) { values }
      })
  }
}

extension Trainer.Outcome {
  var withoutTimes: [EpochRecord] {
    epochs.map { epoch in
      var epoch = epoch
      epoch.seconds = 0
      return epoch
    }
  }
}

/// A method with a loss that is not a number in one of its batches.
private final class BreakingMethod: RetrievalMethod {
  private let method: any RetrievalMethod
  private let broken: Int
  private var batches = 0

  init(_ method: any RetrievalMethod, atBatch broken: Int) {
    self.method = method
    self.broken = broken
  }

  var parameters: ParameterStore { method.parameters }

  func losses(of batch: TrainingBatch) throws -> [LossTerm] {
    batches += 1
    let terms = try method.losses(of: batch)
    return try terms + [LossTerm(name: "broken", value: terms[0].value * (batches == broken ? .nan : 0))]
  }

  func embed(images: Tensor) throws -> [HeadEmbedding] { try method.embed(images: images) }
  func embed(captions: Tensor) throws -> [HeadEmbedding] { try method.embed(captions: captions) }
}

/// The tiny training set as the data of a trainer, which stops at named moments: purpose, epoch and batch of a pass over
/// the pairs, or modality, evaluation and batch, all from 1.
final class TinySources: RetrievalData {
  static let batchSize = 4

  /// Moments before which training is asked to stop, once each.
  var stops: Set<String> = []
  private var moment = ""
  private var evaluations = 0
  private let whole: TinyTraining

  init() throws {
    whole = try TinyTraining(batchSize: TinyTraining.pairCount)
  }

  func shouldStop() -> Bool { stops.remove(moment) != nil }

  let queryIdentities = (0..<TinyTraining.pairCount).map { $0 % TinyTraining.identityCount }
  var galleryIdentities: [Int] { queryIdentities }

  func forEachImageBatch(_ body: (Tensor) throws -> Void) throws {
    evaluations += 1
    try evaluate("images") { try body($0.images) }
  }

  func forEachCaptionBatch(_ body: (Tensor) throws -> Void) throws {
    try evaluate("captions") { try body($0.captionIDs) }
  }

  private func evaluate(_ modality: String, _ body: (TrainingBatch) throws -> Void) throws {
    try whole.forEachBatch { batch in
      moment = "\(modality) \(evaluations) 1"
      try body(batch)
    }
  }

  func training(for method: any RetrievalMethod) -> some TrainingData {
    Pairs(sources: self, trainedPairs: method.trainingPairs)
  }

  private struct Pairs: TrainingData {
    let sources: TinySources
    let trainedPairs: [Int]?
    var pairCount: Int { TinyTraining.pairCount }
    var trainedPairCount: Int { trainedPairs?.count ?? pairCount }

    func forEachBatch(
      epoch: Int, for purpose: PassPurpose, skipping skipped: Int, _ body: (TrainingBatch) throws -> Void
    ) throws {
      let order = TinyTraining.order(epoch: epoch, for: purpose, trainedPairs: trainedPairs)
      var number = 0
      try TinyTraining(pairs: order, batchSize: TinySources.batchSize).forEachBatch { batch in
        number += 1
        guard number > skipped else { return }
        sources.moment = "\(purpose) \(epoch) \(number)"
        try body(batch)
      }
    }
  }
}
