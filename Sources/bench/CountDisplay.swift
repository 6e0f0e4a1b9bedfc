import BenchCore
import Foundation
import Synchronization

/// Shows how far a count has come, with rate and time left: one moving line on a terminal, a line now and then in a log,
/// nothing with `--quiet`.
final class CountDisplay: Sendable {
  private let label: String
  private let unit: String
  private let terminal = Terminal.errors
  /// Counting begins with the first count, which may come long after this was made.
  private let times = Mutex<(start: ContinuousClock.Instant, shown: ContinuousClock.Instant)?>(nil)

  /// Names what is counted, such as `rendering` and `images`.
  init(label: String, unit: String) {
    self.label = label
    self.unit = unit
  }

  /// Shows the present count; may be called from any thread and as often as one likes.
  func show(done: Int, of total: Int) {
    let now = ContinuousClock.now
    let due: ContinuousClock.Instant? = times.withLock { times in
      let (start, shown) = times ?? (now, now)
      let isDue = now - shown >= (terminal.isLive ? .milliseconds(100) : .seconds(10))
      times = (start, isDue ? now : shown)
      return isDue ? start : nil
    }
    guard let start = due, done > 0, Verbosity.current != .quiet else { return }
    let rate = Double(done) / max((now - start).seconds, 1e-3)
    let left = durationText(Double(total - done) / rate)
    let text = "\(label): \(done)/\(total) \(unit), \(Int(rate)) \(unit)/s, \(left) left"
    let line = terminal.isLive ? "\r\u{1b}[2K\(text.cut(to: terminal.columns ?? 80))" : "\(text)\n"
    Output.write(line.shown, to: STDERR_FILENO)
  }

  /// Clears the moving line; what is shown later is another count.
  func finish() {
    times.withLock { $0 = nil }
    if terminal.isLive, Verbosity.current != .quiet { Output.write("\r\u{1b}[2K", to: STDERR_FILENO) }
  }
}
