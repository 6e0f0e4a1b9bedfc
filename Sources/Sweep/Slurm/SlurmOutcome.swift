import BenchCore
import Foundation

/// How a task of a job array ended, as it wrote itself.
struct SlurmOutcome: Codable, Sendable, Equatable {
  enum Ending: String, Codable {
    case finished, failed, heldElsewhere, interrupted
  }

  var ending: Ending
  /// Of a failure.
  var reason: String?
  /// How often in a row it was interrupted without having got further.
  var stalls = 0
  /// Of an interruption: whether the job's owner cancelled it, as far as could be known.
  var isCancelled: Bool?

  /// More of them are no bad luck.
  static let stallLimit = 3

  /// What is written at the end of a task; `nil` where there is nothing yet, or no such file.
  static func read(_ file: URL) -> SlurmOutcome? {
    (try? Data(contentsOf: file)).flatMap { try? JSONDecoder().decode(SlurmOutcome.self, from: $0) }
  }

  func write(to file: URL) throws { try AtomicFile.write(canonicalJSON(), to: file) }
}

/// How far a run has come, told by the file of its state: every state is of a later step.
struct SavedPlace: Sendable, Equatable {
  /// `nil` where there is no state yet.
  private let savedAt: Date?

  init(of task: RunTask) {
    let file = task.workspace.stateFile(of: task.run)
    savedAt = (try? FileManager.default.attributesOfItem(atPath: file.path)[.modificationDate] as? Date) ?? nil
  }
}
