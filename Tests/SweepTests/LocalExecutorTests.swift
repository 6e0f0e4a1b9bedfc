import BenchCore
import Foundation
import Studies
import StudyTestSupport
import Synchronization
import TestSupport
import Testing

@testable import Sweep

/// How runs are spread and waited for; scripts stand in for `bench`.
@Suite struct LocalExecutorTests {
  /// Runs runs with a shell script as their process, which finds its arguments in `$@` and the run's file in `$file`.
  @discardableResult
  private func execute(
    _ script: String, jobs: Int = 1, devices: [Int] = [], runs: [PlannedRun], in folder: URL,
    news: @escaping @Sendable (RunNews) -> Void = { _ in }
  ) async throws -> [String: RunEnding] {
    let executable = folder.appending(path: "process.sh")
    let head = "#!/bin/sh\nfor file in \"$@\"; do :; done\ncd '\(folder.path)'\n"
    try Data((head + script + "\n").utf8).write(to: executable)
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: executable.path)
    let workspace = TinyStudy.workspace(folder)
    let endings = Mutex<[String: RunEnding]>([:])
    try await LocalExecutor(executable: executable.path, jobs: jobs, devices: devices)
      .run(runs.map { RunTask(run: $0, workspace: workspace) }) { event in
        if case .ended(let run, let ending) = event { endings.withLock { $0[run.name] = ending } }
        news(event)
      }
    return endings.withLock { $0 }
  }

  private func withFolder(_ body: (URL) async throws -> Void) async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "nc-bench-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try await body(folder)
  }

  private func runs(_ count: Int) throws -> [PlannedRun] {
    try TinyStudy.runs {
      $0.methods = ["irra-sdm"]
      $0.seeds = (1...count).map(UInt64.init)
    }
  }

  /// A script holds its GPU's folder for a moment: a second run on the same GPU would find it taken.
  @Test func eachGPUHasOneRunAtATime() async throws {
    try await withFolder { folder in
      let script = """
        while [ "$1" != --device-index ]; do shift || exit 9; done
        mkdir gpu$2 || exit 8
        echo $2 >> used; sleep 0.05; rmdir gpu$2
        """
      let endings = try await execute(script, jobs: 2, devices: [3, 5], runs: runs(6), in: folder)
      #expect(endings.count == 6 && endings.values.allSatisfy { $0 == .finished }, "\(endings)")
      let used = try String(contentsOf: folder.appending(path: "used"), encoding: .utf8).split(separator: "\n")
      #expect(used.count == 6 && Set(used) == ["3", "5"])
    }
  }

  @Test func moreJobsThanGPUsShareThem() async throws {
    try await withFolder { folder in
      // All four wait for each other, so that each place is used once.
      let script = """
        while [ "$1" != --device-index ]; do shift || exit 9; done
        echo $2 >> used; while [ $(wc -l < used) -lt 4 ]; do sleep 0.01; done
        """
      let endings = try await execute(script, jobs: 4, devices: [0, 1], runs: runs(4), in: folder)
      #expect(endings.values.allSatisfy { $0 == .finished } && endings.count == 4, "\(endings)")
      let used = try String(contentsOf: folder.appending(path: "used"), encoding: .utf8)
      #expect(used.split(separator: "\n").sorted() == ["0", "0", "1", "1"])
    }
  }

  @Test func withoutGPUsNoneIsNamed() async throws {
    try await withFolder { folder in
      try await execute("echo \"$@\" > arguments", runs: runs(1), in: folder)
      let arguments = try String(contentsOf: folder.appending(path: "arguments"), encoding: .utf8)
      #expect(!arguments.contains("--device-index") && arguments.contains("--watched --unless-finished --log"))
    }
  }

  /// The other sweep's run ends while the second run of this one is under way.
  @Test func aRunOfAnotherSweepIsWaitedForAndTakenWhenItIsFree() async throws {
    try await withFolder { folder in
      let runs = try runs(2)
      let lock = TinyStudy.workspace(folder).lockFile(of: runs[0])
      try FileManager.default.createDirectory(at: lock.deletingLastPathComponent(), withIntermediateDirectories: true)
      try LockHolder.current().canonicalJSON().write(to: lock)
      let script = """
        case "$file" in *\(runs[0].name)*) if [ -e '\(lock.path)' ]; then echo >> refused; exit 69; fi ;; esac
        echo "$file" >> order
        """
      let notes = Mutex<[String]>([])
      let started = Mutex<[String]>([])
      let endings = try await execute(script, runs: runs, in: folder) { news in
        switch news {
        case .progress(_, .note(let text)): notes.withLock { $0.append(text) }
        case .started(let run): started.withLock { $0.append(run.name) }
        case .ended(let run, _) where run.name == runs[1].name: try? FileManager.default.removeItem(at: lock)
        default: break
        }
      }
      #expect(endings == [runs[0].name: .finished, runs[1].name: .finished])
      #expect(notes.withLock { $0 } == ["another sweep runs it; waiting for its result"])
      #expect(started.withLock { $0 } == runs.map(\.name), "told of once")
      let order = try String(contentsOf: folder.appending(path: "order"), encoding: .utf8).split(separator: "\n")
      #expect(order.count == 2 && order[1].contains(runs[0].name))
    }
  }

  @Test func aRunThatIsNeverFreeButHeldByNobodyIsLeft() async throws {
    try await withFolder { folder in
      let endings = try await execute("echo >> tries; exit 69", runs: runs(1), in: folder)
      #expect(Array(endings.values) == [.heldElsewhere])
      #expect(try String(contentsOf: folder.appending(path: "tries"), encoding: .utf8) == "\n\n\n")
    }
  }

  @Test func aCancelledSweepAsksItsRunsToSave() async throws {
    try await withFolder { folder in
      let runs = try runs(2)
      let script = "trap 'echo saved > saved; exit 75' TERM; touch ready; while :; do sleep 0.01; done"
      let reported = Mutex<[String: RunEnding]>([:])
      // Ahead of the other tests, which wait for the same few threads.
      let sweep = Task(priority: .high) {
        try await execute(script, runs: runs, in: folder) { news in
          if case .ended(let run, let ending) = news { reported.withLock { $0[run.name] = ending } }
        }
      }
      try await waiting(for: "start") {
        FileManager.default.fileExists(atPath: folder.appending(path: "ready").path)
      }
      sweep.cancel()
      await #expect(throws: CancellationError.self) { try await sweep.value }
      #expect(try String(contentsOf: folder.appending(path: "saved"), encoding: .utf8) == "saved\n")
      #expect(reported.withLock { $0 } == [runs[0].name: .interrupted], "the second is not started")
    }
  }

  /// With a terminal's Ctrl-C and SIGHUP the sweep deals alone.
  @Test func aRunHasASessionOfItsOwnAndALifeline() async throws {
    try await withFolder { folder in
      // Field 6 of the process's status is its session; the lifeline is a pipe that has not ended.
      let script = """
        [ "$(cut -d' ' -f6 /proc/$$/stat)" = $$ ] || exit 5
        case "$(readlink /proc/$$/fd/0)" in pipe:*) ;; *) exit 6 ;; esac
        timeout 0.2 cat <&0; [ $? = 124 ] || exit 7
        """
      let endings = try await execute(script, runs: runs(1), in: folder)
      #expect(Array(endings.values) == [.finished])
    }
  }
}
