import BenchCore
import Foundation
import ResultStore

/// Executes the cells of a study, some at a time, each in a process of its own.
///
/// Finished cells are recognised by the signature inside their result file and not run again; a failed cell leaves a
/// result file with its reason and is tried again by the next sweep.
package struct SweepRunner: Sendable {
  /// What happens during a sweep.
  package enum Event: Sendable {
    case skipped(StudyCell)
    case started(StudyCell)
    case progress(StudyCell, CellEvent)
    case finished(StudyCell)
    case failed(StudyCell, reason: String)
  }

  /// How a sweep ended.
  package struct Summary: Sendable, Equatable {
    /// Cells finished by an earlier sweep.
    package var skipped = 0
    /// Cells run to their end.
    package var finished = 0
    /// The failed cells' names and reasons.
    package var failures: [String: String] = [:]
  }

  private let executable: String
  private let workspace: CellWorkspace
  private let jobs: Int

  /// Prepares a sweep.
  ///
  /// - Parameters:
  ///   - executable: The path of `bench`.
  ///   - jobs: The number of cells that run at the same time.
  package init(executable: String, workspace: CellWorkspace, jobs: Int) {
    self.executable = executable
    self.workspace = workspace
    self.jobs = max(1, jobs)
  }

  /// Runs what is not finished; cancelling the task stops the cells under way and keeps the finished ones.
  package func run(
    _ cells: [StudyCell], report: @escaping @Sendable (Event) async -> Void
  ) async throws -> Summary {
    try await run(cells.map { CellTask(cell: $0, workspace: workspace) }, report: report)
  }

  /// Runs cells that read different files; all their results belong into this sweep's folder.
  package func run(
    _ tasks: [CellTask], report: @escaping @Sendable (Event) async -> Void
  ) async throws -> Summary {
    try prepareResultsDirectory()
    let done = try finishedSignatures()
    var summary = Summary()
    var pending: [CellTask] = []
    for task in tasks {
      if done.contains(task.cell.signature) {
        summary.skipped += 1
        await report(.skipped(task.cell))
      } else {
        pending.append(task)
      }
    }
    try await withThrowingTaskGroup(of: (StudyCell, CellProcess.Ending).self) { group in
      var waiting = pending.makeIterator()
      func startNext() async {
        guard let task = waiting.next() else { return }
        let cell = task.cell
        await report(.started(cell))
        let process = CellProcess(executable: executable, task: task)
        group.addTask {
          (cell, try await process.run { event in await report(.progress(cell, event)) })
        }
      }
      for _ in 0..<jobs { await startNext() }
      while let (cell, ending) = try await group.next() {
        switch ending {
        case .failed(let reason) where !hasResult(cell):
          summary.failures[cell.name] = reason
          try store(reason, of: cell)
          await report(.failed(cell, reason: reason))
        case .finished, .failed:
          summary.finished += 1
          await report(.finished(cell))
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

  /// The signatures of the cells that the results folder has finished; none where there is no folder yet.
  package func finishedSignatures() throws -> Set<String> {
    guard FileManager.default.fileExists(atPath: workspace.resultsDirectory.path) else { return [] }
    let (runs, _) = try ResultStore.list(directory: workspace.resultsDirectory)
    return Set(runs.filter { $0.record.outcome == .finished }.map(\.record.signature))
  }

  /// Whether a cell's result is on disk, whatever became of its process afterwards: results are written whole or not at
  /// all, and a crash on the way out must not cost one.
  private func hasResult(_ cell: StudyCell) -> Bool {
    guard let record = try? ResultStore.read(workspace.resultFile(of: cell), including: .summary) else { return false }
    return record.outcome == .finished && record.signature == cell.signature
  }

  private func store(_ reason: String, of cell: StudyCell) throws {
    let now = Date().timeIntervalSince1970
    let record = RunRecord(
      spec: cell.spec, signature: cell.signature, label: cell.label, isStandIn: cell.isStandIn,
      outcome: .failed(reason),
      provenance: RunProvenance(
        toolVersion: ToolVersion.current, commit: workspace.commit, torchVersion: "", device: cell.spec.device,
        startedAt: now, endedAt: now,
        secondsByPhase: [:]))
    try ResultStore.write(record, to: workspace.resultFile(of: cell))
  }
}

/// A sweep that cannot be run.
package enum SweepFailure: BenchFailure, Equatable {
  case resultsNotWritable(String)
  case weightsNotWritable(String)

  /// What went wrong.
  package var problem: String {
    switch self {
    case .resultsNotWritable: "results cannot be written here"
    case .weightsNotWritable: "weights cannot be written here"
    }
  }
  /// Where it went wrong.
  package var location: String? {
    switch self {
    case .resultsNotWritable(let path), .weightsNotWritable(let path): path
    }
  }
  /// What to do about it.
  package var remedy: String? {
    switch self {
    case .resultsNotWritable: "choose another folder with --out, or make room and allow writing"
    case .weightsNotWritable: "make room and allow writing, or choose another folder"
    }
  }
}

/// The version of this tool, stored with results.
package enum ToolVersion {
  /// Semantic version.
  package static let current = "0.1.0"
}
