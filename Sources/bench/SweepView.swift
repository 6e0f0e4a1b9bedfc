import BenchCore
import Foundation
import Studies
import Sweep

/// The lines of a sweep's live view: one about the sweep, one about each run under way.
struct SweepView {
  enum Ending {
    case finished, failed, unfinished
  }

  let total: Int
  /// Runs finished, by an earlier sweep too.
  private(set) var done = 0
  private(set) var isOver = false
  private var failed = 0
  private var unfinished = 0
  private var running: [(run: PlannedRun, progress: RunProgress, start: Double)] = []
  /// Seconds of the runs that were done here from their start.
  private var durations: [Double] = []
  /// As many runs as were under way at the same time.
  private var places = 0
  /// What all titles begin with.
  private let commonStart: String

  init(_ runs: [PlannedRun]) {
    total = runs.count
    let datasets = Set(runs.map(\.spec.dataset.id))
    commonStart = datasets.count == 1 ? "\(datasets.first ?? "") · " : ""
  }

  /// Runs that are over, however they ended.
  var ended: Int { done + failed + unfinished }

  /// A run's title without what all titles begin with.
  func title(of run: PlannedRun) -> String { String(run.title.trimmingPrefix(commonStart)) }

  mutating func skip() { done += 1 }

  mutating func start(_ run: PlannedRun, at seconds: Double) {
    let recipe = run.spec.recipe
    let progress = RunProgress(epochs: recipe?.epochs ?? 1, batchSize: recipe?.batchSize ?? 0)
    running.append((run, progress, seconds))
    places = max(places, running.count)
  }

  mutating func take(_ event: RunEvent, of run: PlannedRun, at seconds: Double) {
    guard let index = running.firstIndex(where: { $0.run.signature == run.signature }) else { return }
    running[index].progress.take(event, at: seconds)
  }

  mutating func end(_ run: PlannedRun, _ ending: Ending, at seconds: Double) {
    if let index = running.firstIndex(where: { $0.run.signature == run.signature }) {
      let ended = running.remove(at: index)
      if ending == .finished, ended.progress.resumedEpoch == nil { durations.append(seconds - ended.start) }
    }
    switch ending {
    case .finished: done += 1
    case .failed: failed += 1
    case .unfinished: unfinished += 1
    }
    isOver = ended >= total
  }

  mutating func close() { isOver = true }

  func secondsLeft(of run: PlannedRun) -> Double? {
    running.first { $0.run.signature == run.signature }?.progress.secondsLeft
  }

  /// The view in a window.
  ///
  /// - Parameter elapsed: Seconds since the sweep began.
  func lines(columns: Int, rows: Int, at elapsed: Double) -> [String] {
    let room = max(0, rows - 1)
    let shown = running.count <= room ? running.count : max(0, room - 1)
    var table = FittedTable(columns: Self.columns)
    for run in running.prefix(shown) { table.rows.append(cells(of: run.run, run.progress)) }
    var lines = [header(columns: columns, at: elapsed)]
    lines += table.lines(width: max(0, columns - 2)).map { "  \($0)".cut(to: columns) }
    if shown < running.count, room > 0 { lines.append("  and \(running.count - shown) more".cut(to: columns)) }
    return Array(lines.prefix(max(1, rows)))
  }

  /// The longest line about the sweep that fits.
  private func header(columns: Int, at elapsed: Double) -> String {
    let waiting = total - ended - running.count
    let left = TimeLeft.seconds(
      running: running.map(\.progress), finished: durations, waiting: waiting, places: places)
    let time = durationText(elapsed)
    func joined(_ parts: String?...) -> String { parts.compactMap(\.self).joined(separator: " · ") }
    let failures = failed == 0 ? nil : "\(failed) failed"
    let stopped = unfinished == 0 ? nil : "\(unfinished) stopped"
    let rest = waiting == 0 ? nil : "\(waiting) waiting"
    let leftShort = left.map { "\(durationText($0)) left" }
    let texts = [
      joined(
        "\(done) of \(total) runs done", "\(running.count) running", failures, stopped, rest, "\(time) elapsed",
        left.map { "about \(durationText($0)) left" }),
      joined("[\(done)/\(total)]", "\(running.count) running", failures, stopped, rest, time, leftShort),
      joined("[\(done)/\(total)]", "\(running.count) running", failures, leftShort ?? time),
      joined("[\(done)/\(total)]", failures, leftShort ?? time),
    ]
    return (texts.first { $0.columns <= columns } ?? texts[texts.count - 1]).cut(to: columns)
  }

  private static let columns: [FittedTable.Column] = [
    .init(minimum: 12), .init(leavesAt: 4, isOrnament: true), .init(isNumber: true), .init(leavesAt: 2),
    .init(leavesAt: 1),
    .init(leavesAt: 3, isNumber: true, isOrnament: true), .init(leavesAt: 0),
  ]

  private func cells(of run: PlannedRun, _ progress: RunProgress) -> [String] {
    let isTrained = progress.epochsDone >= progress.epochs
    let isNew = progress.fraction == 0
    return [
      title(of: run).printableLine, Self.bar(progress.fraction),
      "\(progress.epoch)/\(progress.epochs)", progress.loss.map { "loss \(Self.number($0))" } ?? "",
      progress.bestR1.map { "best R@1 \(Self.number($0))" } ?? "",
      progress.pairsPerSecond.map { "\(Self.rate($0)) pairs/s" } ?? "",
      isTrained
        ? "evaluating" : isNew ? "starting" : progress.secondsLeft.map { "\(durationText($0)) left" } ?? "",
    ]
  }

  private static func bar(_ fraction: Double) -> String {
    let full = Int((fraction.isFinite ? min(1, max(0, fraction)) : 0) * 10)
    return String(repeating: "━", count: full) + String(repeating: "─", count: 10 - full)
  }

  static func number(_ value: Double) -> String { String(format: abs(value) < 1e6 ? "%.2f" : "%.2e", value) }

  static func rate(_ value: Double) -> String { String(format: value < 10 || value >= 1e9 ? "%.2g" : "%.0f", value) }
}
