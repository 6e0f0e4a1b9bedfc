import BenchCore
import Metrics
import Synchronization

/// Intervals of table cells by drawing test queries with replacement, computed when a cell asks for one.
///
/// An interval says how much of a number is due to the choice of test queries. Over several seeds it is that of their
/// mean: each resample draws the same queries for all of them.
package final class ReportIntervals: Sendable {
  private let bootstrap: PairedBootstrap
  private let known = Mutex<[Key: [Metric: ConfidenceInterval]]>([:])

  private struct Key: Hashable {
    var signatures: [String]
    var checkpoint: CheckpointName
    var direction: RetrievalDirection
  }

  /// Chooses the number of resamples, 2 or more, and the share of them inside an interval, between 0 and 1.
  package init(resamples: Int = 2000, level: Double = 0.95) {
    bootstrap = PairedBootstrap(resamples: resamples, level: level)
  }

  /// What the intervals are.
  var note: String {
    let percent = (bootstrap.level * 100).formattedNumber
    return "In brackets: \(percent)% bootstrap interval over test queries, \(bootstrap.resamples) resamples."
  }

  /// The interval of the mean over `runs`; `nil` where the queries' outcomes are not stored.
  func interval(
    of runs: [RunRecord],
    _ metric: Metric,
    _ checkpoint: CheckpointName,
    _ direction: RetrievalDirection
  ) -> ClosedRange<Double>? {
    let key = Key(signatures: runs.map(\.signature), checkpoint: checkpoint, direction: direction)
    let intervals = known.withLock { known in
      if let found = known[key] { return found }
      let outcomes = runs.compactMap { $0[checkpoint]?[direction].queries }
      let found = (try? bootstrap.intervals(ofMeanOver: outcomes)) ?? [:]
      known[key] = found
      return found
    }
    return intervals[metric].map { $0.lower...$0.upper }
  }
}
