import Foundation
import Studies
import StudyTestSupport
import TestSupport
import Testing

@testable import Sweep

/// What a sweep makes of what a task wrote and of what Slurm says.
@Suite struct SlurmRunTests {
  private func withRun(_ body: (inout SlurmRun, RunTask, URL) throws -> Void) throws {
    let planned = try #require(try TinyStudy.runs().first)
    try withTemporaryFolder { folder in
      let task = RunTask(run: planned, workspace: TinyStudy.workspace(folder))
      let results = task.workspace.resultsDirectory
      let submission = submission(planned.name)
      _ = try submission.write(in: results)
      var run = SlurmRun(task, of: submission, index: 0)
      try body(&run, task, submission.outcomeFile(0, in: results))
    }
  }

  private func submission(_ runs: String...) -> SlurmSubmission {
    SlurmSubmission(runs: runs, settings: ClusterSettings(), cpus: 1, executable: "/bench")
  }

  /// The ending that is seen when Slurm has said the same for some time; `nil` where the run goes on.
  private func ending(_ run: inout SlurmRun, _ state: String? = nil) -> RunEnding? {
    let queue = SlurmQueue(state.map { "\(run.submission.id)|7|0|\($0)|None|node1" } ?? "")
    for _ in 0..<4 {
      switch run.step(queue) {
      case .ended(let ending): return ending
      case .lost(let reason): return .failed(reason)
      case .none, .started, .silent: continue
      }
    }
    return nil
  }

  @Test func aSecondCopyDoesNotEndTheRunOfTheFirst() throws {
    try withRun { run, task, file in
      try SlurmOutcome(ending: .heldElsewhere).write(to: file)
      #expect(ending(&run, "RUNNING") == nil)
      let lock = try RunLock.take(task) {}
      #expect(ending(&run, "FAILED") == nil, "the first copy need not be in the queue")
      lock.release()
      #expect(ending(&run, "FAILED") == .heldElsewhere)
      try SlurmOutcome(ending: .failed, reason: "no memory").write(to: file)
      #expect(ending(&run) == .failed("no memory"))
    }
  }

  @Test func aCancelledJobStaysCancelledWhenSlurmHasForgottenIt() throws {
    try withRun { run, task, file in
      #expect(ending(&run) == .failed("it is not in Slurm's queue any more"))
      try SlurmOutcome(ending: .interrupted, stalls: 2).write(to: file)
      #expect(ending(&run) == .failed("it is not in Slurm's queue any more"))
      #expect(ending(&run, "CANCELLED") == .interrupted)
      var later = SlurmRun(task, of: run.submission, index: 0)
      #expect(ending(&later) == .interrupted && SlurmOutcome.read(file)?.stalls == 2)
      later.submitted()
      #expect(ending(&later) == .failed("it is not in Slurm's queue any more"), "it was submitted again")
    }
  }

  @Test func allSubmissionsAreFollowed() throws {
    try withRun { _, task, _ in
      let results = task.workspace.resultsDirectory
      try task.write()
      _ = try submission("gone", task.run.name).write(in: results)
      let (tasks, notes) = try SlurmSubmission.tasks(in: results)
      #expect(tasks.map(\.run) == [task.run])
      #expect(notes.count == 1 && notes[0].hasPrefix("gone is not followed: "), "\(notes)")
      try FileManager.default.removeItem(at: results.appending(path: "slurm"))
      #expect(throws: SlurmFailure.nothingToFollow(results.path)) { try SlurmSubmission.tasks(in: results) }
    }
  }
}
