import BenchCore
package import Metrics
import Synchronization

/// Intervals of table cells by drawing test identities with replacement, computed when a cell asks for one.
///
/// An interval says how much of a number is due to the choice of test identities. Over several seeds it is that of their
/// mean: each resample draws the same identities for all of them.
package final class ReportIntervals: Sendable {
  private let bootstrap: PairedBootstrap
  private let unit: ResamplingUnit
  private let state = Mutex(State())

  private struct State {
    var known: [Key: [Metric: ConfidenceInterval]] = [:]
    /// How many were drawn, of each unit.
    var counts: [ResamplingUnit: Set<Int>] = [:]
    /// Why numbers have no interval.
    var reasons: Set<String> = []
  }

  private struct Key: Hashable {
    var signatures: [String]
    var checkpoint: CheckpointName
    var direction: RetrievalDirection
  }

  /// Chooses the number of resamples, 2 or more, the confidence, between 0 and 1, and what is drawn.
  ///
  /// Results that do not say whose queries are whose are drawn by query, and the note says so.
  package init(
    resamples: Int = PairedBootstrap.defaultResamples, level: Double = 0.95, by unit: ResamplingUnit = .identity
  ) {
    bootstrap = PairedBootstrap(resamples: resamples, level: level)
    self.unit = unit
  }

  /// What the intervals are.
  var note: String {
    let percent = (bootstrap.level * 100).formattedNumber
    let counts = state.withLock { $0.counts }
    let drawn = ResamplingUnit.allCases.compactMap { unit -> String? in
      guard let found = counts[unit], let least = found.min(), let most = found.max() else { return nil }
      let range = least == most ? "\(most)" : "\(least) to \(most)"
      return "\(range) test \(unit.title(count: most))"
    }
    let fallback =
      unit == .identity && counts[.query] != nil
      ? " (results without identities: by query, which is too narrow)" : ""
    let over = drawn.isEmpty ? "test \(unit.title(count: 2))" : drawn.joined(separator: " or ")
    let rough = ResamplingUnit.allCases.compactMap { unit in
      counts[unit]?.min().flatMap { unit.roughGuideNote(count: $0) }
    }
    return
      ([
        "In brackets: \(percent)% bootstrap interval over \(over)\(fallback), \(bootstrap.resamples) resamples."
      ] + rough).joined(separator: " ")
  }

  /// Why numbers have no interval; empty where all have one.
  var missingNote: String {
    let reasons = state.withLock { $0.reasons }
    return reasons.isEmpty ? "" : "Without brackets: \(reasons.sorted().joined(separator: "; "))."
  }

  /// The interval of the mean over `runs`; `nil` where the queries' outcomes are not stored.
  func interval(
    of runs: [RunRecord],
    _ metric: Metric,
    _ checkpoint: CheckpointName,
    _ direction: RetrievalDirection
  ) -> ClosedRange<Double>? {
    let runs = runs.filter { $0[checkpoint] != nil }
    let key = Key(signatures: runs.map(\.signature), checkpoint: checkpoint, direction: direction)
    let intervals = state.withLock { state in
      if let found = state.known[key] { return found }
      let outcomes = runs.compactMap { $0[checkpoint]?[direction].queries }
      let identities = unit == .identity ? Self.identities(of: runs, direction, outcomes) : nil
      var found: [Metric: ConfidenceInterval] = [:]
      if outcomes.count < runs.count || outcomes.contains(where: { $0.count == 0 }) {
        state.reasons.insert("what each query contributed is not stored")
      } else {
        do throws(ComparisonFailure) {
          found = try bootstrap.intervals(ofMeanOver: outcomes, identities: identities)
        } catch {
          state.reasons.insert(error.problem)
        }
      }
      state.known[key] = found
      if !found.isEmpty {
        let count = identities.map { Set($0).count } ?? outcomes[0].count
        state.counts[identities == nil ? .query : .identity, default: []].insert(count)
      }
      return found
    }
    return intervals[metric].map { min($0.lower, $0.upper)...max($0.lower, $0.upper) }
  }

  /// The identity of each query; `nil` where some run does not say it, or another.
  private static func identities(
    of runs: [RunRecord], _ direction: RetrievalDirection, _ outcomes: [QueryOutcomes]
  ) -> [Int]? {
    let all = runs.map { direction == .textToImage ? $0.test?.queryIdentities : $0.test?.galleryIdentities }
    guard let first = all.first, let identities = first, all.allSatisfy({ $0 == identities }),
      outcomes.allSatisfy({ $0.count == identities.count })
    else { return nil }
    return identities
  }
}
