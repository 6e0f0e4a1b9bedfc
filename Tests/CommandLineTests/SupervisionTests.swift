import DataTestSupport
import Foundation
import TestSupport
import Testing

/// Sweeps, runs and commands that are killed, interrupted, or left by their terminal.
@Suite(.serialized) struct SupervisionTests {
  private func withTinyData(_ body: (URL) throws -> Void) throws {
    try withTemporaryFolder { folder in
      try TinyData.copy(to: folder.appending(path: "data"))
      try body(folder)
    }
  }

  /// More work than a test waits for.
  private func longSweep(in folder: URL, _ more: String...) -> [String] {
    [
      "sweep", "--data-root", "data", "--results", "out", "--methods", "irra-sdm", "--noise", "50", "--epochs", "2000",
      "--batch-size", "4", "--jobs", "1",
    ] + more
  }

  private func externalSweep(_ command: String, _ more: String...) -> [String] {
    [
      "sweep", "--data-root", "data", "--results", "out", "--methods", "external", "--command", command,
      "--noise", "50", "--epochs", "1", "--jobs", "1",
    ] + more
  }

  private func started(_ arguments: [String], in folder: URL) throws -> BenchProcess {
    let bench = try BenchProcess(arguments, in: folder)
    try bench.process.run()
    return bench
  }

  /// The process of a run below a folder.
  private func run(in folder: URL) throws -> pid_t {
    try ProcessTable.process(with: ["--watched", folder.lastPathComponent], named: "run")
  }

  private func waitForEpoch(in folder: URL, of bench: BenchProcess) throws {
    try wait(for: "epoch") { try bench.errorsSoFar().contains("epoch 1/") }
  }

  private func locks(in folder: URL) -> [String] {
    (try? FileManager.default.contentsOfDirectory(atPath: folder.appending(path: "out/locks").path)) ?? []
  }

  // MARK: - Death together

  @Test(.timeLimit(.minutes(10))) func aRunEndsWithItsKilledSweep() throws {
    try withTinyData { folder in
      let bench = try started(longSweep(in: folder), in: folder)
      try waitForEpoch(in: folder, of: bench)
      _ = try run(in: folder)
      kill(bench.process.processIdentifier, SIGKILL)
      bench.process.waitUntilExit()
      try wait(for: "end of the run", atMost: 20) {
        try ProcessTable.processes(with: folder.lastPathComponent).isEmpty
      }
      let log = try String(contentsOf: self.log(in: folder), encoding: .utf8)
      #expect(log.contains("its sweep has ended") && locks(in: folder) == [], "\(log)")
    }
  }

