import BenchCore
import Foundation
import ResultStore
package import Studies
import Torch

/// Has the runs of a study executed and keeps account of them.
///
/// Finished runs are recognised by the signature inside their result file and not run again; a failed run leaves a
/// result file with its reason and is tried again by the next sweep.
package struct SweepRunner: Sendable {
  /// What happens during a sweep.
  package enum Event: Sendable {
    case skipped(PlannedRun)
    case started(PlannedRun)
    case progress(PlannedRun, RunEvent)
    case finished(PlannedRun)
    case failed(PlannedRun, reason: String)
    /// The run stopped before its end and goes on with the next sweep, or another sweep executes it.
    case unfinished(PlannedRun, RunEnding)
    /// A line about no run in particular.
    case note(String)
  }

  /// How a sweep ended.
  package struct Summary: Sendable, Equatable {
    /// Runs finished by an earlier sweep.
    package var skipped = 0
    /// Runs run to their end.
    package var finished = 0
    /// Runs stopped before their end, or executed by another sweep.
    package var unfinished = 0
    /// The failed runs' names and reasons.
    package var failures: [String: String] = [:]
  }

  private let workspace: RunWorkspace
  private let executor: any RunExecutor

  /// Prepares a sweep.
  package init(workspace: RunWorkspace, executor: any RunExecutor) {
    self.workspace = workspace
    self.executor = executor
  }

  /// Runs what is not finished, of runs that all write into this sweep's folder; cancelling the task stops the runs under
  /// way and keeps the finished ones.
  ///
  /// - Parameter rerun: The finished runs that are run again; `nil` is none, without a word about that there is a choice.
  /// - Throws: `SweepFailure.resultsNotWritable`, `CancellationError`, and as `ResultStore.finishedResults`.
  package func run(
    _ tasks: [RunTask], rerun: RerunChoice? = nil, report: @escaping @Sendable (Event) async -> Void
  ) async throws -> Summary {
    try prepareResultsDirectory()
    let finished = try await finishedRuns(report)
    var (waiting, done): ([RunTask], [RunTask]) = ([], [])
    for task in tasks {
      let standing = finished.standing(of: task.run)
      if (rerun ?? .none).includes(standing) {
        waiting.append(try task.replacingResult(finished.file(of: task.run)))
      } else if standing == .notFinished || task.workspace.owesWeights(of: task.run) {
        waiting.append(task)
      } else {
        done.append(task)
      }
    }
    let unwritten = write(waiting)
    // A result of before images were looked at has another name than the one that is to come.
    let toRun = Set(waiting.map(\.run.name))
    let names = tasks.map { task in
      let file = toRun.contains(task.run.name) ? nil : finished.file(of: task.run)
      return file.map { $0.deletingPathExtension().lastPathComponent } ?? task.run.name
    }
    try AtomicFile.write(
      SweepFile(names, executor: executor.name).canonicalJSON(),
      to: SweepFile.location(in: workspace.resultsDirectory))
    for text in finished.notes(about: tasks.map(\.run), rerun: rerun) { await report(.note("note: \(text)")) }
    return try await execute(waiting, done: done, unwritten: unwritten, finished: finished, report: report)
  }

  /// Goes on with all that sweeps of the results folder left to its executor, which has it under way without them.
  ///
  /// - Throws: `SlurmFailure.nothingToFollow`, and what the executor throws.
  package func attach(report: @escaping @Sendable (Event) async -> Void) async throws -> Summary {
    let (tasks, notes) = try SlurmSubmission.tasks(in: workspace.resultsDirectory)
    for note in notes { await report(.note(note)) }
    let finished = try await finishedRuns(report)
    // A result that a run is to replace, whatever its name, is none of that run.
    let isDone = tasks.map { task in
      let isFinished = task.workspace.replacedResult == nil && finished.standing(of: task.run) == .finished
      return (isFinished || (try? task.hasResult) == true) && !task.workspace.owesWeights(of: task.run)
    }
    return try await execute(
      zip(tasks, isDone).filter { !$1 }.map(\.0), done: zip(tasks, isDone).filter { $1 }.map(\.0), unwritten: [:],
      finished: finished, report: report)
  }

  /// - Parameters:
  ///   - unwritten: The runs that cannot be told their work, with the reasons.
  ///   - finished: The results that were there before.
  private func execute(
    _ waiting: [RunTask], done: [RunTask], unwritten: [String: String], finished: FinishedRuns,
    report: @escaping @Sendable (Event) async -> Void
  ) async throws -> Summary {
    let bySignature = Dictionary((waiting + done).map { ($0.run.signature, $0) }) { first, _ in first }
    let account = SweepAccount(skipped: done.count)
    defer { removeEmptyFolders() }
    for task in done {
      task.tidyUpAfterKill()
      await report(.skipped(task.run))
    }
    for task in waiting {
      guard let reason = unwritten[task.run.name] else { continue }
      await report(self.account(.failed(reason), of: task, after: finished, in: account))
    }
    try await executor.run(waiting.filter { unwritten[$0.run.name] == nil }) { news in
      switch news {
      case .started(let run): await report(.started(run))
      case .progress(let run, let event): await report(.progress(run, event))
      case .note(let text): await report(.note(text))
      case .ended(let run, let ending):
        let task = bySignature[run.signature] ?? RunTask(run: run, workspace: workspace)
        await report(self.account(ending, of: task, after: finished, in: account))
      }
    }
    return await account.summary
  }

  /// Writes the files that processes are told their work by; the reasons for those that cannot be written.
  private func write(_ tasks: [RunTask]) -> [String: String] {
    var reasons: [String: String] = [:]
    for task in tasks {
      do {
        try task.write()
      } catch {
        reasons[task.run.name] = "\(error)"
      }
    }
    return reasons
  }

  /// Finds out before hours of work whether results can be stored.
  private func prepareResultsDirectory() throws {
    let directory = workspace.resultsDirectory
    do throws(FileFailure) {
      try OutputFolder.create(directory)
      try OutputFolder.checkWritable(directory)
    } catch {
      throw SweepFailure.resultsNotWritable(folder: directory.path, error)
    }
  }

  /// The runs that the results folder has finished; none where there is no folder yet.
  package func finishedRuns() throws -> FinishedRuns { try readFinishedRuns().finished }

  private func readFinishedRuns() throws -> (finished: FinishedRuns, skipped: [SkippedFile]) {
    let hasFolder = FileManager.default.fileExists(atPath: workspace.resultsDirectory.path)
    let (results, skipped) =
      hasFolder ? try ResultStore.finishedResults(in: workspace.resultsDirectory) : ([], [])
    return (FinishedRuns(results, code: workspace.code, torchVersion: try TorchLibrary.version), skipped)
  }

  /// Removes the folders that only runs under way have files in; one that has some stays.
  private func removeEmptyFolders() {
    for name in ["locks", "states", "external"] {
      rmdir(workspace.resultsDirectory.appending(path: name).path)
    }
  }

  /// The same, with a note about each file that is no readable result.
  private func finishedRuns(_ report: (Event) async -> Void) async throws -> FinishedRuns {
    let (finished, skipped) = try readFinishedRuns()
    for file in skipped {
      let place = file.failure.location ?? file.file.path
      await report(
        .note(
          "warning: \(place): \(file.failure.problem); the file is skipped, and its run counts as not done".printable))
    }
    return finished
  }

  /// Takes account of a run's end, and stores why it failed; an outcome that cannot be stored ends no sweep.
  ///
  /// A run whose result is there has not failed, whatever became of its process afterwards: results are written whole or
  /// not at all, and a crash on the way out must not cost one. Weights that were asked for belong to it.
  @Sendable private func account(
    _ ending: RunEnding, of task: RunTask, after finished: FinishedRuns, in account: SweepAccount
  ) async -> Event {
    let run = task.run
    if case .failed(var reason) = ending {
      var isStored = false
      do {
        isStored = try task.hasResult
        // The earlier result may have another name, and a failure beside it would stand in its place in tables.
        let hasEarlier = finished.file(of: run).map { access($0.path, F_OK) == 0 } ?? false
        if !isStored, try task.hasReplacedResult || hasEarlier {
          reason += " (the earlier result stays)"
        } else if !isStored {
          try store(reason, of: run)
        }
      } catch {
        reason += " (and this cannot be stored: \(error))"
      }
      if !isStored || task.lacksWeights {
        await account.add(failure: reason, of: run)
        return .failed(run, reason: reason)
      }
    }
    switch ending {
    case .finished, .failed:
      task.tidyUpAfterKill()
      await account.addFinished()
      return .finished(run)
    case .interrupted, .heldElsewhere:
      await account.addUnfinished()
      return .unfinished(run, ending)
    }
  }

  private func store(_ reason: String, of run: PlannedRun) throws {
    let now = Date().timeIntervalSince1970
    let record = RunRecord(
      spec: run.spec, signature: run.signature, label: run.label, isStandIn: run.isStandIn,
      outcome: .failed(reason),
      provenance: RunProvenance(
        toolVersion: ToolVersion.current, commit: workspace.code?.commit, sources: workspace.code?.sources,
        torchVersion: nil, device: run.spec.device, startedAt: now, endedAt: now, secondsByPhase: [:]))
    try RunTask(run: run, workspace: workspace).store(record)
  }
}

/// The counts of a sweep under way.
private actor SweepAccount {
  private(set) var summary = SweepRunner.Summary()

  init(skipped: Int) { summary.skipped = skipped }

  func addFinished() { summary.finished += 1 }

  func addUnfinished() { summary.unfinished += 1 }

  func add(failure reason: String, of run: PlannedRun) { summary.failures[run.name] = reason }
}
