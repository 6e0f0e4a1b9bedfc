import BenchCore
import Foundation
import Studies
import Sweep

/// Shows a sweep on standard error: a block that is drawn anew in place on a terminal, plain lines in a log, and nothing but
/// failures and warnings with `--quiet`.
actor SweepDisplay {
  private let start = ContinuousClock.now
  private let verbosity = Verbosity.current
  private var view: SweepView
  /// `nil` in a log.
  private var block: LiveBlock?
  private var lastDrawn: ContinuousClock.Instant?
  private var ticking: Task<Void, Never>?
  /// What runs said of their metrics when they ended.
  private var results: [String: String] = [:]

  init(_ runs: [PlannedRun]) {
    view = SweepView(runs)
    block = verbosity == .quiet ? nil : LiveBlock(.errors)
  }

  func show(_ event: SweepRunner.Event) {
    startTicking()
    var line: String?
    switch event {
    case .skipped(let run):
      view.skip()
      // On a terminal the block counts them.
      line = block == nil ? "✓ \(run.title): finished before" : nil
    case .started(let run):
      view.start(run, at: elapsed)
      line = block == nil ? "· \(run.title): started" : nil
    case .progress(let run, let event): line = progress(run, event)
    case .finished(let run):
      view.end(run, .finished, at: elapsed)
      let ending = ": finished\(results[run.signature] ?? "")  [\(view.ended)/\(view.total)]"
      let isLong = "✓ \(run.title)\(ending)".columns > Terminal.errors.columns ?? .max
      line = "✓ \(isLong ? view.title(of: run) : run.title)\(ending)"
    case .failed(let run, let reason):
      view.end(run, .failed, at: elapsed)
      line = "✗ \(run.title): failed: \(reason)"
    case .unfinished(let run, let ending):
      view.end(run, .unfinished, at: elapsed)
      line = "· \(run.title): \(ending == .heldElsewhere ? "another sweep runs it" : "stopped before its end")"
    case .note(let text): line = text
    }
    if let line { say(line) } else { draw(atMostEvery: .milliseconds(100)) }
  }

  func finish(_ summary: SweepRunner.Summary) {
    clear()
    let stopped = summary.unfinished == 0 ? "" : "\(summary.unfinished) stopped before their end, "
    say(
      "\(summary.finished) runs done, \(summary.skipped) finished before, \(summary.failures.count) failed, \(stopped)in "
        + durationText(elapsed))
  }

  /// - Parameter goesOn: Whether the runs go on without this process; where that is, the executor has said so.
  func interrupted(goesOn: Bool) {
    clear()
    say(
      "interrupted; \(view.done) of \(view.total) runs are finished and kept."
        + (goesOn ? "" : " The same command goes on from there."))
  }

  private var elapsed: Double { (ContinuousClock.now - start).seconds }

  /// Returns the line that a log gets.
  private func progress(_ run: PlannedRun, _ event: RunEvent) -> String? {
    view.take(event, of: run, at: elapsed)
    switch event {
    case .finished(_, let best, let last):
      results[run.signature] = Self.result(best: best, last: last)
      return nil
    case .note(let text): return "· \(run.title): \(text)"
    case .resumed(let epoch, _): return "· \(run.title): goes on in epoch \(epoch)"
    case .epoch(let epoch) where block == nil || verbosity == .verbose:
      let quality = (epoch.selection?[.r1]).map { "R@1 \(SweepView.number($0))  " } ?? ""
      let left = view.secondsLeft(of: run).map { ", \(durationText($0)) left" } ?? ""
      return "  \(run.title): epoch \(epoch.epoch)/\(epoch.epochs)  loss \(SweepView.number(epoch.loss))  \(quality)"
        + "\(SweepView.number(epoch.seconds)) s/epoch\(left)"
    default: return nil
    }
  }

  /// `, test R@1 32.92 best, 25.50 last`, as far as it is known.
  static func result(best: MetricValues?, last: MetricValues?) -> String {
    let known = [(best, "best"), (last, "last")].compactMap { metrics, name in
      metrics?[.r1].map { "\(SweepView.number($0)) \(name)" }
    }
    return known.isEmpty ? "" : ", test R@1 " + known.joined(separator: ", ")
  }

  /// A line that stays.
  private func say(_ text: String) {
    let text = text.printableLine
    let isBad = text.hasPrefix("✗") || text.contains(": warning: ")
    guard (isBad ? .warning : NoteLevel(of: text)) >= verbosity.least else { return }
    var lines = text.fitted(to: Terminal.errors.columns)
    guard block != nil else { return Output.write(lines + "\n", to: STDERR_FILENO) }
    if Terminal.errors.isColored, let color = text.hasPrefix("✓") ? 32 : text.hasPrefix("✗") ? 31 : nil {
      lines = "\u{1b}[\(color)m\(lines.prefix(1))\u{1b}[0m\(lines.dropFirst())"
    }
    draw(above: lines.split(separator: "\n").map(String.init))
  }

  private func draw(above lines: [String] = [], atMostEvery interval: Duration = .zero) {
    let now = ContinuousClock.now
    guard let size = block?.size, lastDrawn.map({ now - $0 >= interval }) ?? true else { return }
    lastDrawn = now
    block?.draw(view.isOver ? [] : view.lines(columns: size.columns, rows: size.rows - 1, at: elapsed), above: lines)
  }

  private func clear() {
    ticking?.cancel()
    block?.draw([])
    view.close()
  }

  /// Time goes on where nothing happens.
  private func startTicking() {
    guard block != nil, ticking == nil else { return }
    ticking = Task { [weak self] in
      while (try? await Task.sleep(for: .seconds(1))) != nil { await self?.draw() }
    }
  }

  private func draw() { draw(atMostEvery: .milliseconds(500)) }
}
