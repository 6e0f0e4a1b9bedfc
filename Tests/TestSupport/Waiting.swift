import Foundation
import Testing

/// Waits until something has happened; the test fails where it has not after `seconds`.
package func wait(for event: String, atMost seconds: Double = 60, until hasHappened: () throws -> Bool) throws {
  let deadline = ContinuousClock.now + .seconds(seconds)
  while try !hasHappened() {
    try #require(ContinuousClock.now < deadline, "no \(event) within \(seconds) s")
    usleep(2_000)
  }
}

/// Waits likewise without keeping a thread, for what happens in another task.
package func waiting(
  for event: String, atMost seconds: Double = 300, until hasHappened: @Sendable () throws -> Bool
) async throws {
  let deadline = ContinuousClock.now + .seconds(seconds)
  while try !hasHappened() {
    try #require(ContinuousClock.now < deadline, "no \(event) within \(seconds) s")
    try await Task.sleep(for: .milliseconds(5))
  }
}
