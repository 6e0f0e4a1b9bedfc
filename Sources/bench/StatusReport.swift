import BenchCore
import Foundation
import Sweep

/// A sweep's status as text: a line of counts, a line on the sweep's process, and a row for each run.
struct StatusReport {
  private let status: SweepStatus
  private let now: Double

  init(_ status: SweepStatus, now: Double = Date().timeIntervalSince1970) {
    (self.status, self.now) = (status, now)
  }

  /// The status in a window; those runs first that want to be looked at.
  ///
  /// - Parameters:
  ///   - width: In characters; `nil` shows all.
  ///   - rows: Of the window; `nil` shows all runs.
  func lines(width: Int?, rows: Int? = nil) -> [String] {
    let runs = RunStatus.State.allCases.flatMap { state in status.runs.filter { $0.state == state } }
    let heading = [counts, origin].compactMap(\.self) + status.warnings.map { "warning: \($0)" } + [""]
    // Two more for the table's heading and what is left out.
    let room = rows.map { max(0, $0 - heading.count - 1) } ?? runs.count
    let shown = runs.count <= room ? runs.count : max(0, room - 1)
    var table = FittedTable(columns: Self.columns, titles: Self.titles)
    for run in runs.prefix(shown) { table.rows.append(cells(of: run)) }
    var lines = heading + (shown > 0 ? table.lines(width: width) : [])
    if shown < runs.count { lines.append("and \(runs.count - shown) more") }
    return (rows.map { Array(lines.prefix($0)) } ?? lines).map { line in width.map { line.cut(to: $0) } ?? line }
  }

  private var counts: String {
    let counts = RunStatus.State.allCases.reversed().compactMap { state in
      status.count(state) == 0 ? nil : "\(status.count(state)) \(state.rawValue)"
    }
    let left = status.secondsLeft.map { "; about \(durationText($0)) left" } ?? ""
    return "\(status.runs.count) run\(status.runs.count == 1 ? "" : "s"): \(counts.joined(separator: ", "))\(left)"
  }

  private var origin: String? {
    guard let executor = status.executor, let host = status.host, let start = status.startedAt else { return nil }
    return "the sweep (\(executor), on \(host), process \(status.processID ?? 0)) began \(moment(start))".printableLine
  }

  private static let titles = ["run", "state", "epoch", "loss", "best R@1", "pairs/s", "left", ""]
  private static let columns: [FittedTable.Column] = [
    .init(minimum: 16), .init(), .init(leavesAt: 1, isNumber: true), .init(leavesAt: 4, isNumber: true),
    .init(leavesAt: 2, isNumber: true), .init(leavesAt: 5, isNumber: true), .init(leavesAt: 0),
    .init(leavesAt: 3, minimum: 24),
  ]

  private func cells(of run: RunStatus) -> [String] {
    [
      run.name.printableLine, run.state.rawValue, run.epoch.map { "\($0)/\(run.epochs ?? 0)" } ?? "",
      run.loss.map(SweepView.number) ?? "", run.bestR1.map(SweepView.number) ?? "",
      run.pairsPerSecond.map(SweepView.rate) ?? "", run.secondsLeft.map(durationText) ?? "",
      remark(on: run).printableLine,
    ]
  }

  private func remark(on run: RunStatus) -> String {
    switch run.state {
    case .failed: return run.reason ?? ""
    case .stale:
      let since = run.lastSignOfLife.map { "no sign of life since \(moment($0))" } ?? ""
      return run.isResumable == true ? "\(since); its state is kept" : since
    case .interrupted:
      return run.isResumable == true
        ? "goes on in epoch \(run.epoch ?? 1)" : "starts again: no state of it is kept"
    case .running, .waiting: return ""
    case .finished:
      let known = [("best", run.best), ("last", run.last)].compactMap { name, metrics in
        metrics?[.r1].map { "\(name) \(SweepView.number($0))" }
      }
      return known.isEmpty ? "" : "test R@1: \(known.joined(separator: ", "))"
    }
  }

  /// A time of the wall clock, and how long ago it was.
  private func moment(_ time: Double) -> String {
    guard time.isFinite, abs(time) < 1e11 else { return "at an unknown time" }
    let format = Date.VerbatimFormatStyle(
      format: """
        \(year: .defaultDigits)-\(month: .twoDigits)-\(day: .twoDigits) \
        \(hour: .twoDigits(clock: .twentyFourHour, hourCycle: .zeroBased)):\(minute: .twoDigits)
        """,
      timeZone: .current, calendar: Calendar(identifier: .gregorian))
    let ago = now >= time ? " (\(durationText(now - time)) ago)" : ""
    return Date(timeIntervalSince1970: time).formatted(format) + ago
  }
}
