import Foundation
import Sweep
import Synchronization

/// What makes a run's process stop, and how far the run has come.
final class RunStop: Sendable {
  private struct State {
    var lock: RunLock?
    var isRequested = false
    var timeLimit: Double?
    var hasBegun = false
    var onRequest: (@Sendable () -> Void)?
  }

  private let state = Mutex(State())

  /// Whether the run is to stop after the step at hand.
  var isRequested: Bool { state.withLock { $0.isRequested } }
  /// The time limit, where that stopped the run.
  var timeLimit: Double? { state.withLock { $0.timeLimit } }

  /// To be given back by `leave`.
  func hold(_ lock: RunLock) { state.withLock { $0.lock = lock } }

  /// Says that from now on the run ends by itself when it is asked to; `onRequest` is how it is asked.
  func begin(onRequest: (@Sendable () -> Void)? = nil) {
    state.withLock { state in
      state.hasBegun = true
      state.onRequest = onRequest
    }
  }

  /// Asks the run to save its state and to end, which a run that has not begun does at once.
  ///
  /// - Parameter timeLimit: The limit, where that is the reason.
  func request(timeLimit: Double? = nil, orLeave exit: RunExit, saying text: String) {
    let (hasBegun, ask) = state.withLock { state in
      if !state.isRequested { state.timeLimit = timeLimit }
      state.isRequested = true
      return (state.hasBegun, state.onRequest)
    }
    guard hasBegun else { leave(exit, saying: text) }
    ask?()
  }

  /// Ends the process at once; what is on the disk is whole.
  func leave(_ exit: RunExit, saying text: String) -> Never {
    state.withLock { $0.lock }?.release()
    note(text)
    _exit(exit.rawValue)
  }
}
