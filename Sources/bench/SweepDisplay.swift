import Foundation
import Studies
import Sweep

/// Shows a sweep on standard error: one moving line on a terminal, plain lines in a log.
actor SweepDisplay {
  private let runCount: Int
  private let isTerminal = isatty(STDERR_FILENO) == 1
  private let start = Date()
  private var done = 0
  private var skipped = 0
  /// The share of each running run that is done.
  private var running: [String: (share: Double, text: String)] = [:]

  init(runCount: Int) {
    self.runCount = runCount
  }

  func show(_ event: SweepRunner.Event) {
    switch event {
    case .skipped(let run):
      done += 1
      skipped += 1
      line("✓ \(run.title): finished before")
    case .started(let run):
      running[run.name] = (0, "starting")
      if !isTerminal { line("· \(run.title): started") }
    case .progress(let run, let event): progress(run, event)
    case .finished(let run):
      running[run.name] = nil
      done += 1
      line("✓ \(run.title): finished  [\(done)/\(runCount)]")
    case .failed(let run, let reason):
      running[run.name] = nil
      done += 1
      line("✗ \(run.title): failed: \(reason)")
    case .unfinished(let run, let ending):
      running[run.name] = nil
      done += 1
      line("· \(run.title): \(ending == .heldElsewhere ? "another sweep runs it" : "stopped before its end")")
    }
    status()
  }

  func finish(_ summary: SweepRunner.Summary) {
    clear()
    let seconds = Date().timeIntervalSince(start)
    note(
      "\(summary.finished) runs done, \(summary.skipped) finished before, \(summary.failures.count) failed, in "
        + Self.duration(seconds))
  }

  func interrupted() {
    clear()
    note("interrupted; \(done) of \(runCount) runs are finished and kept. The same command goes on from there.")
  }

  private func progress(_ run: PlannedRun, _ event: RunEvent) {
    switch event {
    case .started, .resumed, .finished, .note: break
    case .batch(let epoch, let batch, let batches):
      let epochs = Double(run.spec.recipe?.epochs ?? 1)
      let share = (Double(epoch - 1) + Double(batch) / Double(max(1, batches))) / epochs
      running[run.name] = (share, "\(run.spec.method.id) \(Int(share * 100))%")
    case .epoch(let epoch, let epochs, let loss, let r1, let seconds):
      running[run.name] = (Double(epoch) / Double(epochs), "\(run.spec.method.id) epoch \(epoch)/\(epochs)")
      let pairsLeft = Double(epochs - epoch) * seconds
      if !isTerminal {
        let quality = r1.map { "R@1 \(Self.number($0))  " } ?? ""
        line(
          "  \(run.title): epoch \(epoch)/\(epochs)  loss \(Self.number(loss))  \(quality)"
            + "\(Self.number(seconds)) s/epoch, \(Self.duration(pairsLeft)) left")
      }
    }
  }

  /// One line about everything under way, with rate and time left.
  private func status() {
    guard isTerminal, done < runCount else { return }
    let share = running.values.map(\.share).reduce(0, +)
    let worked = Double(done - skipped) + share
    let elapsed = Date().timeIntervalSince(start)
    let left = worked > 0.02 ? Self.duration(elapsed / worked * (Double(runCount - done) - share)) + " left" : ""
    let runs = running.values.map(\.text).sorted().joined(separator: ", ")
    let rate = worked > 0.02 ? "\(Self.number(worked / elapsed * 60)) runs/min" : ""
    write("\r\u{1b}[2K[\(done)/\(runCount)] \(runs)  \(rate)  \(left)")
  }

  private func line(_ text: String) {
    clear()
    note(text)
  }

  private func clear() {
    if isTerminal { write("\r\u{1b}[2K") }
  }

  private func write(_ text: String) {
    FileHandle.standardError.write(Data(text.utf8))
  }

  private static func number(_ value: Double) -> String { String(format: "%.2f", value) }

  /// `42 s`, `3 min 20 s` or `2 h 05 min`.
  static func duration(_ seconds: Double) -> String {
    let whole = Int(seconds.rounded())
    if whole < 60 { return "\(whole) s" }
    if whole < 3600 { return "\(whole / 60) min \(whole % 60) s" }
    return "\(whole / 3600) h \(String(format: "%02d", whole % 3600 / 60)) min"
  }
}
