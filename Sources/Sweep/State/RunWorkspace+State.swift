import BenchCore
import Foundation
import Studies

extension RunWorkspace {
  /// A state that stays when its run has ended, to go on from with more epochs; nothing here ever removes it.
  func keptStateFile(of run: PlannedRun) -> URL {
    stateFile(of: run).deletingPathExtension().appendingPathExtension("kept.state")
  }

  /// The state before, until the last one is on the disk: what a power failure leaves.
  func previousStateFile(of run: PlannedRun) -> URL {
    stateFile(of: run).deletingPathExtension().appendingPathExtension("previous.state")
  }

  /// What an interruption may have left, in the order in which it is tried.
  func interruptedStateFiles(of run: PlannedRun) -> [URL] { [stateFile(of: run), previousStateFile(of: run)] }

  /// What all states' names end with, after the run's.
  static let stateEndings = [".kept.state", ".previous.state", ".state"]

  /// Whether there is a state that training, or the making of weights, can go on from.
  func hasState(of run: PlannedRun) -> Bool {
    (interruptedStateFiles(of: run) + [keptStateFile(of: run)]).contains(where: \.isFile)
  }

  /// Takes the state of a finished run away, or keeps it under another name; `false` where it cannot get that.
  @discardableResult
  func finishState(of run: PlannedRun) -> Bool {
    let file = stateFile(of: run)
    var isKept = true
    if keepsState, FileManager.default.fileExists(atPath: file.path) {
      isKept = rename(file.path, keptStateFile(of: run).path) == 0
      unlink(previousStateFile(of: run).path)
    } else {
      removeState(of: run)
    }
    return isKept
  }

  /// Removes the state that an interruption left.
  func removeState(of run: PlannedRun) {
    for file in interruptedStateFiles(of: run) { unlink(file.path) }
  }

  /// Whether weights of a finished run were asked for that are missing, and a state is there to make them from.
  ///
  /// A state that is younger than the result is of a process that was to replace it, and makes other weights.
  func owesWeights(of run: PlannedRun) -> Bool {
    lacksWeights(of: run) && hasState(of: run) && !hasStateAfterResult(of: run)
  }

  /// Whether an interruption has left a state that is younger than the result.
  func hasStateAfterResult(of run: PlannedRun) -> Bool {
    guard let result = FileTime(of: resultFile(of: run).path)?.modified else { return false }
    return interruptedStateFiles(of: run).contains { (FileTime(of: $0.path)?.modified ?? 0) > result }
  }

  /// Whether weights were asked for that are missing.
  func lacksWeights(of run: PlannedRun) -> Bool {
    (savedWeights ?? .none).checkpoints.contains { !hasWeights(of: run, checkpoint: $0) }
  }

  /// Whether a checkpoint's weights are there.
  func hasWeights(of run: PlannedRun, checkpoint: CheckpointName) -> Bool {
    weightsFile(of: run, checkpoint: checkpoint.rawValue).isFile
  }
}

extension URL {
  /// Whether there is a file, or a link to one, and not a folder.
  var isFile: Bool {
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && !isFolder.boolValue
  }
}
