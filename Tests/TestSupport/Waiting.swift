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
