import BenchCore
import Datasets
import Methods
import Models
import Noise
import Studies
import StudyTestSupport
import TensorTestSupport
import TestSupport
import Testing
import Torch

@testable import Sweep
@testable import Training

/// Epochs of a number of steps that their method sets. Serialized: a run sets libtorch's number of threads.
@Suite(.serialized) struct EpochStepsTests {
  /// A method with epochs of another length.
  private final class Stretched: RetrievalMethod {
    private let method: any RetrievalMethod
    let stepsPerEpoch: Int?
    let trainingPairs: [Int]?

    init(_ method: any RetrievalMethod, stepsPerEpoch: Int?, trainingPairs: [Int]?) {
      self.method = method
      self.stepsPerEpoch = stepsPerEpoch
      self.trainingPairs = trainingPairs
    }

    var parameters: ParameterStore { method.parameters }
    func losses(of batch: TrainingBatch) throws -> [LossTerm] { try method.losses(of: batch) }
    func embed(images: Tensor) throws -> [HeadEmbedding] { try method.embed(images: images) }
    func embed(captions: Tensor) throws -> [HeadEmbedding] { try method.embed(captions: captions) }
  }

  private let run: PlannedRun
  private let setup: TrainingSetup

  init() throws {
    run = try #require(
      try TinyStudy.runs {
        ($0.methods, $0.batchSize, $0.epochs) = (["clip-c"], 16, 2)
      }.first)
    setup = try #require(run.spec.setup)
  }

  /// A method and what it is trained with.
  private func training(
    steps: Int?, on pairs: [Int]? = nil, seed: UInt64 = 1
  ) throws -> (method: any RetrievalMethod, sources: Trainer.Sources) {
    try withTemporaryFolder { folder in
      let task = RunTask(run: run, workspace: TinyStudy.workspace(folder, workers: 2))
      let (contents, noisy) = try task.data()
      let entry = try MethodRegistry.method("clip-c")
      let method = try entry.build(
        run.spec.method,
        in: MethodContext(model: setup.model, identityCount: contents.train.identityCount, seed: seed),
        truth: OracleMask(isClean: noisy.isClean))
      let stretched = Stretched(method, stepsPerEpoch: steps, trainingPairs: pairs)
      let tokenizer = RunTokenizer.vocabulary(of: contents, contextLength: setup.model.contextLength)
      let sources = try TrainingRunner(task).sources(
        contents, noisy, needing: [], of: stretched, tokenizer: tokenizer, device: .cpu)
      return (stretched, sources)
    }
  }

  /// The pairs of each batch, and the first pixels of each pair.
  private func batches(
    steps: Int?, on pairs: [Int]? = nil, skipping: Int = 0, for purpose: PassPurpose = .training
  ) throws -> (pairs: [[Int]], images: [[Int: [Float]]]) {
    var found: (pairs: [[Int]], images: [[Int: [Float]]]) = ([], [])
    try training(steps: steps, on: pairs).sources.training.forEachBatch(epoch: 3, for: purpose, skipping: skipping) {
      batch in
      found.pairs.append(batch.pairIndices)
      let values = try batch.images.values()
      let size = values.count / batch.pairIndices.count
      found.images.append(
        Dictionary(
          uniqueKeysWithValues: batch.pairIndices.enumerated().map { place, pair in
            (pair, Array(values[(place * size)..<((place + 1) * size)]))
          }))
    }
    return found
  }

  @Test func morePassesGoOverThePairsInNewOrders() throws {
    let trained = Array(stride(from: 0, to: 96, by: 2))
    let usual = try batches(steps: nil, on: trained)
    #expect(usual.pairs.map(\.count) == [16, 16, 16])
    let long = try batches(steps: 8, on: trained)
    #expect(long.pairs.map(\.count) == Array(repeating: 16, count: 8))
    #expect(Array(long.pairs.prefix(3)) == usual.pairs && Array(long.images.prefix(3)) == usual.images)
    #expect(long.pairs[3..<6].joined().sorted() == trained && Set(long.pairs[6...].joined()).count == 32)
    #expect(Array(long.pairs[3..<6]) != usual.pairs && long.pairs[6] != long.pairs[3])
    // The same pair is augmented anew.
    let again = long.images[3...5].reduce(into: [:]) { $0.merge($1) { first, _ in first } }
    let changed = usual.images.flatMap { $0 }.count { pair, pixels in again[pair] != pixels }
    #expect(changed > 40, "\(changed) of 48")
    for skipped in [2, 3, 7] {
      let rest = try batches(steps: 8, on: trained, skipping: skipped)
      #expect(rest.pairs == Array(long.pairs[skipped...]) && rest.images == Array(long.images[skipped...]))
    }
    let short = try batches(steps: 2, on: trained)
    #expect(short.pairs == Array(usual.pairs.prefix(2)))
    #expect(try batches(steps: 8, on: trained, for: .sampleSelection).pairs.joined().sorted() == Array(0..<96))
  }

  /// The last batch of a pass stays small: none has a pair twice.
  @Test func noBatchHasAPairTwice() throws {
    let long = try batches(steps: 5, on: Array(0..<20))
    #expect(long.pairs.map(\.count) == [16, 4, 16, 4, 16])
    #expect(long.pairs.allSatisfy { Set($0).count == $0.count })
  }

  @Test func anEpochGoesOnInItsMiddle() throws {
    func trainer(
      _ training: (method: any RetrievalMethod, sources: Trainer.Sources), shouldStop: @escaping () -> Bool = { false },
      save: @escaping (TrainingState) throws -> Void = { _ in }, report: @escaping (Trainer.Progress) -> Void = { _ in }
    ) -> Trainer {
      Trainer(
        training.method, recipe: setup.recipe, sources: training.sources, threads: 1, shouldStop: shouldStop,
        save: save,
        report: report)
    }
    let pairs = Array(0..<20)
    let undisturbed = try training(steps: 5, on: pairs)
    var counts: [[Int]] = []
    let expected = try trainer(
      undisturbed,
      report: { if case .batch(let epoch, let done, let count) = $0 { counts.append([epoch, done, count]) } }
    ).run { $0 }
    #expect(counts == (1...2).flatMap { epoch in (1...5).map { [epoch, $0, 5] } })

    var (isStopped, state) = (false, TrainingState?.none)
    #expect(throws: TrainingFailure.self) {
      try trainer(
        training(steps: 5, on: pairs), shouldStop: { isStopped }, save: { state = try $0.copied() },
        report: { if case .batch(1, 3, _) = $0 { isStopped = true } }
      ).run { $0 }
    }
    let resumed = try training(steps: 5, on: pairs, seed: 9)
    var place: [Int] = []
    let outcome = try trainer(
      resumed, report: { if case .resumed(let epoch, let batch) = $0 { place = [epoch, batch] } }
    ).run(from: { state }) { $0 }
    #expect(place == [1, 3])
    #expect(outcome.epochs.map(\.loss) == expected.epochs.map(\.loss))
    #expect(outcome.last.embeddings == expected.last.embeddings && outcome.best.epoch == expected.best.epoch)
    let weights = try [resumed, undisturbed].map { try $0.method.parameters.entries.map { try $0.tensor.values() } }
    #expect(weights[0] == weights[1])
  }
}

extension TrainingState {
  /// What a file would hold: none of the tensors is the one that is trained on.
  fileprivate func copied() throws -> TrainingState {
    TrainingState(
      progress: progress,
      tensors: try tensors.map { tensor in
        let values = try tensor.tensor().detached().cloned()
        return NamedTensor(name: tensor.name, shape: tensor.shape, dtype: tensor.dtype) { values }
      })
  }
}
