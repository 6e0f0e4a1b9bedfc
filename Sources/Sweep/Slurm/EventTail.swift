import Foundation

/// Reads what a run adds to its event log.
struct EventTail {
  private let file: URL
  private var offset: UInt64 = 0
  private var rest = Data()
  private var isFirst = true

  /// What is read at once; the rest waits for the next time.
  private static let limit = 1 << 20

  init(_ file: URL) { self.file = file }

  /// The events since the last time, in order; of those that were there before the first time, the last one.
  mutating func next() -> [RunEvent] {
    guard let handle = try? FileHandle(forReadingFrom: file) else { return [] }
    defer { try? handle.close() }
    guard let end = try? handle.seekToEnd() else { return [] }
    if end < offset { (offset, rest) = (0, Data()) }
    if isFirst, end > UInt64(Self.limit) { offset = end - UInt64(Self.limit) }
    guard end > offset, (try? handle.seek(toOffset: offset)) != nil,
      let data = try? handle.read(upToCount: Self.limit)
    else { return [] }
    offset += UInt64(data.count)
    let lines = (rest + data).split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    rest = lines.last.map { Data($0) } ?? Data()
    // No event is that long.
    if rest.count > Self.limit { rest = Data() }
    let events = lines.dropLast().compactMap { RunEvent(line: String(decoding: $0, as: UTF8.self)) }
    defer { isFirst = false }
    return isFirst ? events.suffix(1) : events
  }
}
