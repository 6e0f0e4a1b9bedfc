import BenchCore
import Foundation
import ResultStore
package import Studies

/// Executes the runs of a study, some at a time, each in a process of its own.
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
  }

  /// How a sweep ended.
  package struct Summary: Sendable, Equatable {
    /// Runs finished by an earlier sweep.
    package var skipped = 0
    /// Runs run to their end.
    package var finished = 0
    /// The failed runs' names and reasons.
    package var failures: [String: String] = [:]
  }

  private let executable: String
  private let workspace: RunWorkspace
  private let jobs: Int

  /// Prepares a sweep.
  ///
  /// - Parameters:
  ///   - executable: The path of `bench`.
  ///   - jobs: The number of runs that run at the same time.
  package init(executable: String, workspace: RunWorkspace, jobs: Int) {
    self.executable = executable
    self.workspace = workspace
    self.jobs = max(1, jobs)
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
    var summary = Summary()
    for task in tasks where done.contains(task.run.signature) {
      summary.skipped += 1
      await report(.skipped(task.run))
    }
    try await withThrowingTaskGroup(of: (PlannedRun, RunProcess.Ending).self) { group in
      var waiting = tasks.filter { !done.contains($0.run.signature) }.makeIterator()
      func startNext() async {
        guard let task = waiting.next() else { return }
        await report(.started(task.run))
        let process = RunProcess(executable: executable, task: task)
        group.addTask {
          (task.run, try await process.run { event in await report(.progress(task.run, event)) })
        }
      }
      for _ in 0..<jobs { await startNext() }
      while let (run, ending) = try await group.next() {
        switch ending {
        case .failed(let reason) where !hasResult(run):
          summary.failures[run.name] = reason
          try store(reason, of: run)
          await report(.failed(run, reason: reason))
        case .finished, .failed:
          summary.finished += 1
          await report(.finished(run))
        }
        await startNext()
      }
    }
    return summary
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
  private func hasResult(_ run: PlannedRun) -> Bool {
    guard let record = try? ResultStore.read(workspace.resultFile(of: run), including: .summary) else { return false }
    return record.outcome == .finished && record.signature == run.signature
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
