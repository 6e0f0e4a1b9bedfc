import BenchCore
import Foundation
import Studies
import StudyTestSupport
import Sweep
import Testing

@testable import bench

/// The live view's lines in windows of all sizes.
@Suite struct SweepViewTests {
  private func runs(_ count: Int) throws -> [PlannedRun] {
    let run = try #require(try TinyStudy.runs { $0.methods = ["rde-tal"] }.first)
    return try (1...count).map { seed in
      var spec = run.spec
      spec.seed = UInt64(seed)
      return try PlannedRun(spec: spec, label: "RDE", isStandIn: true)
    }
  }

  private func view(of runs: [PlannedRun], running: Int) -> SweepView {
    var view = SweepView(runs)
    for (index, run) in runs.prefix(running).enumerated() {
      view.start(run, at: 0)
      let record = EpochRecord(
        epoch: 1, losses: [], loss: 3.456, learningRate: nil, seconds: 100, selection: [.r1: 45.67])
      view.take(.epoch(EpochSummary(record, of: 2)), of: run, at: 100)
      view.take(.batch(epoch: 2, done: 1, of: 100), of: run, at: 110)
      if index == 0 { view.take(.batch(epoch: 2, done: 51, of: 100), of: run, at: 120) }
    }
    return view
  }

  @Test func oneLineSaysAllWhereThereIsRoom() throws {
    let lines = view(of: try runs(5), running: 2).lines(columns: 120, rows: 24, at: 120)
    #expect(lines.count == 3)
    #expect(lines[0] == "0 of 5 runs done · 2 running · 3 waiting · 2 min 0 s elapsed · about 6 min 14 s left")
    #expect(
      lines[1].contains("rde-tal · 50% · seed 1  ━━━━━━━───  2/2  loss 3.46  best R@1 45.67  80 pairs/s  49 s left"))
    #expect(lines.allSatisfy { !$0.contains("synth-pedes") }, "what all runs have in common is not repeated")
  }

  @Test(arguments: [1, 2, 10, 20, 40, 80, 120, 400], [1, 2, 3, 4, 24])
  func noLineIsWiderAndNoBlockHigherThanTheWindow(columns: Int, rows: Int) throws {
    for running in [0, 1, 5] {
      let lines = view(of: try runs(5), running: running).lines(columns: columns, rows: rows, at: 1e7)
      #expect(lines.count <= rows && lines.count >= 1)
      #expect(lines.allSatisfy { $0.columns <= columns }, "\(lines)")
      if running == 5, rows == 4, columns >= 20 { #expect(lines.last == "  and 3 more") }
    }
  }

  @Test func narrowWindowsKeepWhatMattersMost() throws {
    let view = view(of: try runs(2), running: 2)
    func row(_ columns: Int) -> String { view.lines(columns: columns, rows: 24, at: 120)[1] }
    #expect(row(84) == "  rde-tal · 50% · seed 1  2/2  loss 3.46  best R@1 45.67  49 s left")
    #expect(row(87) == "  rde-tal · 50% · seed 1  2/2  loss 3.46  best R@1 45.67  80 pairs/s  49 s left")
    #expect(row(70) == "  rde-tal ·… · seed 1  2/2  loss 3.46  best R@1 45.67  49 s left")
    #expect(row(50) == "  rde-tal · 50% · seed 1  2/2  49 s left")
    #expect(row(40) == "  rde-tal … seed 1  2/2  49 s left")
    #expect(row(20) == "  rde-ta…seed 1  2/2")
  }

  /// The bar and the rate go before the numbers that a newcomer looks for, whatever the run is called.
  @Test func lossAndR1AreThereInEightyColumns() throws {
    let base = try #require(try TinyStudy.runs { $0.methods = ["rde-tal"] }.first)
    let runs = try ["CUHK-PEDES", "synth-pedes/source"].map { dataset in
      var spec = base.spec
      spec.dataset.id = dataset
      spec.method.id = "rde-infonce"
      return try PlannedRun(spec: spec, label: "RDE", isStandIn: true)
    }
    for row in view(of: runs, running: 2).lines(columns: 80, rows: 24, at: 120).dropFirst() {
      #expect(row.contains("loss 3.46  best R@1 45.67") && !row.contains("━") && row.columns <= 80, "\(row)")
    }
  }

  @Test func whatARunMeasuredIsTold() {
    #expect(
      SweepDisplay.result(best: [.r1: 32.917], last: [.r1: 25.5]) == ", test R@1 32.92 best, 25.50 last")
    #expect(SweepDisplay.result(best: nil, last: [.r1: 25.5]) == ", test R@1 25.50 last")
    #expect(SweepDisplay.result(best: nil, last: nil).isEmpty)
  }

  @Test func endedRunsLeaveAndAreCounted() throws {
    let runs = try runs(5)
    var view = view(of: runs, running: 3)
    view.end(runs[0], .finished, at: 200)
    view.end(runs[1], .failed, at: 200)
    view.skip()
    let lines = view.lines(columns: 100, rows: 24, at: 200)
    #expect(lines.count == 2 && lines[0].hasPrefix("2 of 5 runs done · 1 running · 1 failed · 1 waiting"))
    view.end(runs[2], .unfinished, at: 300)
    view.end(runs[3], .finished, at: 300)
    #expect(view.isOver && view.ended == 5 && view.done == 3)
  }

  @Test func whatCommandsATerminalIsSpelledOut() {
    #expect("a\u{1b}[31m\u{9b}2J\u{202e}b\r\n".printableLine == #"a\u{1b}[31m\u{9b}2J\u{202e}b\r\n"#)
    #expect("Größe 图 ✓".printableLine == "Größe 图 ✓" && "Größe 图".columns == 8)
    #expect("abcdefghij".squeezed(to: 7) == "abc…hij" && "abcdef".cut(to: 3) == "ab…" && "图图图".cut(to: 4) == "图…")
  }

  @Test(
    arguments: [
      (-864_000, "0 s"), (59.4, "59 s"), (200, "3 min 20 s"), (7500, "2 h 05 min"), (270_000, "3 d 03 h"),
      (1e300, "11574 d 01 h"), (.infinity, "?"), (.nan, "?"),
    ] as [(Double, String)])
  func durationsAreNeverNegativeNorATrap(seconds: Double, text: String) {
    #expect(durationText(seconds) == text)
  }
}
