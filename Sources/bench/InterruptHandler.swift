import Dispatch
import Foundation
import Sweep

/// Listens to requests to stop until cancelled: SIGINT (Ctrl-C), SIGTERM, and SIGHUP unless it is ignored (`nohup`).
struct InterruptHandler {
  private let sources: [any DispatchSourceSignal]

  /// - Parameters:
  ///   - others: Further signals that are such a request.
  ///   - body: Called for each signal with whether it insists: a Ctrl-C after an earlier request. Any number of other
  ///     signals is one request, since terminals and systems send several when they close a session.
  init(others: [Int32] = [], _ body: @escaping @Sendable (_ insists: Bool) -> Void) {
    let queue = DispatchQueue(label: "signals")
    let requests = RequestCount()
    let hangup = HangupSignal.isIgnored ? [] : [SIGHUP]
    sources = ([SIGINT, SIGTERM] + hangup + others).map { number in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
      source.setEventHandler { if let insists = requests.add(number) { body(insists) } }
      source.activate()
      return source
    }
  }

  func cancel() {
    for source in sources { source.cancel() }
  }
}

/// The requests so far; used on one queue.
private final class RequestCount: @unchecked Sendable {
  private var firstRequest: ContinuousClock.Instant?

  /// Whether a signal insists on an earlier request; `nil` where it only repeats it.
  func add(_ number: Int32) -> Bool? {
    let now = ContinuousClock.now
    guard let firstRequest else {
      firstRequest = now
      return false
    }
    // `timeout -s INT` and others send the same signal to the process and to its group.
    return number == SIGINT && now - firstRequest > .milliseconds(50) ? true : nil
  }
}
