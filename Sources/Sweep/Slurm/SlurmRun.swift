import Foundation
import Studies

/// A run of a submission, as a sweep follows it.
struct SlurmRun {
  /// What became of it since it was last looked at.
  enum Step {
    case none
    case started
    case ended(RunEnding)
    /// Slurm has no job for it any more, and there is no result.
    case lost(String)
    /// It runs, and has given no sign of life for long.
    case silent(number: String, node: String)
  }

  let task: RunTask
  let submission: SlurmSubmission
  let index: Int
  private(set) var entry: SlurmQueue.Entry?
  private var events: EventTail
  private var hasStarted = false
  /// How often in a row it was seen neither in the queue nor with an outcome.
  private var absences = 0
  private var progress: SavedPlace
  /// How often in a row it was lost without having got further.
  private var losses = 0
  private var lastSign: (date: Date?, seen: ContinuousClock.Instant)
  private var silence = 0

  /// Results written on a node are seen here some time later.
  private static let toleratedAbsences = 2
  /// Without a sign of life: said first, then started again.
  private static let silences: [Duration] = [.seconds(120), .seconds(900)]

  init(_ task: RunTask, of submission: SlurmSubmission, index: Int) {
    self.task = task
    self.submission = submission
    self.index = index
    events = EventTail(task.workspace.eventsFile(of: task.run))
    progress = SavedPlace(of: task)
    lastSign = (nil, .now)
  }

  private var results: URL { task.workspace.resultsDirectory }

  /// What the run told since the last time.
  mutating func news() -> [RunEvent] { events.next() }

  /// Looks at what the task wrote, and at what Slurm says.
  ///
  /// - Parameter queue: `nil` where Slurm did not answer.
  mutating func step(_ queue: SlurmQueue?) -> Step {
    let outcome = SlurmOutcome.read(submission.outcomeFile(index, in: results))
    switch outcome?.ending {
    case .finished: return .ended(.finished)
    case .failed: return .ended(.failed(outcome?.reason ?? "for no known reason"))
    // A task that was interrupted starts again; one that Slurm ran twice may still be there once.
    case .interrupted, .heldElsewhere, nil: break
    }
    guard let queue else { return .none }
    entry = queue[submission.id, index]
    if let entry, entry.isActive {
      absences = 0
      if entry.isHeld { return .lost("Slurm could not start its job, and holds it") }
      guard entry.isRunning else {
        lastSign.seen = .now
        return .none
      }
      if !hasStarted {
        hasStarted = true
        return .started
      }
      return isSilent() ? .silent(number: entry.number, node: entry.node) : .none
    }
    absences += 1
    guard absences > Self.toleratedAbsences else { return .none }
    if (try? task.isDone) == true { return .ended(.finished) }
    if outcome?.ending == .heldElsewhere {
      return RunLock.isHeld(task.workspace.lockFile(of: task.run)) ? .none : .ended(.heldElsewhere)
    }
    switch entry?.state {
    case "CANCELLED":
      remember(outcome)
      return .ended(.interrupted)
    case "OUT_OF_MEMORY": return .ended(.failed("Slurm ended the job: out of memory; ask for more with --memory"))
    case let state?: return .lost("Slurm ended its job: \(state)")
    case nil where outcome?.isCancelled == true: return .ended(.interrupted)
    case nil: return .lost("it is not in Slurm's queue any more")
    }
  }

  /// Takes account of a loss.
  ///
  /// - Returns: Why it is not worth another job; `nil` where it is.
  mutating func lose(_ reason: String) -> String? {
    let now = SavedPlace(of: task)
    losses = now == progress ? losses + 1 : 1
    progress = now
    guard losses > SlurmOutcome.stallLimit else { return nil }
    // Of the batch shell.
    let output =
      LogFile.lastWords(of: submission.outputFile(index, in: results)).map { "; its last output: \($0)" } ?? ""
    return "\(reason), \(losses) times without having got further\(output)"
  }

  /// Its task is there again as if it had never been.
  mutating func submitted() {
    try? FileManager.default.removeItem(at: submission.outcomeFile(index, in: results))
    (absences, hasStarted, lastSign, silence) = (0, false, (nil, .now), 0)
  }

  /// Notes that the job was cancelled, which Slurm forgets after some minutes. Where that cannot be noted, the run is
  /// lost to a later sweep, and submitted again.
  private func remember(_ outcome: SlurmOutcome?) {
    var outcome = outcome ?? SlurmOutcome(ending: .interrupted)
    outcome.isCancelled = true
    try? outcome.write(to: submission.outcomeFile(index, in: results))
  }

  /// Whether it is time to say that the process which holds the run's lock, and touches it, has not done so for long.
  private mutating func isSilent() -> Bool {
    let lock = task.workspace.lockFile(of: task.run)
    let date = try? FileManager.default.attributesOfItem(atPath: lock.path)[.modificationDate] as? Date
    if date == nil || date != lastSign.date {
      (lastSign, silence) = ((date, .now), 0)
    }
    guard silence < Self.silences.count, ContinuousClock.now - lastSign.seen > Self.silences[silence] else {
      return false
    }
    silence += 1
    return true
  }

  /// Whether it has been silent for so long that it should be started again.
  var isGivenUp: Bool { silence == Self.silences.count }
}
