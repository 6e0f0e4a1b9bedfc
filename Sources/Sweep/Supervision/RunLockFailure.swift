import BenchCore

/// A run that must be left to another process.
package enum RunLockFailure: BenchFailure, Equatable {
  /// The process executes the run.
  case held(by: String)

  package var problem: String {
    switch self {
    case .held(let holder): "\(holder) executes this run"
    }
  }

  package var remedy: String? { "wait for its result, or stop it" }
}
