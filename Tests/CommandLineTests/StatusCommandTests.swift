import DataTestSupport
import Foundation
import TestSupport
import Testing

@testable import Sweep

/// `bench status` of sweeps that are done, under way, dead or damaged, by their files alone.
@Suite struct StatusCommandTests {
  private func status(_ arguments: String..., in folder: URL) throws -> BenchProcess.Result {
    try BenchProcess(["status"] + arguments, in: folder).finished()
  }

  private func json(_ result: BenchProcess.Result) throws -> [String: Any] {
    #expect(result.code == 0, "\(result.errors)")
    return try #require(try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any])
  }

  private func runs(_ json: [String: Any]) -> [String: [String: Any]] {
    let runs = json["runs"] as? [[String: Any]] ?? []
    return Dictionary(uniqueKeysWithValues: runs.map { ($0["name"] as? String ?? "", $0) })
  }

  @Test func aSweepThatIsDone() throws {
    try withTemporaryFolder { folder in
      try TinyData.copy(to: folder.appending(path: "data"))
      let sweep = try BenchProcess.run(
        "sweep", "--data-root", "data", "--results", "out", "--epochs", "2", "--batch-size", "16", "--methods",
        "irra-sdm", "--noise", "0,50", "--tensorboard", "boards", in: folder)
      #expect(sweep.code == 0, "\(sweep.errors)")
      let text = try status("out", in: folder)
      #expect(text.code == 0 && text.output.hasPrefix("2 runs: 2 finished\n"), "\(text.output)\(text.errors)")
      #expect(text.output.contains("the sweep (local, on ") && text.output.contains("finished"))
      #expect(text.output.contains(/test R@1: best \d+\.\d\d, last \d+\.\d\d/))
      let json = try json(status("out", "--json", in: folder))
      #expect(json["counts"] as? [String: Int] == ["finished": 2] && json["executor"] as? String == "local")
      for (name, run) in runs(json) {
        let show = try BenchProcess.run("show", "out/\(name).h5", "--json", in: folder)
        let value = try #require(((run["best"] as? [String: Any])?["r1"] as? Double).map { "\"r1\" : \($0)" })
        #expect(show.output.contains(value), "\(value)")
        let board = try FileManager.default.contentsOfDirectory(atPath: folder.appending(path: "boards/\(name)").path)
        #expect(board.count == 1 && board[0].hasPrefix("events.out.tfevents."))
      }
      let watched = try status("out", "--watch", in: folder)
      #expect(watched.code == 0 && watched.output.hasPrefix("2 runs: 2 finished\n"), "it ends with the sweep")
    }
  }

  /// Files as runs in all states leave them.
  private func write(_ files: [String: String], in folder: URL) throws {
    for (path, text) in files {
      let file = folder.appending(path: path)
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(text.utf8).write(to: file)
    }
  }

  private func age(_ path: String, by seconds: Double, in folder: URL) throws {
    try FileManager.default.setAttributes(
      [.modificationDate: Date(timeIntervalSinceNow: -seconds)], ofItemAtPath: folder.appending(path: path).path)
  }

  private static func line(_ members: String) -> String {
    "{\"time\":\"2026-01-01T00:00:00.000Z\",\"elapsed\":10,\(members)}\n"
  }
  private static let begun =
    line("\"event\":\"started\",\"epochs\":60")
    + line(
      "\"event\":\"epoch\",\"epoch\":12,\"epochs\":60,\"loss\":\"inf\",\"losses\":{},\"seconds\":100,"
        + "\"pairs_per_second\":1203,\"selection\":{\"r1\":45.2},\"best_epoch\":11,\"best_r1\":46.5")

  @Test func everyStateHasItsName() throws {
    try withTemporaryFolder { folder in
      try write(
        [
          "out/sweep.json": """
          {"runs": ["waits", "runs", "stale", "kept", "gone", "failed", "again", "taken"], "executor": "slurm", "startedAt": 1e9,
           "host": "node\\u001b[31m7", "processID": 12}
          """,
          "out/runs.events.jsonl": Self.begun + "{\"event\":\"bat", "out/locks/runs.lock": "",
          "out/stale.events.jsonl": Self.begun, "out/locks/stale.lock": "", "out/states/stale.state": "",
          "out/kept.events.jsonl": Self.begun + Self.line("\"event\":\"interrupted\""), "out/states/kept.state": "",
          "out/gone.events.jsonl": Self.begun + Self.line("\"event\":\"interrupted\""),
          "out/failed.events.jsonl": Self.begun
            + Self.line("\"event\":\"failed\",\"message\":\"no \\u001b[2J memory\""),
          // Begun anew after a failure: the lock is younger than the log.
          "out/again.events.jsonl": Self.begun + Self.line("\"event\":\"failed\",\"message\":\"x\""),
          "out/locks/again.lock": "",
          "out/taken.events.jsonl": Self.line("\"event\":\"finished\",\"result\":\"taken.h5\""),
          "out/locks/other sweep's.lock": "",
        ], in: folder)
      for path in ["out/stale.events.jsonl", "out/locks/stale.lock"] { try age(path, by: 600, in: folder) }
      try age("out/again.events.jsonl", by: 20, in: folder)
      // An old lock is from the future when the clock was set back by ten days.
      try write(["out/future.events.jsonl": Self.begun, "out/locks/future.lock": ""], in: folder)
      for path in ["out/future.events.jsonl", "out/locks/future.lock"] { try age(path, by: -864_000, in: folder) }

      let json = try json(status("out", "--json", in: folder))
      let runs = runs(json)
      #expect(
        runs.mapValues { $0["state"] as? String ?? "" } == [
          "waits": "waiting", "runs": "running", "stale": "stale", "kept": "interrupted", "gone": "interrupted",
          "failed": "failed", "taken": "waiting", "again": "running", "other sweep's": "running", "future": "stale",
        ])
      #expect(
        json["counts"] as? [String: Int] == ["waiting": 2, "running": 3, "stale": 2, "interrupted": 2, "failed": 1])
      let running = try #require(runs["runs"])
      #expect(running["epoch"] as? Int == 13 && running["epochs"] as? Int == 60 && running["loss"] as? String == "inf")
      #expect(running["best_r1"] as? Double == 46.5 && running["pairs_per_second"] as? Double == 1203)
      #expect(running["seconds_left"] as? Double == 4800)
      #expect(runs["failed"]?["reason"] as? String == "no \u{1b}[2J memory")
      #expect(runs["kept"]?["is_resumable"] as? Bool == true && runs["gone"]?["is_resumable"] as? Bool == false)
      #expect(json["seconds_left"] as? Double ?? 0 >= 4800)