  private func log(in folder: URL) throws -> URL {
    let logs = folder.appending(path: "out/logs")
    return logs.appending(path: try #require(try FileManager.default.contentsOfDirectory(atPath: logs.path).first))
  }

  /// The command starts a child in its group, one in a session of its own, and one that ignores requests.
  @Test(.timeLimit(.minutes(10)), arguments: ["sweep", "run", "guard", "command"])
  func nothingOfACommandOutlivesWhatIsKilled(victim: String) throws {
    try withTinyData { folder in
      let number = "4\(Int.random(in: 100_000_000...999_999_999))"
      let command =
        "sleep \(number) & setsid sleep \(number) & (trap '' TERM HUP; sleep \(number); sleep \(number)) & "
        + "touch running; sleep \(number);"
      let bench = try started(externalSweep(command), in: folder)
      let running = folder.appending(path: "running").path
      try wait(for: "command") {
        try FileManager.default.fileExists(atPath: running)
          && ProcessTable.processes(with: "sleep\0\(number)").count == 4
      }
      let process =
        switch victim {
        case "sweep": bench.process.processIdentifier
        case "run": try run(in: folder)
        case "guard": try #require(try self.group(of: "sleep\0\(number)"))
        default:
          try ProcessTable.process(with: ["/bin/sh", "-c", "sleep \(number);", "specification.json"], named: "command")
        }
      kill(process, SIGKILL)
      // Loaded machines take longer than the two seconds that tests with a machine of their own allow.
      try wait(for: "end of all", atMost: 20) {
        try ProcessTable.processes(with: number).allSatisfy { $0 == bench.process.processIdentifier }
      }
      let result = try bench.result()
      if victim != "sweep" {
        #expect(result.code == 1 && result.errors.contains("signal 9"), "\(result.errors)")
        #expect(locks(in: folder) == [] || victim == "run")
      }
    }
  }

  /// The leader of the process group that a program is in and did not found.
  private func group(of program: String) throws -> pid_t? {
    try ProcessTable.processes(with: program).map { getpgid($0) }.first { leader in
      try ProcessTable.processes(with: "kill -9 0").contains(leader)
    }
  }

  @Test(.timeLimit(.minutes(10))) func aRunByHandDoesNotCareForItsInput() throws {
    try withTinyData { folder in
      let sweep = try BenchProcess(externalSweep("exit 3;"), in: folder).finished()
      #expect(sweep.code == 1)
      let runs = folder.appending(path: "out/runs")
      let file = try #require(try FileManager.default.contentsOfDirectory(atPath: runs.path).first)
      // Its standard input is empty.
      let alone = try BenchProcess.run("run", runs.appending(path: file).path, in: folder)
      #expect(alone.code == 1 && alone.errors.contains("exit code 3"), "\(alone.errors)")
    }
  }

  // MARK: - Signals

  @Test(.timeLimit(.minutes(10)), arguments: [SIGINT, SIGTERM, SIGHUP, SIGUSR1])
  func aRunSavesAndLeaves(signal: Int32) throws {
    try withTinyData { folder in
      let bench = try started(longSweep(in: folder), in: folder)
      try waitForEpoch(in: folder, of: bench)
      kill(try run(in: folder), signal)
      let result = try bench.result()
      #expect(result.code == 75 && result.errors.contains("stopped before its end"), "\(result.errors)")
      #expect(locks(in: folder) == [])
      let results = try FileManager.default.contentsOfDirectory(atPath: folder.appending(path: "out").path)
      #expect(!results.contains { $0.hasSuffix(".h5") }, "to be stopped is no failure")
    }
  }

  @Test(.timeLimit(.minutes(10)), arguments: [SIGTERM, SIGHUP]) func aSweepStopsPolitely(signal: Int32) throws {
    try withTinyData { folder in
      let bench = try started(longSweep(in: folder), in: folder)
      try waitForEpoch(in: folder, of: bench)
      // Systems that close a session send several signals.
      for _ in 0..<3 { kill(bench.process.processIdentifier, signal) }
      let result = try bench.result()
      #expect(result.code == 130 && result.errors.contains("The same command goes on from there"), "\(result.errors)")
      #expect(locks(in: folder) == [])
    }
  }

  @Test(.timeLimit(.minutes(10))) func aSecondCtrlCLeavesAtOnce() throws {
    try withTinyData { folder in
      // A command that does not end when it is asked to: the first Ctrl-C alone would take five seconds.
      let command = "trap '' TERM INT; touch running; while :; do sleep 0.1; done;"
      let bench = try started(externalSweep(command), in: folder)
      try wait(for: "command") { FileManager.default.fileExists(atPath: folder.appending(path: "running").path) }
      bench.process.interrupt()
      try wait(for: "message") { try bench.errorsSoFar().contains("Ctrl-C again leaves at once") }
      let start = ContinuousClock.now
      usleep(60_000)
      bench.process.interrupt()
      let result = try bench.result()
      #expect(result.code == 130 && ContinuousClock.now - start < .seconds(4))
      try wait(for: "end of all", atMost: 20) { try ProcessTable.processes(with: folder.lastPathComponent).isEmpty }
    }
  }

  /// `nohup` and a closed terminal: a sweep that ignores SIGHUP goes on with its runs, another one stops politely.
  @Test(.timeLimit(.minutes(10)), arguments: [true, false]) func aClosedTerminal(ignoresHangup: Bool) throws {
    try withTinyData { folder in
      let bench = try BenchProcess([], in: folder).process.executableURL?.path ?? ""
      let output = try Python.run(
        """
        import glob, os, pty, signal, sys, time
        bench, folder, ignores = sys.argv[1], sys.argv[2], sys.argv[3] == "true"
        os.chdir(folder)
        pid, master = pty.fork()
        if pid == 0:
            signal.signal(signal.SIGHUP, signal.SIG_IGN if ignores else signal.SIG_DFL)
            os.execv(bench, [bench, "sweep", "--data-root", "data", "--results", "out", "--methods", "irra-sdm",
                             "--noise", "50", "--epochs", "4" if ignores else "2000", "--batch-size", "4", "--jobs", "1"])
        text = b""
        while b"loss " not in text: text += os.read(master, 4096)
        def line(process):
            try: return open(f"/proc/{process}/cmdline", "rb").read()
            except OSError: return b""
        runs = [p for p in os.listdir("/proc") if p.isdigit() and int(p) != os.getpid() and b"--watched" in line(p)
                and folder.encode() in line(p)]
        assert len(runs) == 1, runs
        if ignores: os.kill(int(runs[0]), signal.SIGHUP)
        os.close(master)
        _, status = os.waitpid(pid, 0)
        print(os.waitstatus_to_exitcode(status), len(glob.glob("out/*.h5")))
        """, bench, folder.path, "\(ignoresHangup)")
      #expect(output == (ignoresHangup ? "0 1\n" : "130 0\n"))
      #expect(try ProcessTable.processes(with: "--watched", folder.lastPathComponent) == [])
    }
  }

  // MARK: - Two sweeps, time limits

  @Test(.timeLimit(.minutes(10))) func twoSweepsShareTheirRuns() throws {
    try withTinyData { folder in
      // Every execution of the command leaves a line.
      let example = Repository.root.appending(path: "docs/external_method.py").path
      try Data("echo >> executed".utf8).write(to: folder.appending(path: "count.sh"))
      let command = "sh count.sh; python3 -S -E '\(example)'"
      let sweeps = try (0..<2).map { _ in try started(externalSweep(command, "--seeds", "1,2,3"), in: folder) }
      for sweep in sweeps {
        let result = try sweep.result()
        #expect(result.code == 0 && result.errors.contains(" 0 failed"), "\(result.errors)")
      }
      #expect(try String(contentsOf: folder.appending(path: "executed"), encoding: .utf8) == "\n\n\n")
      let results = try FileManager.default.contentsOfDirectory(atPath: folder.appending(path: "out").path)
      #expect(results.count { $0.hasSuffix(".h5") } == 3 && !results.contains("locks"), "\(results)")
      // The sweep that finds a run taken leaves its log alone.
      let logs = folder.appending(path: "out/logs")
      let names = try FileManager.default.contentsOfDirectory(atPath: logs.path)
      #expect(names.count == 3 && !names.contains { $0.hasPrefix(".") }, "\(names)")
      for name in names {
        #expect(try String(contentsOf: logs.appending(path: name), encoding: .utf8).contains("epoch=1 loss="))
      }
    }
  }

  @Test(.timeLimit(.minutes(10))) func anotherProcessOfTheRunIsRefused() throws {
    try withTinyData { folder in
      let bench = try started(externalSweep("touch running; sleep 1000;"), in: folder)
      try wait(for: "command") { FileManager.default.fileExists(atPath: folder.appending(path: "running").path) }
      let runs = folder.appending(path: "out/runs")
      let file = try #require(try FileManager.default.contentsOfDirectory(atPath: runs.path).first)
      let second = try BenchProcess.run("run", runs.appending(path: file).path, in: folder)
      #expect(second.code == 69 && second.errors.contains("executes this run"), "\(second.errors)")
      bench.process.interrupt()
      #expect(try bench.result().code == 130)
    }
  }

  @Test(.timeLimit(.minutes(10))) func aTimeLimitStopsTrainingToo() throws {
    try withTinyData { folder in
      let result = try BenchProcess(longSweep(in: folder, "--timeout", "1.5"), in: folder).finished()
      #expect(result.code == 1)
      #expect(
        result.errors.contains("stopped after the time limit of 1.5 s; the same command with a longer --timeout"),
        "\(result.errors)")
      let table = try BenchProcess.run("tables", "--results", "out", in: folder)
      #expect(table.output.contains("failed"))
    }
  }

