import BenchCore
import Foundation

/// A run that was ended from outside.
package enum RunFailure: BenchFailure, Equatable {
  /// It took longer than it was given. `output` is the last that a command printed; `nil` for training, which goes on
  /// from its state.
  case timedOut(seconds: Double, output: String? = nil)

  package var problem: String {
    switch self {
    case .timedOut(let seconds, nil): "stopped after the time limit of \(seconds.formatted()) s"
    case .timedOut(let seconds, let output?):
      "the command was stopped after the time limit of \(seconds.formatted()) s\(ExternalFailure.phrase(output))"
    }
  }

  package var remedy: String? {
    switch self {
    case .timedOut(_, nil): "the same command with a longer --timeout goes on from there"
    case .timedOut: nil
    }
  }
}
