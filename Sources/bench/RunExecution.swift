import ArgumentParser
import Dispatch
import Foundation
import Methods
import Sweep
import Training

/// Executes a run in this process, under its lock, so that it can be stopped from outside at any moment.
struct RunExecution {
  let task: RunTask
  /// Whether the end of standard input means that the sweep which started this process has ended.
  let isWatched: Bool
  /// Whether a stored result is left as it is.
  let isDoneOnce: Bool
  /// The file that standard error goes to, which becomes the run's log; `nil` by hand.
  let log: URL?

  /// - Throws: `ExitCode` of a `RunExit` where the run did not end by itself, else what made it fail.
  func run() async throws {
    do {
      try await execute()
    } catch let error where isWatched && !(error is ExitCode) {
      // The log may be on a full disk; the sweep learns of it all the same.
      if let line = try? RunEvent.note("Error: \(error)").line() { Output.write(line + "\n", to: STDOUT_FILENO) }
      throw error
    }
  }

  private func execute() async throws {
    let stop = RunStop()
    let interrupt = InterruptHandler(others: [SIGUSR1]) { insists in
      if insists { stop.leave(.interrupted, saying: "interrupted") }
      stop.request(orLeave: .interrupted, saying: "interrupted")
    }
    defer { interrupt.cancel() }
    if isWatched { LifelineWatch.start { stop.leave(.interrupted, saying: "stopped: its sweep has ended") } }
    let lock: RunLock
    do {
      lock = try RunLock.take(task) {
        stop.leave(.heldElsewhere, saying: "Error: another process has taken this run over")
      }
    } catch let failure as RunLockFailure {
      tell("Error: \(failure)", as: .error)
      throw ExitCode(RunExit.heldElsewhere.rawValue)
    }
    stop.hold(lock)
    defer { lock.release() }
    if let former = lock.formerHolder { note("took this run over from \(former), which has ended") }
    if isDoneOnce, try task.isDone {
      // The log of the process that has finished it stays.
      if let log { unlink(log.path) }
      return
    }
    if let log { try task.name(log: log) }

    let reporter = RunReporter(task)
    do {
      if ExternalMethod.isExternal(task.run.spec.method) {
        try await runExternal(reporter, stop)
      } else {
        try train(reporter, stop)
      }
    } catch TrainingFailure.interrupted(let epoch) {
      if let limit = stop.timeLimit { throw RunFailure.timedOut(seconds: limit) }
      note("interrupted in epoch \(epoch)")
      throw ExitCode(RunExit.interrupted.rawValue)
    } catch is CancellationError {
      note("interrupted")
      throw ExitCode(RunExit.interrupted.rawValue)
    }
  }

  private func train(_ reporter: RunReporter, _ stop: RunStop) throws {
    if let limit = task.workspace.timeLimit { self.limit(to: limit, with: stop) }
    try reporter.following {
      try TrainingRunner(task, shouldStop: { stop.isRequested }) { event in
        if case .started = event { stop.begin() }
        reporter.report(event)
      }.run()
    }
  }

  /// Runs the command of an external method; a request to stop is passed on to all the processes it has started.
  private func runExternal(_ reporter: RunReporter, _ stop: RunStop) async throws {
    let work = Task {
      try await reporter.following { _ = try await ExternalRunner(task, report: reporter.report, log: note).run() }
    }
    stop.begin { work.cancel() }
    try await work.value
  }

  /// Stops training at the time limit; a command has its own (`ExternalRunner`).
  private func limit(to seconds: Double, with stop: RunStop) {
    let text = "Error: \(RunFailure.timedOut(seconds: seconds))"
    // Not on Swift's own threads, of which training may occupy the only one.
    DispatchQueue.global().asyncAfter(deadline: .now() + seconds) {
      stop.request(timeLimit: seconds, orLeave: .failed, saying: text)
    }
    DispatchQueue.global().asyncAfter(deadline: .now() + seconds + RunExit.savingSeconds) {
      stop.leave(.failed, saying: text)
    }
  }
}
