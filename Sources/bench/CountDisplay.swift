import BenchCore
import Foundation
import Synchronization

/// Shows how far a count has come, with rate and time left: one moving line on a terminal, a line now and then in a log.
final class CountDisplay: Sendable {
  private let label: String
  private let unit: String
  private let isTerminal = Terminal.isLive(STDERR_FILENO)
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
      let isDue = now - shown >= (isTerminal ? .milliseconds(100) : .seconds(10))
      times = (start, isDue ? now : shown)
      return isDue ? start : nil
    }
    guard let start = due, done > 0 else { return }
    let rate = Double(done) / max((now - start).seconds, 1e-3)
    let left = durationText(Double(total - done) / rate)
    let text = "\(label): \(done)/\(total) \(unit), \(Int(rate)) \(unit)/s, \(left) left"
    Output.write(isTerminal ? "\r\u{1b}[2K\(text)" : "\(text)\n", to: STDERR_FILENO)
  }

  /// Clears the moving line; what is shown later is another count.
  func finish() {
    times.withLock { $0 = nil }
    if isTerminal { Output.write("\r\u{1b}[2K", to: STDERR_FILENO) }
  }
}
