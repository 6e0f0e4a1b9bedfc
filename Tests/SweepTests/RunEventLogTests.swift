import BenchCore
import Foundation
import Sweep
import Synchronization
import TestSupport
import Testing

/// `NAME.events.jsonl`: what is written, and what is made of whatever is read.
@Suite struct RunEventLogTests {
  private static func epoch(_ number: Int, loss: Double = 1.5, r1: Double = 10) -> RunEvent {
    let record = EpochRecord(
      epoch: number, losses: [("tal_global", loss), ("Id", 0)], loss: loss, learningRate: 1e-4, seconds: 2,
      selection: [.r1: r1, .map: 0.5])
    return .epoch(
      EpochSummary(
        record, of: 9,
        sampleSelection: SampleSelectionQuality(keptClean: 6, keptNoisy: 2, droppedClean: 1, droppedNoisy: 3, auc: nil))
    )
  }

  private static let events: [RunEvent] = [
    .started(epochs: 9), .note("two\nlines \u{1b}[31m \"quoted\""), epoch(1), .saved(epoch: 1, batch: 0),
    epoch(2, loss: .infinity), .finished(result: "a.h5", best: [.r1: 50, .r5: 60, .r10: 70], last: nil),
    .failed("out of memory"), .interrupted, .resumed(epoch: 2, batch: 7), .batch(epoch: 2, done: 8, of: 10),
  ]

  private func log(_ file: URL, mayResume: Bool = false) -> RunEventLog {
    RunEventLog(file: file, mayResume: mayResume) { Issue.record("\($0)") }
  }

  @Test func whatIsWrittenIsReadAndIsOneObjectALine() throws {
    try withTemporaryFolder { folder in
      let file = folder.appending(path: "a.events.jsonl")
      let log = log(file)
      for (index, event) in Self.events.enumerated() { log.append(event, elapsed: Double(index)) }
      let entries = RunEventLog.entries(of: file)
      #expect(entries.map(\.event) == Self.events)
      #expect(entries.map(\.elapsed) == Self.events.indices.map(Double.init))
      #expect(RunEventLog.last(of: file) == entries.last)
      for event in Self.events { #expect(RunEvent(line: try event.line()) == event) }

      let text = try String(contentsOf: file, encoding: .utf8)
      let lines = text.split(separator: "\n")
      #expect(text.hasSuffix("\n") && lines.count == Self.events.count)
      #expect(!text.contains("\u{1b}"), "nothing in a log commands a terminal")
      let epoch = try #require(
        JSONSerialization.jsonObject(with: Data(lines[4].utf8)) as? [String: Any])
      #expect(epoch["event"] as? String == "epoch" && epoch["loss"] as? String == "inf")
      #expect((epoch["losses"] as? [String: Any])?["tal_global"] as? String == "inf")
      #expect((epoch["sample_selection"] as? [String: Any])?["kept"] as? Int == 8)
      #expect((epoch["selection"] as? [String: Any])?["map"] as? Double == 0.5)
      let time = try #require(epoch["time"] as? String)
      let date = try Date(time, strategy: Date.ISO8601FormatStyle(includingFractionalSeconds: true))
      #expect(abs(date.timeIntervalSinceNow) < 600)
    }
  }

  @Test func batchesComeNowAndThen() throws {
    try withTemporaryFolder { folder in
      let file = folder.appending(path: "a.events.jsonl")
      let log = log(file)
      log.append(.started(epochs: 1), elapsed: 0)
      for batch in 1...1000 { log.append(.batch(epoch: 1, done: batch, of: 1000), elapsed: Double(batch)) }
      let seconds = RunEventLog.entries(of: file, tail: .max).dropFirst().map(\.elapsed)
      #expect(seconds.count == 101)
      #expect(zip(seconds, seconds.dropFirst()).allSatisfy { $1 - $0 >= 5 })
    }
  }

