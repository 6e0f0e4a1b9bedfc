import BenchCore
import Foundation
import ResultStore
import Studies
import StudyTestSupport
import TestSupport
import Testing

@testable import Sweep

/// Finished runs that are run again: the old result stays until the new one takes its place.
@Suite struct RerunTests {
  private static let former = ToolCode(commit: "0123456789ab", sources: String(repeating: "12", count: 32))
  private static let present = ToolCode(commit: "ba9876543210", sources: String(repeating: "34", count: 32))

  /// A run that former code has finished, with its weights; its process is now of the present code.
  private func withFinishedRun(_ body: (inout InterruptedRun, RunTask) throws -> Void) throws {
    try withTemporaryFolder { folder in
      var run = try InterruptedRun(TinyStudy.workspace(folder))
      run.workspace.code = Self.former
      run.workspace.savedWeights = .last
      try run.go()
      run.workspace.code = Self.present
      run.workspace.savedWeights = nil
      try body(&run, try RunTask(run: run.run, workspace: run.workspace).replacingResult())
    }
  }

  @Test func aReplacedResultIsDoneOnlyWhenTheNewOneIsThere() throws {
    try withFinishedRun { run, rerun in
      let plain = RunTask(run: run.run, workspace: run.workspace)
      #expect(try plain.isDone && !rerun.isDone && rerun.hasReplacedResult && !rerun.hasResult)
      // As the process is told.
      try rerun.write()
      let task = try RunTask.read(rerun.workspace.taskFile(of: rerun.run))
      #expect(task.workspace == rerun.workspace && task.workspace.savedWeights == .last)
      run.workspace = task.workspace
      try run.go()
      #expect(try task.isDone && task.hasResult && !task.hasReplacedResult)
      #expect(try ResultStore.read(run.result).provenance.sources == Self.present.sources)
      #expect(run.workspace.hasWeights(of: run.run, checkpoint: .last) && !run.hasState)
    }
  }

  /// A process that dies in the middle leaves the result, and a state that no sweep but the one that goes on takes away.
  @Test func anInterruptedRerunGoesOn() throws {
    try withFinishedRun { run, rerun in
      let before = try Data(contentsOf: run.result)
      run.workspace = rerun.workspace
      #expect(try run.go { $0.isBatch(2, 1) }.record == nil)
      #expect(try Data(contentsOf: run.result) == before && run.hasState)
      // As a sweep does that finds the run finished.
      RunTask(run: run.run, workspace: run.workspace).tidyUpAfterKill()
      #expect(run.hasState)
      let again = try RunTask(run: run.run, workspace: run.workspace).replacingResult()
      #expect(again.workspace.replacedResult == rerun.workspace.replacedResult)
      let (record, events) = try run.go()
      #expect(events.resumed?.epoch == 2 && record != nil && !run.hasState)
      try run.expectUndisturbedResult()
    }
  }

  /// What a process leaves that was killed after it had stored the result goes away.
  @Test func aStateOfBeforeTheResultGoesAway() throws {
    try withFinishedRun { run, _ in
      let state = run.state
      try FileManager.default.createDirectory(at: state.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data().write(to: state)
      let result = try #require(FileTime(of: run.result.path)).modified
      try FileManager.default.setAttributes(
        [.modificationDate: Date(timeIntervalSince1970: result - 10)], ofItemAtPath: state.path)
      RunTask(run: run.run, workspace: run.workspace).tidyUpAfterKill()
      #expect(!run.hasState)
    }
  }

  /// A shell script stands in for the process.
  private func sweep(
    _ script: String, _ run: PlannedRun, in workspace: RunWorkspace, rerun: RerunChoice
  ) async throws -> SweepRunner.Summary {
    let executable = workspace.resultsDirectory.appending(path: "process.sh")
    try Data("#!/bin/sh\n\(script)\n".utf8).write(to: executable)
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: executable.path)
    let runner = SweepRunner(workspace: workspace, executor: LocalExecutor(executable: executable.path, jobs: 1))
    return try await runner.run([RunTask(run: run, workspace: workspace)], rerun: rerun) { _ in }
  }

  @Test func aRerunThatFailsCostsNoResult() async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "nc-bench-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    var workspace = TinyStudy.workspace(folder)
    let run = try #require(try TinyStudy.runs().first)
    let file = try FinishedRunsTests.store(run, in: workspace.resultsDirectory, sources: Self.former.sources)
    let before = try Data(contentsOf: file)
    workspace.code = Self.present
    let failed = try await sweep("echo Error: broken >&2; exit 1", run, in: workspace, rerun: .stale)
    #expect(failed.failures == [run.name: "broken (the earlier result stays)"] && failed.skipped == 0)
    let killed = try await sweep("kill -9 $$", run, in: workspace, rerun: .stale)
    #expect(killed.failures.values.allSatisfy { $0.hasSuffix("(the earlier result stays)") } && killed.finished == 0)
    #expect(try Data(contentsOf: file) == before)
    let plain = try await sweep("exit 1", run, in: workspace, rerun: .none)
    #expect(plain == SweepRunner.Summary(skipped: 1))

    // A process that dies after it has stored the new result has done its work.
    let elsewhere = folder.appending(path: "elsewhere")
    try FileManager.default.createDirectory(at: elsewhere, withIntermediateDirectories: true)
    let new = try FinishedRunsTests.store(run, in: elsewhere, sources: Self.present.sources)
    let stored = try await sweep("cp '\(new.path)' '\(file.path)'; kill -9 $$", run, in: workspace, rerun: .stale)
    #expect(stored == SweepRunner.Summary(finished: 1))
    workspace.code = Self.former
    #expect(try await sweep("exit 1", run, in: workspace, rerun: .all).failures.count == 1)
  }

  /// `bench status` finds the files of a run that is finished under its earlier name.
  @Test func aSweepNamesTheResultThatIsThere() async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "nc-bench-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    let workspace = TinyStudy.workspace(folder)
    let old = try #require(try TinyStudy.runs().first)
    var spec = old.spec
    spec.dataset.imageChecksum = String(repeating: "e", count: 64)
    let run = try PlannedRun(spec: spec, label: old.label, isStandIn: true)
    try FinishedRunsTests.store(old, in: workspace.resultsDirectory)
    let summary = try await sweep("exit 1", run, in: workspace, rerun: .none)
    #expect(summary == SweepRunner.Summary(skipped: 1))
    #expect(try SweepStatus(of: workspace.resultsDirectory).counts == ["finished": 1])
  }
}
