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

  /// The state of a process that was to replace the result makes other weights than the result's.
  @Test func anInterruptedRerunOwesThePresentResultNoWeights() throws {
    try withFinishedRun { run, rerun in
      run.workspace.replacedResult = rerun.workspace.replacedResult
      let stopped = try run.go { $0.isBatch(2, 1) }
      #expect(stopped.record == nil && run.hasState)
      run.workspace.replacedResult = nil
      run.workspace.savedWeights = .both
      let plain = RunTask(run: run.run, workspace: run.workspace)
      #expect(plain.lacksWeights && run.workspace.hasState(of: run.run))
      let isDone = try plain.isDone
      #expect(isDone, "nothing of the state is the result's")
    }
  }

  /// The old weights go when the new result is there, and not where it cannot be stored.
  @Test func weightsGoWithTheirResult() throws {
    try withFinishedRun { run, rerun in
      let weights = run.workspace.weightsFile(of: run.run, checkpoint: "last")
      let before = try Data(contentsOf: weights)
      run.workspace.replacedResult = rerun.workspace.replacedResult
      // Without a process that makes them anew.
      run.workspace.savedWeights = nil
      let result = try Data(contentsOf: run.result)
      let (file, aside) = (run.result, run.workspace.resultsDirectory.appending(path: "aside"))
      var isBlocked = false
      #expect(throws: (any Error).self) {
        try run.go { event in
          // A folder that is not empty cannot be replaced by a file.
          if !isBlocked, event.isBatch(2, 1) {
            isBlocked = true
            try? FileManager.default.moveItem(at: file, to: aside)
            try? FileManager.default.createDirectory(
              at: file.appending(path: "x"), withIntermediateDirectories: true)
          }
          return false
        }
      }
      #expect(isBlocked)
      #expect(try Data(contentsOf: weights) == before)
      try FileManager.default.removeItem(at: run.result)
      try FileManager.default.moveItem(at: aside, to: run.result)
      #expect(try Data(contentsOf: run.result) == result)
      try run.go()
      #expect(!FileManager.default.fileExists(atPath: weights.path))
    }
  }

  /// A kept state of the run itself would hand the old numbers on.
  @Test func aKeptStateOfTheResultIsNotTakenOver() throws {
    try withTemporaryFolder { folder in
      var run = try InterruptedRun(TinyStudy.workspace(folder)) { $0.epochs = 1 }
      run.workspace.keepsState = true
      try run.go()
      #expect(FileManager.default.fileExists(atPath: run.keptState.path))
      run.workspace = try RunTask(run: run.run, workspace: run.workspace).replacingResult().workspace
      let (record, events) = try run.go()
      #expect(record != nil && events.resumed == nil)
      #expect(!events.notes.contains { $0.hasPrefix("goes on from") }, "\(events.notes)")
      #expect(events.contains { $0.isBatch(1, 1) })
    }
  }

  @Test(arguments: [nil, true]) func aResultSaysThatItsImagesWereNotLookedAt(trusts: Bool?) throws {
    try withTemporaryFolder { folder in
      var run = try InterruptedRun(TinyStudy.workspace(folder)) { $0.epochs = 1 }
      run.workspace.trustsCache = trusts
      run.workspace.cacheDirectory = folder.appending(path: "cache")
      let warning = "images were taken for what the cache says, without a look at the files"
      #expect(try run.go().record?.warnings.contains(warning) == (trusts == true))
      #expect(try ResultStore.read(run.result).warnings.contains(warning) == (trusts == true))
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
    try await withEarlierResult { run, _, workspace in
      let summary = try await sweep("exit 1", run, in: workspace, rerun: .none)
      #expect(summary == SweepRunner.Summary(skipped: 1))
      #expect(try SweepStatus(of: workspace.resultsDirectory).counts == ["finished": 1])
    }
  }

  /// A run that has a result under its earlier name only, with weights beside that.
  private func withEarlierResult(_ body: (PlannedRun, URL, RunWorkspace) async throws -> Void) async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "nc-bench-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    let workspace = TinyStudy.workspace(folder)
    let old = try #require(try TinyStudy.runs().first)
    var spec = old.spec
    spec.dataset.imageChecksum = nil
    let earlier = try PlannedRun(spec: spec, label: old.label, isStandIn: true)
    spec.dataset.imageChecksum = String(repeating: "e", count: 64)
    let file = try FinishedRunsTests.store(earlier, in: workspace.resultsDirectory)
    try Data().write(to: workspace.weightsFile(of: earlier, checkpoint: "best"))
    try await body(try PlannedRun(spec: spec, label: old.label, isStandIn: true), file, workspace)
  }

  @Test func anEarlierResultUnderAnotherNameStays() async throws {
    try await withEarlierResult { run, file, workspace in
      let failed = try await sweep("echo Error: broken >&2; exit 1", run, in: workspace, rerun: .stale)
      #expect(failed.failures == [run.name: "broken (the earlier result stays)"])
      #expect(
        !FileManager.default.fileExists(atPath: workspace.resultFile(of: run).path), "no failure stands beside it")
      #expect(FileManager.default.fileExists(atPath: file.path))
      let told = try RunTask.read(workspace.taskFile(of: run)).workspace
      let digest = try ResultStore.digest(of: file)
      #expect(told.savedWeights == .best && told.replacedResult == digest)
      // What is to come has its own name.
      #expect(SweepFile.read(in: workspace.resultsDirectory)?.runs == [run.name])
    }
  }

  /// Does nothing, as a job that waits in a queue.
  private struct Queue: RunExecutor {
    let name = "queue"

    func run(_ tasks: [RunTask], report: @escaping @Sendable (RunNews) async -> Void) async throws {
      for task in tasks { await report(.ended(task.run, .interrupted)) }
    }
  }

  /// A job of a re-run is under way until its own result is there, whatever the one that it replaces is named.
  @Test func attachingFollowsReruns() async throws {
    try await withEarlierResult { run, file, workspace in
      let results = workspace.resultsDirectory
      func attached() async throws -> SweepRunner.Summary {
        try await SweepRunner(workspace: workspace, executor: Queue()).attach { _ in }
      }
      let submission = SlurmSubmission(runs: [run.name], settings: ClusterSettings(), cpus: 1, executable: "/bench")
      _ = try submission.write(in: results)
      let plain = RunTask(run: run, workspace: workspace)
      for task in [plain, try plain.replacingResult(file)] {
        try task.write()
        #expect(try await attached() == SweepRunner.Summary(unfinished: 1))
      }
      // The batch job's own view.
      let environment = ["SLURM_ARRAY_TASK_ID": "0", "SLURM_ARRAY_JOB_ID": "7"]
      let job = try SlurmTask(folder: submission.folder(in: results), environment: environment) { _ in }
      #expect(try await job.run(executable: "/bin/false") == .failed)
      #expect(SlurmOutcome.read(submission.outcomeFile(0, in: results))?.ending == .failed)
      try FinishedRunsTests.store(run, in: results)
      #expect(try await attached() == SweepRunner.Summary(skipped: 1))
      #expect(try await job.run(executable: "/bin/false") == .finished)
    }
  }
}
