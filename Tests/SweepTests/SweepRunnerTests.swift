import BenchCore
import Foundation
import ResultStore
import Studies
import StudyTestSupport
import Synchronization
import TestSupport
import Testing

@testable import Sweep

/// What a sweep makes of processes that die; scripts stand in for `bench`.
@Suite struct SweepRunnerTests {
  /// Runs one run with a shell script as its process.
  private func sweep(
    _ script: String, run: PlannedRun, in folder: URL,
    report: @escaping @Sendable (SweepRunner.Event) -> Void = { _ in }
  ) async throws -> SweepRunner.Summary {
    let executable = folder.appending(path: "process.sh")
    try Data("#!/bin/sh\n\(script)\n".utf8).write(to: executable)
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: executable.path)
    let workspace = TinyStudy.workspace(folder)
    let runner = SweepRunner(
      workspace: workspace, executor: LocalExecutor(executable: executable.path, jobs: 1))
    return try await runner.run([RunTask(run: run, workspace: workspace)]) { report($0) }
  }

  private func temporaryFolder() throws -> URL {
    let folder = FileManager.default.temporaryDirectory.appending(path: "nc-bench-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    return folder
  }

  @Test func aKilledProcessIsAFailedRunThatIsTriedAgain() async throws {
    let folder = try temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let run = try #require(try TinyStudy.runs().first)
    for _ in 0..<2 {
      let summary = try await sweep("echo last words >&2; kill -9 $$", run: run, in: folder)
      #expect(summary.skipped == 0)
      let reason = try #require(summary.failures[run.name])
      #expect(reason.contains("signal 9") && reason.contains("last words"), "\(reason)")
    }
    let (runs, _) = try ResultStore.list(directory: TinyStudy.workspace(folder).resultsDirectory)
    #expect(runs.map(\.record.signature) == [run.signature])
    #expect(runs.allSatisfy { $0.record.outcome != .finished })
  }

  @Test func aResultSurvivesTheDeathOfItsProcess() async throws {
    let folder = try temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let run = try #require(try TinyStudy.runs { $0.epochs = 1 }.first)
    let elsewhere = TinyStudy.workspace(folder, results: "elsewhere")
    try TrainingRunner(RunTask(run: run, workspace: elsewhere)).run()
    let result = TinyStudy.workspace(folder).resultFile(of: run)
    let script = "cp '\(elsewhere.resultFile(of: run).path)' '\(result.path)'; kill -9 $$"
    let summary = try await sweep(script, run: run, in: folder)
    #expect(summary.finished == 1 && summary.failures.isEmpty)
    #expect(try ResultStore.read(result).outcome == .finished)
  }

  @Test func aDamagedResultIsNamedAndItsRunDoneAgain() async throws {
    let folder = try temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let run = try #require(try TinyStudy.runs().first)
    let result = TinyStudy.workspace(folder).resultFile(of: run)
    try FileManager.default.createDirectory(at: result.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data("no result".utf8).write(to: result)
    let notes = Mutex<[String]>([])
    let summary = try await sweep("exit 1", run: run, in: folder) { event in
      if case .note(let text) = event { notes.withLock { $0.append(text) } }
    }
    #expect(summary.skipped == 0 && summary.failures.keys.contains(run.name))
    let expected =
      "warning: \(result.path): this is not an HDF5 file; the file is skipped, and its run counts as not done"
    #expect(notes.withLock { $0 } == [expected])
  }

  /// Runs two runs, the first of which finds something in its way; the second one's process ends well.
  private func sweepOfTwo(
    _ prepare: (PlannedRun, RunWorkspace) throws -> Void
  ) async throws -> (failures: [String], finished: Int) {
    let folder = try temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let runs = try TinyStudy.runs()
    let executable = folder.appending(path: "process.sh")
    try Data("#!/bin/sh\n".utf8).write(to: executable)
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: executable.path)
    let workspace = TinyStudy.workspace(folder)
    try prepare(runs[0], workspace)
    let runner = SweepRunner(workspace: workspace, executor: LocalExecutor(executable: executable.path, jobs: 1))
    let summary = try await runner.run(runs.map { RunTask(run: $0, workspace: workspace) }) { _ in }
    #expect(summary.failures.keys.allSatisfy { $0 == runs[0].name })
    return (Array(summary.failures.values), summary.finished)
  }

  @Test func aFolderInTheLogsPlaceCostsOneRun() async throws {
    let (failures, finished) = try await sweepOfTwo { run, workspace in
      try FileManager.default.createDirectory(at: workspace.logFile(of: run), withIntermediateDirectories: true)
    }
    #expect(finished == 1 && failures.count == 1 && failures[0].contains(".log: cannot be written"), "\(failures)")
  }

  @Test func aFolderInTheTasksPlaceCostsOneRun() async throws {
    let (failures, finished) = try await sweepOfTwo { run, workspace in
      try FileManager.default.createDirectory(at: workspace.taskFile(of: run), withIntermediateDirectories: true)
    }
    #expect(finished == 1 && failures.count == 1 && failures[0].contains(".json: cannot be written"), "\(failures)")
  }

  @Test func anOutcomeThatCannotBeStoredEndsNoSweep() async throws {
    let (failures, finished) = try await sweepOfTwo { run, workspace in
      try FileManager.default.createDirectory(at: workspace.logFile(of: run), withIntermediateDirectories: true)
      try FileManager.default.createDirectory(at: workspace.resultFile(of: run), withIntermediateDirectories: true)
    }
    #expect(finished == 1 && failures.count == 1 && failures[0].contains("(and this cannot be stored: "), "\(failures)")
  }

  @Test func aLogIsNotWrittenThroughALink() async throws {
    let folder = try temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let run = try #require(try TinyStudy.runs().first)
    let (log, other) = (TinyStudy.workspace(folder).logFile(of: run), folder.appending(path: "other"))
    try Data("precious".utf8).write(to: other)
    try FileManager.default.createDirectory(at: log.deletingLastPathComponent(), withIntermediateDirectories: true)
    try FileManager.default.createSymbolicLink(at: log, withDestinationURL: other)
    _ = try await sweep("echo words >&2; exit 1", run: run, in: folder)
    #expect(try String(contentsOf: other, encoding: .utf8) == "precious")
    #expect(try String(contentsOf: log, encoding: .utf8) == "words\n")
  }

  @Test func theReasonIsKnownWhereTheLogCanTakeNothing() async throws {
    let folder = try temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let run = try #require(try TinyStudy.runs().first)
    let event = try RunEvent.note("Error: it's full").line().replacing("'", with: "'\\''")
    let summary = try await sweep("echo '\(event)'; exit 1", run: run, in: folder)
    #expect(summary.failures == [run.name: "it's full"])
  }

  /// Of gigabytes of output that is no text, the end is the reason.
  @Test func theEndOfAHugeLogIsTheReason() async throws {
    let folder = try temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let run = try #require(try TinyStudy.runs().first)
    let script = "truncate -s 8G /proc/self/fd/2; printf '\\ncaf\\351\\n\\033[31mlast words\\n' >&2; exit 3"
    let summary = try await sweep(script, run: run, in: folder)
    #expect(summary.failures[run.name]?.hasSuffix(#"caf\#u{FFFD} | \u{1b}[31mlast words"#) == true, "\(summary)")
  }

  /// A disk that does not answer may hold a finished result: a failure is not stored over it.
  @Test func aResultThatCannotBeReadIsNotReplaced() async throws {
    let folder = try temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let run = try #require(try TinyStudy.runs().first)
    let result = TinyStudy.workspace(folder).resultFile(of: run).path
    // Nothing is at address 0 of a process: reading it is an input/output error.
    let summary = try await sweep(
      "ln -s /proc/self/mem '\(result)'; echo Error: gone >&2; exit 1", run: run, in: folder)
    #expect(summary.failures[run.name]?.hasPrefix("gone (and this cannot be stored: ") == true, "\(summary)")
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: result) == "/proc/self/mem")
  }
}