      let text = try status("out", in: folder).output
      for words in [
        "10 runs: 2 waiting, 3 running, 2 interrupted, 2 stale, 1 failed; about ", "13/60", "46.50", "1203",
        "1 h 20 min", "goes on in epoch 13", "starts again", "no sign of life since ", "(10 min ",
        #"no \u{1b}[2J memory"#, #"node\u{1b}[31m7"#,
      ] { #expect(text.contains(words), "\(words) in \(text)") }
      #expect(!text.contains("\u{1b}") && !text.contains("-864"))
    }
  }

  /// As the lock of a run looks when the clock was set forward.
  @Test func aRunWhoseProcessIsThereRuns() throws {
    try withTemporaryFolder { folder in
      let holder = try JSONEncoder().encode(LockHolder.current())
      try write(
        ["out/a.events.jsonl": Self.begun, "out/locks/a.lock": String(decoding: holder, as: UTF8.self)], in: folder)
      for path in ["out/a.events.jsonl", "out/locks/a.lock"] { try age(path, by: 600, in: folder) }
      #expect(runs(try json(status("out", "--json", in: folder)))["a"]?["state"] as? String == "running")
    }
  }

  /// A task can fail without a word of its run, and when no sweep follows it.
  @Test func failuresOfTasksOnAClusterAreSeen() throws {
    try withTemporaryFolder { folder in
      let template = """
        {"id": "ID", "runs": ["lost", "again", "waits"], "settings": {"words": {}}, "cpus": 1, "executable": "/bench",
         "submittedAt": TIME}
        """
      func submission(_ id: String, at time: Int) -> String {
        template.replacing("ID", with: id).replacing("TIME", with: "\(time)")
      }
      let failed = "{\"ending\": \"failed\", \"reason\": \"stopped 3 times\", \"stalls\": 3}"
      try write(
        [
          "out/runs/lost.json": "", "out/runs/again.json": "", "out/runs/waits.json": "",
          "out/slurm/old/submission.json": submission("old", at: 1), "out/slurm/old/2.json": failed,
          "out/slurm/new/submission.json": submission("new", at: 2), "out/slurm/new/0.json": failed,
          "out/slurm/new/1.json": failed, "out/lost.events.jsonl": Self.line("\"event\":\"interrupted\""),
          "out/again.events.jsonl": Self.begun, "out/locks/again.lock": "",
        ], in: folder)
      try age("out/lost.events.jsonl", by: 60, in: folder)
      let runs = runs(try json(status("out", "--json", in: folder)))
      #expect(
        runs.mapValues { $0["state"] as? String ?? "" } == ["lost": "failed", "again": "running", "waits": "waiting"])
      #expect(runs["lost"]?["reason"] as? String == "stopped 3 times")
    }
  }

  @Test(
    arguments: [
      ("nowhere", "nowhere", "No such file"), ("empty", "empty", "neither a sweep nor a result"),
      ("file", "`file`", "must be a folder"),
    ])
  func foldersThatSayNothingAreNamed(folder name: String, place: String, reason: String) throws {
    try withTemporaryFolder { folder in
      try write(["file": "", "empty/notes.txt": ""], in: folder)
      let result = try status(name, in: folder)
      #expect(result.code != 0 && result.errors.contains(place) && result.errors.contains(reason), "\(result.errors)")
    }
  }

  @Test(arguments: [
    "", "{",
    "{\"runs\": [\"../../etc/passwd\"], \"executor\": \"local\", \"startedAt\": 0, \"host\": \"\", \"processID\": 1}",
  ])
  func aDamagedSweepFileIsSaidAndTheRunsAreShown(text: String) throws {
    try withTemporaryFolder { folder in
      try write(
        [
          "out/sweep.json": text, "out/a.events.jsonl": Self.begun, "out/locks/a.lock": "",
          "out/e.events.jsonl": Self.begun, "out/b.h5": "no result",
          "out/states/f.kept.state": "", "out/states/f.previous.state": "", "out/runs/c.json": "no task",
          "out/d.events.jsonl": "\u{0}\u{1b}[2J",
        ], in: folder)
      let result = try status("out", in: folder)
      #expect(result.code == 0 && result.errors.contains("warning: sweep.json cannot be read"), "\(result.errors)")
      let states = runs(try json(status("out", "--json", in: folder))).mapValues { $0["state"] as? String ?? "" }
      #expect(
        states == [
          "a": "running", "b": "failed", "c": "waiting", "d": "waiting", "e": "interrupted", "f": "interrupted",
        ])
      #expect(result.output.contains("the result file cannot be read: ") && !result.output.contains("passwd"))
    }
  }
}
