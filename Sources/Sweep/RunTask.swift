import BenchCore
import Checkpoints
package import Foundation
import ResultStore
package import Studies

/// A run and its workspace, as one process hands them to another.
package struct RunTask: Codable, Sendable {
  /// What to run.
  package var run: PlannedRun
  /// Where to run it.
  package var workspace: RunWorkspace

  /// Pairs the two.
  package init(run: PlannedRun, workspace: RunWorkspace) {
    self.run = run
    self.workspace = workspace
  }

  /// Reads a file of `RESULTS/runs`.
  ///
  /// - Throws: `FileFailure` where it cannot be read, `StudyFailure.unreadableTask` for anything that is no such file.
  package static func read(_ file: URL) throws -> RunTask {
    let data: Data
    do {
      data = try Data(contentsOf: file)
    } catch {
      throw FileFailure(operation: .read, file: file.path, error)
    }
    do {
      return try JSONDecoder().decode(RunTask.self, from: data)
    } catch {
      throw StudyFailure.unreadableTask(file: file.path)
    }
  }

  /// Whether nothing is left to do: the result is on the disk, by whomever, and so are the weights that can be had.
  package var isDone: Bool { get throws { try hasResult && !workspace.owesWeights(of: run) } }

  /// Whether weights were asked for that are not there.
  var lacksWeights: Bool { run.spec.setup != nil && workspace.lacksWeights(of: run) }

  /// Does with state and lock what the process would have done if it had not been killed after it stored the result.
  ///
  /// A state that is younger than the result is of a process that was to replace it, which goes on from there.
  func tidyUpAfterKill() {
    let lock = workspace.lockFile(of: run)
    let isLocked = access(lock.path, F_OK) == 0
    guard isLocked || workspace.hasState(of: run), !RunLock.isHeld(lock) else { return }
    if !workspace.hasStateAfterResult(of: run) { workspace.finishState(of: run) }
    if isLocked { unlink(lock.path) }
  }

  /// Whether the result is on the disk, other than one that it is to replace.
  ///
  /// - Throws: `HDF5Failure.fileSystem` where the disk does not say: there may be one, which must not be replaced.
  var hasResult: Bool { get throws { try hasFinishedFile && !hasReplacedResult } }

  /// Whether the finished result that the run is to replace is still there.
  ///
  /// - Throws: As `hasResult`, and Foundation's error where it cannot be read.
  var hasReplacedResult: Bool {
    get throws {
      guard let replaced = workspace.replacedResult, try hasFinishedFile else { return false }
      return try ResultStore.digest(of: workspace.resultFile(of: run)) == replaced
    }
  }

  /// Whether a finished result has the name of this one.
  var hasFinishedFile: Bool {
    get throws { try ResultStore.isFinished(run.signature, in: workspace.resultFile(of: run)) }
  }

  /// The task of doing a finished run again, whose result stays until the new one takes its place.
  ///
  /// - Parameter earlier: The file of the result, which may have another name than the new one will have.
  /// - Throws: As `hasReplacedResult`.
  func replacingResult(_ earlier: URL? = nil) throws -> RunTask {
    var task = self
    let own = workspace.resultFile(of: run)
    guard let result = try hasFinishedFile ? own : earlier else { return task }
    task.workspace.replacedResult = try ResultStore.digest(of: result)
    // Those of the old result would stay beside the new one, or be all that there are.
    let name = result.deletingPathExtension().lastPathComponent
    let weights = CheckpointName.allCases.filter {
      result.deletingLastPathComponent().appending(path: "\(name).\($0.rawValue).safetensors").isFile
    }
    task.workspace.savedWeights = (workspace.savedWeights ?? .none).adding(weights)
    return task
  }

  /// Gives its name to the log that was started for this process; to be called under the run's lock.
  ///
  /// - Throws: `FileFailure`, such as for a folder in its place.
  package func name(log: URL) throws { try LogFile.name(log, workspace.logFile(of: run)) }

  /// Stores what came of the run, in its folder, which is made again where somebody deleted it in hours of work.
  ///
  /// - Throws: `FileFailure`, `HDF5Failure`, and `ResultStoreError.invalid` for names that cannot be stored.
  func store(_ record: RunRecord) throws {
    let file = workspace.resultFile(of: run)
    try OutputFolder.create(file.deletingLastPathComponent())
    try ResultStore.write(record, to: file, options: workspace.storage)
  }

  /// Writes the file that a run's process is told its work by.
  ///
  /// - Throws: `FileFailure`.
  func write() throws {
    let file = workspace.taskFile(of: run)
    try OutputFolder.create(file.deletingLastPathComponent())
    try AtomicFile.write(canonicalJSON(), to: file)
  }
}

extension StudyPlan {
  /// All runs as they are handed to processes: each reads the files that its own study names.
  package func tasks(in workspace: RunWorkspace) -> [RunTask] {
    studies.flatMap { study in
      var workspace = workspace
      workspace.noiseIndex = study.request.noiseIndex
      workspace.weightsReading = study.request.weightsReading == WeightsReading() ? nil : study.request.weightsReading
      workspace.vocabulary = study.request.vocabulary
      return study.runs.map { run in
        workspace.weights = study.weights[run.spec.setup?.model.family ?? .clip]
        return RunTask(run: run, workspace: workspace)
      }
    }
  }
}
