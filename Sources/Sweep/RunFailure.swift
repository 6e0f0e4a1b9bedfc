import BenchCore
import Foundation

/// A run that was ended from outside.
package enum RunFailure: BenchFailure, Equatable {
  /// It took longer than it was given.
  case timedOut(seconds: Double)

  package var problem: String {
    switch self {
    case .timedOut(let seconds): "stopped after the time limit of \(seconds.formatted()) s"
    }
  }

  package var remedy: String? { "the same command with a longer --timeout goes on from there" }
}
