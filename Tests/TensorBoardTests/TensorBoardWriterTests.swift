import Foundation
import TestSupport
import Testing

@testable import TensorBoard

/// Event files, read by TensorBoard itself.
@Suite struct TensorBoardWriterTests {
  /// The check value of CRC-32C in RFC 3720's catalogue entry, and its vector of 32 zeros.
  @Test func checksumsAreCastagnolis() {
    #expect(EventRecord.checksum(of: Data("123456789".utf8)) == 0xE306_9283)
    #expect(EventRecord.checksum(of: Data(count: 32)) == 0x8A91_36AA)
    #expect(EventRecord.checksum(of: Data()) == 0)
  }

  /// The second process repeats step 3; the files' order is theirs, also when the clock was set back by ten days.
  @Test func eachStepIsShownOnceAfterAResumption() throws {
    try withTemporaryFolder { folder in
      let runs = folder.appending(path: "run")
      do {
        let first = try TensorBoardWriter(directory: runs, firstStep: 1)
        for step in 1...3 {
          try first.write(scalars: [("loss", 1 / Double(step)), ("val/r1", Double(step))], step: step)
        }
      }
      let names = try FileManager.default.contentsOfDirectory(atPath: runs.path)
      let name = try #require(names.first)
      let late = name.replacing(/tfevents\.\d+/, with: "tfevents.\(Int(Date().timeIntervalSince1970) + 864_000)")
      try FileManager.default.moveItem(at: runs.appending(path: name), to: runs.appending(path: late))

      let second = try TensorBoardWriter(directory: runs, firstStep: 3)
      for step in 3...5 { try second.write(scalars: [("loss", 10 / Double(step))], step: step) }
      try second.write(scalars: [("loss", .infinity)], step: 6)
      try second.write(text: "| a |\n|---|\n| ä |", tag: "result", step: 6)

      let read = try TensorBoardReader(of: runs)
      #expect(read["loss"].map(\.step) == [1, 2, 3, 4, 5, 6])
      let expected = [1, 0.5, 10.0 / 3, 2.5, 2, .infinity].map { Float($0) }
      #expect(read["loss"].map { Float($0.value) } == expected)
      #expect(read["val/r1"].map(\.value) == [1, 2])
      #expect(read.texts == ["result": "| a |\n|---|\n| ä |"])
    }
  }

  @Test func aFolderThatCannotBeMadeIsNamed() throws {
    try withTemporaryFolder { folder in
      let file = folder.appending(path: "file")
      try Data().write(to: file)
      let error = #expect(throws: (any Error).self) {
        try TensorBoardWriter(directory: file.appending(path: "run"), firstStep: 1)
      }
      #expect("\(error.map { "\($0)" } ?? "")".contains(file.path))
    }
  }
}
