package import BenchCore
package import Foundation

/// What happens in a run's process, told to the process that started it and to the run's event log (docs/events.md).
package enum RunEvent: Sendable, Equatable {
  /// Training has begun.
  case started(epochs: Int)
  /// Training goes on in this epoch, of which so many batches are done.
  case resumed(epoch: Int, batch: Int)
  /// Some batches of an epoch are done.
  case batch(epoch: Int, done: Int, of: Int)
  /// An epoch is done.
  case epoch(EpochSummary)
  /// Something worth a line in the run's log.
  case note(String)
  /// The state of training is on disk; after all batches of the epoch, or after so many.
  case saved(epoch: Int, batch: Int)
  /// The run ended with this error.
  case failed(String)
  /// The run was stopped and can go on from its state.
  case interrupted
  /// The result is written into the file of this name; text-to-image metrics on the test split.
  case finished(result: String, best: MetricValues?, last: MetricValues?)

  /// One line of JSON without a newline.
  ///
  /// - Throws: `EncodingError`.
  package func line() throws -> String { String(decoding: try EventCoding.line(of: self), as: UTF8.self) }

  /// The event of a line; `nil` for any other output.
  package init?(line: some StringProtocol) {
    guard line.hasPrefix("{"), let event = EventCoding.value(RunEvent.self, of: Data(line.utf8)) else { return nil }
    self = event
  }

  /// A finished run, by what was stored.
  package static func finished(_ record: RunRecord, in file: URL) -> RunEvent {
    .finished(
      result: file.lastPathComponent, best: record.best?.textToImage.metrics, last: record.last?.textToImage.metrics)
  }
}

extension RunEvent: Codable {
  private enum Kind: String, Codable {
    case started, resumed, batch, epoch, note, saved, failed, interrupted, finished
  }

  /// Beyond any epoch or batch there is; a damaged line may say anything.
  private static let largestNumber = 1_000_000_000

  private enum CodingKeys: String, CodingKey {
    case event, epoch, epochs, batch, batches, message, result, best, last
  }

  /// Reads the members that an event has.
  ///
  /// - Throws: `DecodingError` for another event, or one without its members.
  package init(from decoder: any Decoder) throws {
    let members = try decoder.container(keyedBy: CodingKeys.self)
    func number(_ key: CodingKeys) throws -> Int {
      let number = try members.decode(Int.self, forKey: key)
      guard (0...Self.largestNumber).contains(number) else {
        throw DecodingError.dataCorruptedError(forKey: key, in: members, debugDescription: "\(number)")
      }
      return number
    }
    switch try members.decode(Kind.self, forKey: .event) {
    case .started: self = .started(epochs: try number(.epochs))
    case .resumed: self = .resumed(epoch: try number(.epoch), batch: try number(.batch))
    case .batch: self = .batch(epoch: try number(.epoch), done: try number(.batch), of: try number(.batches))
    case .epoch:
      _ = (try number(.epoch), try number(.epochs))
      self = .epoch(try EpochSummary(from: decoder))
    case .note: self = .note(try members.decode(String.self, forKey: .message))
    case .saved: self = .saved(epoch: try number(.epoch), batch: try number(.batch))
    case .failed: self = .failed(try members.decode(String.self, forKey: .message))
    case .interrupted: self = .interrupted
    case .finished:
      self = .finished(
        result: try members.decode(String.self, forKey: .result),
        best: try members.decodeIfPresent(MetricValues.self, forKey: .best),
        last: try members.decodeIfPresent(MetricValues.self, forKey: .last))
    }
  }

  /// Writes one flat object, whose `event` says which members it has.
  ///
  /// - Throws: `EncodingError`.
  package func encode(to encoder: any Encoder) throws {
    var members = encoder.container(keyedBy: CodingKeys.self)
    func start(_ kind: Kind, _ numbers: (CodingKeys, Int)...) throws {
      try members.encode(kind, forKey: .event)
      for (key, number) in numbers { try members.encode(number, forKey: key) }
    }
    switch self {
    case .started(let epochs): try start(.started, (.epochs, epochs))
    case .resumed(let epoch, let batch): try start(.resumed, (.epoch, epoch), (.batch, batch))
    case .batch(let epoch, let done, let count):
      try start(.batch, (.epoch, epoch), (.batch, done), (.batches, count))
    case .epoch(let summary):
      try start(.epoch)
      try summary.encode(to: encoder)
    case .note(let text):
      try start(.note)
      try members.encode(text, forKey: .message)
    case .saved(let epoch, let batch): try start(.saved, (.epoch, epoch), (.batch, batch))
    case .failed(let reason):
      try start(.failed)
      try members.encode(reason, forKey: .message)
    case .interrupted: try start(.interrupted)
    case .finished(let result, let best, let last):
      try start(.finished)
      try members.encode(result, forKey: .result)
      try members.encodeIfPresent(best, forKey: .best)
      try members.encodeIfPresent(last, forKey: .last)
    }
  }
}

/// The spelling of events: snake case, one line, and `"inf"`, `"-inf"` or `"nan"` for what is no finite number.
enum EventCoding {
  static func line(of value: some Encodable) throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    encoder.keyEncodingStrategy = .convertToSnakeCase
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    return try encoder.encode(value)
  }

  static func value<Value: Decodable>(_ type: Value.Type, of line: Data) -> Value? {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    return try? decoder.decode(Value.self, from: line)
  }
}
