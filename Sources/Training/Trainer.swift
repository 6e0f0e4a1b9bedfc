package import BenchCore
import Metrics
import Models
import Torch

/// Trains a method, chooses Best, and measures Best and Last on the test split.
///
/// Best is the first epoch with the highest R@1 of text-to-image retrieval on the selection split, as in the papers'
/// code. The loop knows no method by name.
package struct Trainer {
  /// What to train on and to measure with.
  package struct Sources {
    var training: any TrainingData
    var selection: any RetrievalData
    var test: any RetrievalData

    package init(training: any TrainingData, selection: any RetrievalData, test: any RetrievalData) {
      self.training = training
      self.selection = selection
      self.test = test
    }
  }

  /// What came out of a run.
  package struct Outcome: Sendable {
    /// One record per epoch, in order.
    package var epochs: [EpochRecord]
    /// The checkpoint chosen on the selection split.
    package var best: CheckpointRecord
    /// The checkpoint after the last epoch.
    package var last: CheckpointRecord
    /// What methods that select samples decided.
    package var sampleSelections: [SampleSelectionRecord]
    /// Time of `train`, `divide`, `evaluate` and `save`.
    package var secondsByPhase: [String: Double]
  }

  /// News of the work under way.
  package enum Progress {
    /// Training goes on from a state, in an epoch of which some batches are done: all of the last one where only the
    /// measurement of Best and Last is left.
    case resumed(epoch: Int, batch: Int)
    /// Some batches of an epoch are done.
    case batch(epoch: Int, done: Int, of: Int)
    /// The samples of the epoch under way are selected.
    case selected(SampleSelectionRecord)
    /// An epoch and its evaluation are done; with the best one so far, also of before an interruption.
    case epoch(EpochRecord, best: TrainingProgress.Best?)
    /// The state could not be saved; training goes on.
    case unsaved(any Error)
  }

  private let method: any RetrievalMethod
  private let recipe: TrainingRecipe
  private let sources: Sources
  private let threads: Int
  private let measuresTestEveryEpoch: Bool
  private let shouldStop: () -> Bool
  private let save: (TrainingState) throws -> Void
  private let keep: (CheckpointName, Int) throws -> Void
  private let report: (Progress) -> Void

  /// - Parameters:
  ///   - threads: Threads of the evaluation's matrix products.
  ///   - measuresTestEveryEpoch: Whether epochs also get metrics on the test split; no other number depends on it.
  ///   - shouldStop: Asked between batches; `true` ends the run with `TrainingFailure.interrupted`.
  ///   - save: Called after every epoch and before an interruption; the state's tensors are those that are trained.
  ///   - keep: Called with the epoch when the method's parameters are those of Best and those of Last.
  ///   - report: Called on the training thread.
  package init(
    _ method: any RetrievalMethod, recipe: TrainingRecipe, sources: Sources, threads: Int,
    measuresTestEveryEpoch: Bool = false, shouldStop: @escaping () -> Bool = { false },
    save: @escaping (TrainingState) throws -> Void = { _ in },
    keep: @escaping (CheckpointName, Int) throws -> Void = { _, _ in },
    report: @escaping (Progress) -> Void = { _ in }
  ) {
    self.method = method
    self.recipe = recipe
    self.sources = sources
    self.threads = threads
    self.measuresTestEveryEpoch = measuresTestEveryEpoch
    self.shouldStop = shouldStop
    self.save = save
    self.keep = keep
    self.report = report
  }

  /// Trains for all epochs that a state has not finished, or for all.
  ///
  /// What comes out is the same bit for bit wherever training was interrupted, apart from times.
  ///
  /// - Parameters:
  ///   - takeState: Gives the state to go on from, which is let go before training: an open file may be behind it.
  ///   - store: Called with what came out, before weights are kept.
  /// - Throws: `TrainingFailure` for a loss that is not finite, a parameter without a group, a state of another network
  ///   or a wish to stop, and whatever the data or libtorch throw.
  /// - Returns: What `store` returned.
  package func run<Stored>(
    from takeState: () throws -> TrainingState? = { nil }, store: (Outcome) throws -> Stored
  ) throws -> Stored {
    var session = try TrainingSession(method.parameters, recipe: recipe)
    if let state = try takeState() {
      try session.restore(state)
      report(place(of: session.progress))
    }
    do {
      while session.progress.epochs.count < max(1, recipe.epochs) {
        try trainEpoch(&session)
        saveState(of: &session)
      }
      return try finish(&session, store: store)
    } catch TrainingFailure.interrupted(let epoch) {
      // A state with a loss that is not finite is no place to go on from: the run has failed, not stopped.
      try session.addLosses()
      saveState(of: &session)
      throw TrainingFailure.interrupted(epoch: epoch)
    }
  }

  private var stepsPerEpoch: Int {
    recipe.stepsPerEpoch(pairs: sources.training.trainedPairCount, onlyFull: sources.training.hasOnlyFullBatches)
  }

  private func place(of progress: TrainingProgress) -> Progress {
    let isTrained = progress.epochs.count >= max(1, recipe.epochs)
    return isTrained
      ? .resumed(
        epoch: progress.epochs.count, batch: stepsPerEpoch)
      : .resumed(epoch: progress.epochs.count + 1, batch: progress.underWay?.batches ?? 0)
  }

  /// Does what is left of an epoch, and evaluates.
  private func trainEpoch(_ session: inout TrainingSession) throws {
    session.clock.begin("divide")
    let epoch = try session.beginEpoch()
    if session.progress.underWay == nil {
      let pass = SelectionPass(data: sources.training, epoch: epoch) { try checkStop(epoch) }
      let selection = try method.prepare(epoch: epoch, pass: pass)
      if let selection { session.progress.sampleSelections.append(selection) }
      session.progress.underWay = .init()
      session.isUnsaved = true
    }
    let selection = session.progress.sampleSelections.last { $0.epoch == epoch }
    method.treatPairs(as: selection)
    if let selection { report(.selected(selection)) }

    session.clock.begin("train")
    let expected = stepsPerEpoch
    let done = session.progress.underWay?.batches ?? 0
    try sources.training.forEachBatch(epoch: epoch, for: .training, skipping: done) { batch in
      try checkStop(epoch)
      try session.train(try method.losses(of: batch))
      report(.batch(epoch: epoch, done: session.progress.underWay?.batches ?? 0, of: expected))
    }
    try session.addLosses()

    session.clock.begin("evaluate")
    let (result, similarities) = try evaluator(on: sources.selection, epoch: epoch).evaluateWithSimilarities()
    let test =
      try measuresTestEveryEpoch ? evaluator(on: sources.test, epoch: epoch).evaluate(.textToImage).metrics : nil
    let underWay = session.progress.underWay ?? .init()
    let losses = underWay.losses.map { (name: $0.name, value: $0.value / Double(max(1, underWay.batches))) }
    let record = EpochRecord(
      epoch: epoch, losses: losses, loss: losses.map(\.value).reduce(0, +),
      learningRate: LearningRateSchedule(recipe).learningRate(peak: recipe.learningRate, epoch: epoch),
      seconds: session.epochSeconds, selection: result.metrics, test: test,
      similarities: similarities)
    try session.end(record)
    report(.epoch(record, best: session.progress.best))
  }

  /// Measures Last and Best on the test split and hands over what came out, then the weights.
  private func finish<Stored>(
    _ session: inout TrainingSession, store: (Outcome) throws -> Stored
  ) throws -> Stored {
    session.clock.begin("evaluate")
    let progress = session.progress
    let last = try checkpoint(epoch: progress.epochs.count)
    var best = last
    if let epoch = progress.best?.epoch, epoch != last.epoch {
      try session.exchangeBest()
      best = try checkpoint(epoch: epoch)
    }
    let stored = try store(
      Outcome(
        epochs: progress.epochs, best: best, last: last, sampleSelections: progress.sampleSelections,
        secondsByPhase: session.clock.seconds))
    try keep(.best, best.epoch)
    if session.holdsBest { try session.exchangeBest() }
    try keep(.last, last.epoch)
    return stored
  }

  /// Saves what no stored state has. A state that cannot be saved costs repeated work, not the run.
  private func saveState(of session: inout TrainingSession) {
    guard session.isUnsaved else { return }
    do {
      session.clock.begin("save")
      if session.holdsBest { try session.exchangeBest() }
      try save(session.state())
      session.isUnsaved = false
    } catch {
      report(.unsaved(error))
    }
  }

  /// The present weights on the test split.
  private func checkpoint(epoch: Int) throws -> CheckpointRecord {
    let embedded = try sources.test.embedded(by: method) { try checkStop(epoch) }
    let evaluator = try sources.test.evaluator(of: embedded, threads: threads)
    return CheckpointRecord(
      epoch: epoch, textToImage: DirectionRecord(try evaluator.evaluate(.textToImage, findsTies: true)),
      imageToText: DirectionRecord(try evaluator.evaluate(.imageToText, findsTies: true)), embeddings: embedded)
  }

  private func evaluator(on data: any RetrievalData, epoch: Int) throws -> RetrievalEvaluator {
    try data.evaluator(of: data.embedded(by: method) { try checkStop(epoch) }, threads: threads)
  }

  private func checkStop(_ epoch: Int) throws {
    if shouldStop() { throw TrainingFailure.interrupted(epoch: epoch) }
  }
}