  @Test(.timeLimit(.minutes(10))) func noGPUIsOneRefusalBeforeAnythingStarts() throws {
    try withTinyData { folder in
      for option in [["--device", "cuda"], ["--devices", "cuda:0,cuda:1"]] {
        let result = try BenchProcess(
          ["sweep", "--data-root", "data", "--results", "out", "--methods", "all", "--noise", "50"] + option, in: folder
        ).finished()
        #expect(result.code == 1, "this test is for machines without a GPU")
        #expect(result.errors.contains("Error: no CUDA device can be used: "), "\(result.errors)")
        #expect(result.errors.split(separator: "\n").count { $0.hasPrefix("Error: ") } == 1)
        #expect(!FileManager.default.fileExists(atPath: folder.appending(path: "out").path))
      }
      for (option, message) in [
        (["--devices", "cuda:0,cuda:0"], "names a GPU twice"), (["--devices", "gpu0"], "--devices"),
        (["--device", "cpu", "--devices", "cuda:0"], "--device is cpu"),
      ] {
        let result = try BenchProcess(["sweep", "--methods", "all"] + option, in: folder).finished()
        #expect(result.code != 0 && result.errors.contains(message), "\(result.errors)")
      }
    }
  }

  // MARK: - Random kills

  /// The short form of the check in `Tests/Checks/kill_sweep.py`.
  @Test(.timeLimit(.minutes(10))) func randomKillsLoseNothing() throws {
    try withTinyData { folder in
      let bench = try BenchProcess([], in: folder).process.executableURL?.path ?? ""
      try Python.check(
        "kill_sweep.py", bench, "--kills", "12", "--seed", "2", "--epochs", "3", "--batch-size", "4", "--seeds", "1",
        "--longest", "2", "--data", folder.appending(path: "data").path, "--log", folder.appending(path: "log").path)
    }
  }
}
