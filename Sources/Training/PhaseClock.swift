import BenchCore

/// Adds up time by phase, by a clock that nobody sets.
struct PhaseClock {
  private var ended: [String: Double]
  private var running: (phase: String, start: ContinuousClock.Instant)?

  /// Goes on from earlier sums.
  init(_ seconds: [String: Double] = [:]) {
    ended = seconds
  }

  /// Ends the phase under way and begins another.
  mutating func begin(_ phase: String) {
    ended = seconds
    running = (phase, .now)
  }

  /// Seconds by phase until now.
  var seconds: [String: Double] {
    var seconds = ended
    if let running { seconds[running.phase, default: 0] += (.now - running.start).seconds }
    return seconds
  }
}
