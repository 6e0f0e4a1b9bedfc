import BenchCore
import Models
import Torch

/// A training under way: the network, its optimiser, the weights of Best, and the account of what is done.
struct TrainingSession {
  private let parameters: ParameterStore
  var step: TrainingStep
  var progress = TrainingProgress()
  var clock = PhaseClock()
  /// The weights of Best so far, and once they are exchanged for evaluation, those of the last epoch.
  private var bestWeights: [Tensor]?
  /// Whether something was done that no stored state has.
  var isUnsaved = false
  /// Whether the network's weights are those of Best at present, which is no place to go on from.
  private(set) var holdsBest = false
  private var epochStart = ContinuousClock.now
  /// What the epoch under way took in earlier sessions.
  private var earlierSeconds = 0.0

  init(_ parameters: ParameterStore, recipe: TrainingRecipe) throws {
    self.parameters = parameters
    step = try TrainingStep(parameters, recipe: recipe)
  }

  /// Starts the clock of the next epoch, or goes on with that under way.
  ///
  /// - Returns: The epoch, from 1.
  mutating func beginEpoch() throws -> Int {
    epochStart = .now
    earlierSeconds = progress.underWay?.seconds ?? 0
    let epoch = progress.epochs.count + 1
    try step.begin(epoch: epoch, afterBatch: progress.underWay?.batches ?? 0)
    return epoch
  }

  /// The time that the epoch under way took until now, over all sessions.
  var epochSeconds: Double { earlierSeconds + (.now - epochStart).seconds }

  /// Takes the step of a batch; its losses are added up later.
  ///
  /// - Throws: What `addLosses` throws, about this step or some before.
  mutating func train(_ terms: [LossTerm]) throws {
    try step(terms)
    var underWay = progress.underWay ?? .init()
    if underWay.losses.isEmpty { underWay.losses = terms.map { .init(name: $0.name, value: 0) } }
    underWay.batches += 1
    progress.underWay = underWay
    isUnsaved = true
    if step.pendingLossCount >= Self.stepsPerRead { try addLosses() }
  }

  /// After how many steps the host waits for the device to learn their losses.
  static let stepsPerRead = 50

  /// Adds up the losses of the steps since the last time.
  ///
  /// - Throws: `TrainingFailure.lossNotFinite` about the first that is not finite; then nothing is to be saved.
  mutating func addLosses() throws {
    for values in try step.readLosses() {
      for (index, value) in values.enumerated() { progress.underWay?.losses[index].value += value }
    }
  }

  /// Ends the epoch under way; its weights become Best's if they are better than all before.
  mutating func end(_ record: EpochRecord) throws {
    if let r1 = record.selection?[.r1], r1 > progress.best?.r1 ?? -.infinity {
      bestWeights = try parameters.snapshot()
      progress.best = .init(epoch: record.epoch, r1: r1)
    }
    progress.epochs.append(record)
    progress.underWay = nil
    isUnsaved = true
  }

  /// Gives the network the weights of Best, or back those of the last epoch.
  mutating func exchangeBest() throws {
    guard let bestWeights else { return }
    holdsBest.toggle()
    try parameters.exchange(with: bestWeights)
  }

  // MARK: - States

  /// Whether the present weights are Best's, which need not be stored twice then.
  private static func isBest(_ progress: TrainingProgress) -> Bool {
    progress.underWay == nil && progress.best?.epoch == progress.epochs.count
  }

  /// The tensors that a state of a progress has, without those of Best.
  private var tensors: [(name: String, tensor: Tensor)] {
    parameters.entries.map { ("model.\($0.name)", $0.tensor) } + step.memory
  }

  /// What training goes on from if it ends now, all losses being added up: the tensors themselves, not copies.
  func state() throws -> TrainingState {
    var progress = progress
    progress.secondsByPhase = clock.seconds
    progress.underWay?.seconds = epochSeconds
    var tensors = try tensors.map { try TrainingState.NamedTensor($0.name, $0.tensor) }
    if let bestWeights, !Self.isBest(progress) {
      tensors += try zip(parameters.entries, bestWeights).map { try .init("best.\($0.name)", $1) }
    }
    return TrainingState(progress: progress, tensors: tensors)
  }

  /// Goes on from a state.
  ///
  /// - Throws: `TrainingFailure.foreignState` before anything is changed, and what reading a tensor throws.
  mutating func restore(_ state: TrainingState) throws {
    let stored = Dictionary(state.tensors.map { ($0.name, $0) }) { first, _ in first }
    let hasBest = state.progress.best != nil && !Self.isBest(state.progress)
    let best = hasBest ? try parameters.snapshot() : nil
    let targets = tensors + (best.map { zip(parameters.entries, $0).map { ("best.\($0.name)", $1) } } ?? [])
    guard targets.count == state.tensors.count else {
      throw TrainingFailure.foreignState("it has \(state.tensors.count) tensors, not \(targets.count)")
    }
    for (name, target) in targets {
      guard let found = stored[name] else { throw TrainingFailure.foreignState("it has no tensor \(name)") }
      guard try found.shape == target.shape, try found.dtype == target.dtype else {
        throw TrainingFailure.foreignState("\(name) is \(found.dtype)\(found.shape), not \(target)")
      }
    }
    for (name, target) in targets { try stored[name].map { try target.copy(from: $0.tensor()) } }
    progress = state.progress
    clock = PhaseClock(progress.secondsByPhase)
    bestWeights = progress.best == nil ? nil : try best ?? parameters.snapshot()
  }
}
