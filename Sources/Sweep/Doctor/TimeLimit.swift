import Foundation

/// Work that may never end.
package enum TimeLimit {
  /// The outcome of `body`, which gets a thread of its own; `nil` where it takes longer, and then the thread is left behind.
  package static func run<Outcome: Sendable>(
    seconds: Double, _ body: @escaping @Sendable () -> Outcome
  ) async -> Outcome? {
    let (outcomes, outcome) = AsyncStream.makeStream(of: Outcome?.self)
    Thread.detachNewThread { outcome.yield(body()) }
    let timer = Task {
      try await Task.sleep(for: .seconds(seconds))
      outcome.yield(nil)
    }
    defer { timer.cancel() }
    for await first in outcomes { return first }
    return nil
  }
}
