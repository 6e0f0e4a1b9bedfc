import BenchCore
import Foundation
import ResultStore
package import Studies

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
  /// - Throws: `SweepFailure.resultsNotWritable`, and `CancellationError`.
  package func run(
    _ tasks: [RunTask], report: @escaping @Sendable (Event) async -> Void
  ) async throws -> Summary {
    try prepareResultsDirectory()
    let done = try finishedSignatures()
    let isDone = { (task: RunTask) in
      done.contains(task.run.signature) && !task.workspace.owesWeights(of: task.run)
    }
    let waiting = tasks.filter { !isDone($0) }
    for task in waiting { try task.write() }
    try AtomicFile.write(
      SweepFile(tasks, executor: executor.name).canonicalJSON(),
      to: SweepFile.location(in: workspace.resultsDirectory))
    let account = SweepAccount(skipped: tasks.count - waiting.count)
    for task in tasks where isDone(task) {
      // Left by a process that was killed after it had stored the result.
      task.workspace.removeState(of: task.run)
      await report(.skipped(task.run))
    }
    try await executor.run(waiting) { news in
      switch news {
      case .started(let run): await report(.started(run))
      case .progress(let run, let event): await report(.progress(run, event))
      case .ended(let run, let ending): await report(self.account(ending, of: run, in: account))
      }
    }
    return await account.summary
  }

  /// Finds out before hours of work whether results can be stored.
  private func prepareResultsDirectory() throws {
    let directory = workspace.resultsDirectory
    do {
      try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
      let probe = directory.appending(path: ".write-probe-\(ProcessInfo.processInfo.processIdentifier)")
      try Data([0]).write(to: probe)
      try FileManager.default.removeItem(at: probe)
    } catch {
      throw SweepFailure.resultsNotWritable(directory.path)
    }
  }

  /// The signatures of the runs that the results folder has finished; none where there is no folder yet.
  package func finishedSignatures() throws -> Set<String> {
    guard FileManager.default.fileExists(atPath: workspace.resultsDirectory.path) else { return [] }
    let (runs, _) = try ResultStore.list(directory: workspace.resultsDirectory)
    return Set(runs.filter { $0.record.outcome == .finished }.map(\.record.signature))
  }

  /// Whether a run's result is on disk, whatever became of its process afterwards: results are written whole or not at
  /// all, and a crash on the way out must not cost one.
  @Sendable private func hasResult(_ run: PlannedRun) -> Bool {
    guard let record = try? ResultStore.read(workspace.resultFile(of: run), including: .summary) else { return false }
    return record.outcome == .finished && record.signature == run.signature
  }

  /// Takes account of a run's end, and stores why it failed; an outcome that cannot be stored ends no sweep.
  @Sendable private func account(_ ending: RunEnding, of run: PlannedRun, in account: SweepAccount) async -> Event {
    if case .failed(let reason) = ending, case let isStored = hasResult(run),
      !isStored || workspace.owesWeights(of: run)
    {
      var reason = reason
      do {
        if !isStored { try store(reason, of: run) }
      } catch {
        reason += " (and this cannot be stored: \(error))"
      }
      await account.add(failure: reason, of: run)
      return .failed(run, reason: reason)
    }
    switch ending {
    case .finished, .failed:
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
        toolVersion: ToolVersion.current, commit: workspace.commit, torchVersion: nil, device: run.spec.device,
        startedAt: now, endedAt: now,
        secondsByPhase: [:]))
    try ResultStore.write(record, to: workspace.resultFile(of: run))
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
