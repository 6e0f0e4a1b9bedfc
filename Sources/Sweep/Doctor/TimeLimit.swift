import Foundation
import Synchronization

/// Work that may never end.
package enum TimeLimit {
  /// The outcome of `body`, which gets a thread of its own; `nil` where it takes longer, and then the thread is left behind.
  package static func run<Outcome: Sendable>(
    seconds: Double, _ body: @escaping @Sendable () -> Outcome
  ) async -> Outcome? {
    await withCheckedContinuation { continuation in
      let first = FirstAnswer(continuation)
      Thread.detachNewThread { first.give(body()) }
      DispatchQueue.global().asyncAfter(deadline: .now() + seconds) { first.give(nil) }
    }
  }
}

/// Takes the first of two answers.
private final class FirstAnswer<Outcome: Sendable>: Sendable {
  private let continuation: CheckedContinuation<Outcome?, Never>
  private let isGiven = Atomic(false)

  init(_ continuation: CheckedContinuation<Outcome?, Never>) {
    self.continuation = continuation
  }

  func give(_ answer: Outcome?) {
    guard !isGiven.exchange(true, ordering: .sequentiallyConsistent) else { return }
    continuation.resume(returning: answer)
  }
}
