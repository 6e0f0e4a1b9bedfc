import BenchCore
import Foundation
import Studies

extension RunWorkspace {
  /// A state that stays when its run has ended, to go on from with more epochs; nothing here ever removes it.
  func keptStateFile(of run: PlannedRun) -> URL {
    stateFile(of: run).deletingPathExtension().appendingPathExtension("kept.state")
  }

  /// Whether there is a state that training, or the making of weights, can go on from.
  func hasState(of run: PlannedRun) -> Bool {
    [stateFile(of: run), keptStateFile(of: run)].contains { FileManager.default.fileExists(atPath: $0.path) }
  }

  /// Removes the state that an interruption left.
  func removeState(of run: PlannedRun) {
    unlink(stateFile(of: run).path)
  }

  /// Whether weights of a finished run were asked for that are missing, and a state is there to make them from.
  func owesWeights(of run: PlannedRun) -> Bool {
    let missing = (savedWeights ?? .none).checkpoints.contains {
      !FileManager.default.fileExists(atPath: weightsFile(of: run, checkpoint: $0.rawValue).path)
    }
    return missing && hasState(of: run)
  }
}
