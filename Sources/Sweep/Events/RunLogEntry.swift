import Foundation

/// A line of an event log.
package struct RunLogEntry: Sendable, Equatable {
  /// The wall clock, ISO 8601 with milliseconds in UTC.
  package var time: String
  /// Seconds of work on the run by a clock that only goes forward, without the time between its processes.
  package var elapsed: Double
  /// What happened.
  package var event: RunEvent

  /// An event of now.
  package init(_ event: RunEvent, elapsed: Double) {
    time = Date().formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
    (self.elapsed, self.event) = (elapsed, event)
  }
}

extension RunLogEntry: Codable {
  private enum CodingKeys: String, CodingKey {
    case time, elapsed
  }

  /// Reads a line's object.
  ///
  /// - Throws: `DecodingError`.
  package init(from decoder: any Decoder) throws {
    let members = try decoder.container(keyedBy: CodingKeys.self)
    time = try members.decode(String.self, forKey: .time)
    elapsed = try members.decode(Double.self, forKey: .elapsed)
    event = try RunEvent(from: decoder)
  }

  /// Writes the time beside the event's own members.
  ///
  /// - Throws: `EncodingError`.
  package func encode(to encoder: any Encoder) throws {
    var members = encoder.container(keyedBy: CodingKeys.self)
    try members.encode(time, forKey: .time)
    try members.encode(elapsed, forKey: .elapsed)
    try event.encode(to: encoder)
  }
}
