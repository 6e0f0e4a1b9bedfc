/// How a run's process ended, as its exit status says.
package enum RunExit: Int32, Sendable {
  /// The result is stored.
  case finished = 0
  /// The run failed and said why.
  case failed = 1
  /// Another process executes this run (`EX_UNAVAILABLE`).
  case heldElsewhere = 69
  /// The run was asked to stop and saved its state: the same command goes on from there (`EX_TEMPFAIL`).
  case interrupted = 75

  /// How long a run may take to save its state when it is asked to stop; then it is killed.
  package static let savingSeconds = 600.0
}
