import BenchCore
import Foundation
import ResultStore
import Studies
import StudyTestSupport
import Sweep
import TestSupport
import Testing

/// What a sweep makes of processes that die; scripts stand in for `bench`.
@Suite struct SweepRunnerTests {
  /// Runs one run with a shell script as its process.
  private func sweep(_ script: String, run: PlannedRun, in folder: URL) async throws -> SweepRunner.Summary {
    let executable = folder.appending(path: "process.sh")
    try Data("#!/bin/sh\n\(script)\n".utf8).write(to: executable)
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: executable.path)
    let workspace = TinyStudy.workspace(folder)
    let runner = SweepRunner(
      workspace: workspace, executor: LocalExecutor(executable: executable.path, jobs: 1))
    return try await runner.run([RunTask(run: run, workspace: workspace)]) { _ in }
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
}
