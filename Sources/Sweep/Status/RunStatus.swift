package import BenchCore

/// What a run's files say about it.
package struct RunStatus: Encodable, Sendable, Equatable {
  /// The states of runs, those to look at first.
  package enum State: String, Encodable, Sendable, CaseIterable {
    /// It ended with an error, and is tried again by the next sweep.
    case failed
    /// It neither ended nor gave a sign of life for a while.
    case stale
    /// It was stopped; the next sweep goes on with it.
    case interrupted
    case running
    case waiting
    case finished
  }

  /// The name of its files, such as `synth-pedes_rde-tal_noise20_seed1_5c0ffee0`.
  package var name: String
  package var state: State
  /// The epoch under way, or that the run goes on in, from 1.
  package var epoch: Int?
  /// The run's epochs.
  package var epochs: Int?
  /// The loss of the last epoch.
  package var loss: Double?
  /// The best epoch so far on the selection split, and its R@1 in percent.
  package var bestEpoch: Int?
  package var bestR1: Double?
  /// Training pairs per second.
  package var pairsPerSecond: Double?
  /// Seconds to the end of training.
  package var secondsLeft: Double?
  /// The error of a failed run.
  package var reason: String?
  /// When a stale run was last heard of, in seconds since 1970.
  package var lastSignOfLife: Double?
  /// Whether the state of an interrupted or stale run is kept, so that it does not start again from its first epoch.
  package var isResumable: Bool?
  /// Text-to-image metrics of a finished run on the test split.
  package var best: MetricValues?
  package var last: MetricValues?

  init(_ name: String, _ state: State) {
    (self.name, self.state) = (name, state)
  }

  /// Takes over how far a run has come.
  mutating func add(_ progress: RunProgress) {
    (epoch, epochs, loss) = (progress.epoch, progress.epochs, progress.loss)
    (bestEpoch, bestR1) = (progress.bestEpoch, progress.bestR1)
    (pairsPerSecond, secondsLeft) = (progress.pairsPerSecond, progress.secondsLeft)
  }
}
