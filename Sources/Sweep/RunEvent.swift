import Foundation

/// What a run's process tells the process that started it: one JSON object a line.
package enum RunEvent: Codable, Sendable, Equatable {
  /// Training has begun.
  case started(epochs: Int)
  /// Training goes on from a state, in an epoch of which some batches are done: all of the last one where only the
  /// measurement of Best and Last is left.
  case resumed(epoch: Int, batch: Int)
  /// Some batches of an epoch are done.
  case batch(epoch: Int, done: Int, of: Int)
  /// An epoch is done; R@1 in percent on the selection split, `nil` where an external method did not say.
  case epoch(Int, of: Int, loss: Double, r1: Double?, seconds: Double)
  /// Something worth a line in the run's log.
  case note(String)
  /// The result file is written.
  case finished(result: String)

  /// One line of JSON without a newline.
  package func line() throws -> String {
    String(decoding: try canonicalJSON(), as: UTF8.self)
  }

  /// The event of a line; `nil` for any other output.
  package init?(line: some StringProtocol) {
    guard line.hasPrefix("{"), let event = try? JSONDecoder().decode(RunEvent.self, from: Data(line.utf8)) else {
      return nil
    }
    self = event
  }
}
