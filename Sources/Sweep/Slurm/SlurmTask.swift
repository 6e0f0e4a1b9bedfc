package import Foundation
import Studies

/// One task of a sweep's job array, as it runs on a node: executes its run and says how that ended.
///
/// A run that is stopped before its end (Slurm tells a job that it nears its limit, or that another takes its place) has
/// saved its state; the task then has itself started again.
package struct SlurmTask: Sendable {
  private let task: RunTask
  private let outcomeFile: URL
  /// The job's and the task's numbers.
  private let number: String
  private let slurm = SlurmClient()
  private let log: @Sendable (String) -> Void

  /// How long another process that executes the run is waited for: where it died on a node that is gone, its lock is
  /// taken over before that.
  private static let patience = Duration.seconds(900)

  /// Finds the task of a job.
  ///
  /// - Parameters:
  ///   - folder: The submission's folder.
  ///   - environment: With Slurm's variables of the job.
  ///   - log: Gets what is worth a line of the task's output.
  /// - Throws: `SlurmFailure`, or `StudyFailure.unreadableTask`.
  package init(
    folder: URL, environment: [String: String], log: @escaping @Sendable (String) -> Void
  ) throws {
    let submission = try SlurmSubmission.read(folder)
    let text = environment["SLURM_ARRAY_TASK_ID"] ?? ""
    guard let index = Int(text), submission.runs.indices.contains(index) else {
      throw SlurmFailure.unknownTask(text)
    }
    let results = folder.deletingLastPathComponent().deletingLastPathComponent()
    task = try RunTask.read(results.appending(path: "runs").appending(path: "\(submission.runs[index]).json"))
    outcomeFile = submission.outcomeFile(index, in: results)
    number = "\(environment["SLURM_ARRAY_JOB_ID"] ?? "")_\(index)"
    self.log = log
  }

  /// Executes the run; cancelling the task stops it and has it started again.
  ///
  /// - Parameter executable: The path of `bench`.
  /// - Throws: `FileFailure` where the outcome cannot be written.
  /// - Returns: The exit status of the job.
  package func run(executable: String) async throws -> RunExit {
    let stallsBefore = SlurmOutcome.read(outcomeFile)?.stalls ?? 0
    let start = SavedPlace(of: task)
    var outcome = await execute(with: executable)
    if outcome.ending == .interrupted, start == SavedPlace(of: task) {
      outcome.stalls = stallsBefore + 1
      if outcome.stalls >= SlurmOutcome.stallLimit {
        outcome = SlurmOutcome(
          ending: .failed,
          reason: "the job was stopped \(SlurmOutcome.stallLimit) times before the run had anything to save; "
            + "give it more time with --time")
      }
    }
    try outcome.write(to: outcomeFile)
    switch outcome.ending {
    case .finished: return .finished
    case .failed: return .failed
    case .heldElsewhere: return .heldElsewhere
    case .interrupted:
      if await isCancelledUnlessStartedAgain() {
        outcome.isCancelled = true
        try outcome.write(to: outcomeFile)
      }
      return .interrupted
    }
  }

  private func execute(with executable: String) async -> SlurmOutcome {
    let deadline = ContinuousClock.now + Self.patience
    while true {
      // A task that Slurm ran twice finds its work done.
      if (try? task.isDone) == true { return SlurmOutcome(ending: .finished) }
      let ending = await RunProcess(executable: executable, task: task).run(report: { _ in })
      if (try? task.isDone) == true { return SlurmOutcome(ending: .finished) }
      switch ending {
      case .finished: return SlurmOutcome(ending: .finished)
      case .interrupted: return SlurmOutcome(ending: .interrupted)
      case .failed(let reason): return SlurmOutcome(ending: .failed, reason: reason)
      case .heldElsewhere:
        guard ContinuousClock.now < deadline else { return SlurmOutcome(ending: .heldElsewhere) }
        log("another process executes \(task.run.name): waiting for it")
        guard (try? await Task.sleep(for: .seconds(5))) != nil else { return SlurmOutcome(ending: .interrupted) }
      }
    }
  }

  /// Has Slurm start the task again, unless Slurm is ending it for another reason.
  ///
  /// - Returns: Whether it is because the job was cancelled, and has to stay so.
  private func isCancelledUnlessStartedAgain() async -> Bool {
    // Not cancelled by the signal that brought us here.
    await Task.detached { [slurm, number, log] in
      for attempt in 1...8 {
        if attempt > 1 { try? await Task.sleep(for: .seconds(5)) }
        guard let queue = try? await slurm.queue() else { continue }
        let entry = queue.entry(number: number)
        guard entry?.isRunning == true else {
          log("\(number) is not started again: Slurm ends it")
          return entry?.isBeingCancelled == true
        }
        if (try? await slurm.requeue(number)) == true {
          log("\(number) is started again")
          return false
        }
      }
      log("\(number) cannot be started again: Slurm does not answer")
      return false
    }.value
  }
}
