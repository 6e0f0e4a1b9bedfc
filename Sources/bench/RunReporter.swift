import Foundation
import Sweep
import Synchronization
import Training

/// Tells what happens in a run's process: events to the process that started it, notes to the error output, which is a
/// sweep's log of the run, and both to the run's own files.
final class RunReporter: Sendable {
  /// A live view needs no more of a run's batches.
  private static let batchInterval = Duration.milliseconds(100)

  private let journal: RunJournal
  private let lastBatch = Mutex<ContinuousClock.Instant?>(nil)

  init(_ task: RunTask) {
    journal = RunJournal(task, note: note)
  }

  @Sendable func report(_ event: RunEvent) {
    let event = journal.take(event)
    if case .note(let text) = event { return note(text) }
    if case .batch = event {
      let now = ContinuousClock.now
      let isDue = lastBatch.withLock { last in
        if let last, now - last < Self.batchInterval { return false }
        last = now
        return true
      }
      guard isDue else { return }
    }
    if let line = try? event.line() { Output.write(line + "\n", to: STDOUT_FILENO) }
  }

  /// Does a run's work, and tells how it ended where it did not end well.
  @discardableResult
  func following<Result>(_ work: () throws -> Result) throws -> Result {
    do {
      return try work()
    } catch {
      tell(error)
      throw error
    }
  }

  /// Does a run's work, and tells how it ended where it did not end well.
  func following(_ work: () async throws -> Void) async throws {
    do {
      try await work()
    } catch {
      tell(error)
      throw error
    }
  }

  private func tell(_ error: any Error) {
    switch error {
    case TrainingFailure.interrupted, is CancellationError: report(.interrupted)
    default: report(.failed("\(error)"))
    }
  }
}
