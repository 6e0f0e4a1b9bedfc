/// How far a run has come, by its events: what a live view, a status and the event log say of it.
package struct RunProgress: Sendable {
  /// The run's epochs.
  package private(set) var epochs: Int
  /// Epochs done.
  package private(set) var epochsDone = 0
  /// The share of the epoch under way that is trained, `0...1`.
  package private(set) var share = 0.0
  /// The loss of the last epoch.
  package private(set) var loss: Double?
  /// The first epoch with the highest R@1 on the selection split, and that R@1 in percent.
  package private(set) var bestEpoch: Int?
  package private(set) var bestR1: Double?
  /// Training pairs per second, of the present epoch or the last one.
  package private(set) var pairsPerSecond: Double?
  /// The epoch that training went on in, where it did.
  package private(set) var resumedEpoch: Int?

  private let batchSize: Int
  private var secondsPerEpoch: Double?
  /// Whether it is guessed from batches alone, without evaluation.
  private var isRough = false
  /// The first batch that was heard of in the epoch under way, or the start of training.
  private var anchor: (epoch: Int, done: Int, seconds: Double)?

  /// A run that has not begun.
  package init(epochs: Int, batchSize: Int) {
    (self.epochs, self.batchSize) = (epochs, batchSize)
  }

  /// The epoch under way, from 1; the last one when all are done.
  package var epoch: Int { min(epochsDone + 1, max(1, epochs)) }

  /// The share of the run that is done, `0...1`.
  package var fraction: Double { min(1, (Double(epochsDone) + share) / Double(max(1, epochs))) }

  /// Wall time to the end of training at the rate so far; `nil` before there is one.
  package var secondsLeft: Double? {
    secondsPerEpoch.map { max(0, (Double(epochs - epochsDone) - share) * $0) }
  }

  /// Wall time of the whole run at the rate so far; `nil` before there is one.
  package var secondsInAll: Double? { secondsPerEpoch.map { Double(epochs) * $0 } }

  /// Takes account of an event.
  ///
  /// - Parameter seconds: When it happened, of a clock that only goes forward.
  package mutating func take(_ event: RunEvent, at seconds: Double) {
    switch event {
    case .started(let epochs): self = RunProgress(epochs: epochs, batchSize: batchSize)
    case .resumed(let epoch, _):
      (epochsDone, share, anchor, resumedEpoch) = (max(0, epoch - 1), 0, nil, epoch)
    case .batch(let epoch, let done, let count): batch(epoch, done: done, of: count, at: seconds)
    case .epoch(let summary): self.epoch(summary)
    case .note, .saved, .failed, .interrupted: break
    case .finished: (epochsDone, share) = (epochs, 0)
    }
  }

  private mutating func batch(_ epoch: Int, done: Int, of count: Int, at seconds: Double) {
    epochsDone = max(0, epoch - 1)
    share = min(1, max(0, Double(done) / Double(max(1, count))))
    guard let anchor, anchor.epoch == epoch, done > anchor.done, seconds > anchor.seconds else {
      if self.anchor?.epoch != epoch { self.anchor = (epoch, done, seconds) }
      return
    }
    let batchesPerSecond = Double(done - anchor.done) / (seconds - anchor.seconds)
    pairsPerSecond = batchesPerSecond * Double(batchSize)
    if secondsPerEpoch == nil || isRough { (secondsPerEpoch, isRough) = (Double(count) / batchesPerSecond, true) }
  }

  private mutating func epoch(_ summary: EpochSummary) {
    epochs = max(epochs, summary.epochs)
    (epochsDone, share, anchor) = (summary.epoch, 0, nil)
    loss = summary.loss
    // The epoch that was gone on with has but a part of its time.
    if summary.epoch != resumedEpoch || secondsPerEpoch == nil {
      (secondsPerEpoch, isRough) = (max(0, summary.seconds), false)
    }
    if let rate = summary.pairsPerSecond { pairsPerSecond = rate }
    if let best = summary.bestR1 {
      (bestEpoch, bestR1) = (summary.bestEpoch, best)
    } else if let r1 = summary.selection?[.r1], r1 > bestR1 ?? -.infinity {
      (bestEpoch, bestR1) = (summary.epoch, r1)
    }
  }

  /// An event with what is known beside it: an epoch's rate and the best one so far. Called after `take`.
  package func completed(_ event: RunEvent) -> RunEvent {
    guard case .epoch(var summary) = event else { return event }
    summary.pairsPerSecond = summary.pairsPerSecond ?? pairsPerSecond
    (summary.bestEpoch, summary.bestR1) = (bestEpoch, bestR1)
    return .epoch(summary)
  }
}