  /// Whether the training tells that it begins before it tells that it goes on, or not.
  @Test(arguments: [[RunEvent.started(epochs: 9)], []])
  func aRunThatGoesOnAddsToItsLog(beginning: [RunEvent]) throws {
    try withTemporaryFolder { folder in
      let file = folder.appending(path: "a.events.jsonl")
      do {
        let first = log(file)
        first.append(.started(epochs: 9), elapsed: 1)
        first.append(Self.epoch(1), elapsed: 100)
      }
      let handle = try FileHandle(forWritingTo: file)
      try handle.seekToEnd()
      try handle.write(contentsOf: Data("{\"event\":\"epoch\",\"epo".utf8))
      try handle.close()

      let second = log(file, mayResume: true)
      for event in beginning + [.note("weights"), .resumed(epoch: 2, batch: 0), Self.epoch(2)] {
        second.append(event, elapsed: 3)
      }
      let entries = RunEventLog.entries(of: file)
      #expect(
        entries.map(\.event)
          == [.started(epochs: 9), Self.epoch(1), .note("weights"), .resumed(epoch: 2, batch: 0), Self.epoch(2)])
      #expect(entries.map(\.elapsed) == [1, 100, 103, 103, 103], "the time of work adds up")

      let afresh = log(file, mayResume: true)
      for event in [RunEvent.started(epochs: 9), .batch(epoch: 1, done: 1, of: 2)] { afresh.append(event, elapsed: 1) }
      #expect(RunEventLog.entries(of: file).count == 2, "a state that was not used leaves no old lines")
    }
  }

  @Test func nothingIsWrittenThroughALinkAndItIsSaidOnce() throws {
    try withTemporaryFolder { folder in
      let (file, target) = (folder.appending(path: "a.events.jsonl"), folder.appending(path: "precious"))
      try Data("precious".utf8).write(to: target)
      try FileManager.default.createSymbolicLink(at: file, withDestinationURL: target)
      let notes = Mutex<[String]>([])
      let log = RunEventLog(file: file, mayResume: false) { note in notes.withLock { $0.append(note) } }
      for event in Self.events { log.append(event, elapsed: 0) }
      #expect(try String(contentsOf: target, encoding: .utf8) == "precious")
      #expect(notes.withLock { $0.count } == 1)
      #expect(notes.withLock { $0[0] }.contains("symbolic link"))
    }
  }

  /// `/dev/full` takes no byte.
  @Test func aFullDiskEndsNothing() throws {
    try withTemporaryFolder { folder in
      let notes = Mutex<[String]>([])
      let log = RunEventLog(file: folder.appending(path: "missing/a.jsonl"), mayResume: false) { note in
        notes.withLock { $0.append(note) }
      }
      for event in Self.events { log.append(event, elapsed: 0) }
      #expect(notes.withLock { $0.count } == 1)
      for path in ["/dev/full", folder.path] {
        #expect(
          RunEventLog.entries(of: URL(filePath: path)).isEmpty && RunEventLog.last(of: URL(filePath: path)) == nil)
      }
    }
  }

  @Test func anyBytesAreReadAndOnlyTheEnd() throws {
    try withTemporaryFolder { folder in
      let file = folder.appending(path: "a.events.jsonl")
      var generator = SeededGenerator(seed: 3, stream: "garbage")
      var bytes = Data((0..<300_000).map { _ in UInt8.random(in: 0...255, using: &generator) })
      bytes.append(0x0A)
      for line in [
        try Self.epoch(3).line(), "{\"event\":\"batch\",\"epoch\":-9223372036854775808,\"batch\":1,\"batches\":1}",
        "{\"event\":\"dance\",\"time\":\"\",\"elapsed\":1}", "{}", "null", String(repeating: "{\"a\":", count: 5000),
      ] { bytes.append(Data((line + "\n").utf8)) }
      try bytes.write(to: file)
      let log = log(file, mayResume: true)
      log.append(.resumed(epoch: 4, batch: 0), elapsed: 1)
      log.append(.batch(epoch: 4, done: 1, of: 2), elapsed: 2)
      #expect(
        RunEventLog.recent(of: file).map(\.event) == [.resumed(epoch: 4, batch: 0), .batch(epoch: 4, done: 1, of: 2)])
      #expect(RunEventLog.last(of: file)?.event == .batch(epoch: 4, done: 1, of: 2))
    }
  }
}
