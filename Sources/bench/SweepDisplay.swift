import Foundation
import Sweep

/// Shows a sweep on standard error: one moving line on a terminal, plain lines in a log.
actor SweepDisplay {
  private let cellCount: Int
  private let isTerminal = isatty(STDERR_FILENO) == 1
  private let start = Date()
  private var done = 0
  private var skipped = 0
  /// The share of each running cell that is done.
  private var running: [String: (share: Double, text: String)] = [:]

  init(cellCount: Int) {
    self.cellCount = cellCount
  }

  func show(_ event: SweepRunner.Event) {
    switch event {
    case .skipped(let cell):
      done += 1
      skipped += 1
      line("✓ \(cell.title): finished before")
    case .started(let cell):
      running[cell.name] = (0, "starting")
      if !isTerminal { line("· \(cell.title): started") }
    case .progress(let cell, let event): progress(cell, event)
    case .finished(let cell):
      running[cell.name] = nil
      done += 1
      line("✓ \(cell.title): finished  [\(done)/\(cellCount)]")
    case .failed(let cell, let reason):
      running[cell.name] = nil
      done += 1
      line("✗ \(cell.title): failed: \(reason)")
    }
    status()
  }

  func finish(_ summary: SweepRunner.Summary) {
    clear()
    let seconds = Date().timeIntervalSince(start)
    note(
      "\(summary.finished) cells run, \(summary.skipped) finished before, \(summary.failures.count) failed, in "
        + Self.duration(seconds))
  }

  func interrupted() {
    clear()
    note("interrupted; \(done) of \(cellCount) cells are finished and kept. The same command goes on from there.")
  }

  private func progress(_ cell: StudyCell, _ event: CellEvent) {
    switch event {
    case .started, .finished, .note: break
    case .batch(let epoch, let batch, let batches):
      let epochs = Double(cell.spec.recipe?.epochs ?? 1)
      let share = (Double(epoch - 1) + Double(batch) / Double(max(1, batches))) / epochs
      running[cell.name] = (share, "\(cell.spec.method.id) \(Int(share * 100))%")
    case .epoch(let epoch, let epochs, let loss, let r1, let seconds):
      running[cell.name] = (Double(epoch) / Double(epochs), "\(cell.spec.method.id) epoch \(epoch)/\(epochs)")
      let pairsLeft = Double(epochs - epoch) * seconds
      if !isTerminal {
        let quality = r1.map { "R@1 \(Self.number($0))  " } ?? ""
        line(
          "  \(cell.title): epoch \(epoch)/\(epochs)  loss \(Self.number(loss))  \(quality)"
            + "\(Self.number(seconds)) s/epoch, \(Self.duration(pairsLeft)) left")
      }
    }
  }

  /// One line about everything under way, with rate and time left.
  private func status() {
    guard isTerminal, done < cellCount else { return }
    let share = running.values.map(\.share).reduce(0, +)
    let worked = Double(done - skipped) + share
    let elapsed = Date().timeIntervalSince(start)
    let left = worked > 0.02 ? Self.duration(elapsed / worked * (Double(cellCount - done) - share)) + " left" : ""
    let cells = running.values.map(\.text).sorted().joined(separator: ", ")
    let rate = worked > 0.02 ? "\(Self.number(worked / elapsed * 60)) cells/min" : ""
    write("\r\u{1b}[2K[\(done)/\(cellCount)] \(cells)  \(rate)  \(left)")
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
