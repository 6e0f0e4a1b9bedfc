import BenchCore
import Foundation
import Synchronization

/// Shows how far a count has come, with rate and time left: one moving line on a terminal, a line now and then in a log.
final class CountDisplay: Sendable {
  private let label: String
  private let unit: String
  private let start = ContinuousClock.now
  private let isTerminal = Terminal.isLive(STDERR_FILENO)
  private let lastShown = Mutex(ContinuousClock.now)

  /// Names what is counted, such as `rendering` and `images`.
  init(label: String, unit: String) {
    self.label = label
    self.unit = unit
  }

  /// Shows the present count; may be called from any thread and as often as one likes.
  func show(done: Int, of total: Int) {
    let now = ContinuousClock.now
    let isDue = lastShown.withLock { last in
      guard now - last >= (isTerminal ? .milliseconds(100) : .seconds(10)) else { return false }
      last = now
      return true
    }
    guard isDue, done > 0 else { return }
    let rate = Double(done) / max((now - start).seconds, 1e-3)
    let left = durationText(Double(total - done) / rate)
    let text = "\(label): \(done)/\(total) \(unit), \(Int(rate)) \(unit)/s, \(left) left"
    Output.write(isTerminal ? "\r\u{1b}[2K\(text)" : "\(text)\n", to: STDERR_FILENO)
  }

  /// Clears the moving line.
  func finish() {
    if isTerminal { Output.write("\r\u{1b}[2K", to: STDERR_FILENO) }
  }
}
