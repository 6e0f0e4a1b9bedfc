import BenchCore
import Foundation
import TestSupport
import Testing

@Suite struct AtomicFileTests {
  @Test func replacesAFileWhole() throws {
    try withTemporaryFolder { folder in
      let file = folder.appending(path: "a.json")
      try AtomicFile.write(Data("one".utf8), to: file)
      let writer = try AtomicFile(replacing: file)
      try writer.write("two")
      #expect(try String(contentsOf: file, encoding: .utf8) == "one", "nothing is seen before the end")
      try writer.finish()
      #expect(try String(contentsOf: file, encoding: .utf8) == "two")
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["a.json"])
    }
  }

  @Test func leavesNothingWhereItIsGivenUp() throws {
    try withTemporaryFolder { folder in
      let file = folder.appending(path: "a.json")
      do { try AtomicFile(replacing: file).write("lost") }
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
    }
  }

  /// In its place at once, and the one before there until the bytes are on the disk.
  @Test func settlesInTheBackground() throws {
    try withTemporaryFolder { folder in
      let (file, previous) = (folder.appending(path: "a.state"), folder.appending(path: "a.previous"))
      for text in ["one", "two", "three"] {
        let writer = try AtomicFile(replacing: file)
        try writer.write(text)
        let settling = try writer.finish(keeping: previous)
        #expect(try String(contentsOf: file, encoding: .utf8) == text)
        try settling.wait()
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["a.state"])
      }
      let blocked = folder.appending(path: "folder")
      try FileManager.default.createDirectory(at: blocked.appending(path: "full"), withIntermediateDirectories: true)
      let writer = try AtomicFile(replacing: blocked)
      #expect(throws: FileFailure.self) { try writer.finish(keeping: previous) }
      #expect(!FileManager.default.fileExists(atPath: previous.path))
    }
  }

  @Test func saysWhyAFileCannotBeWritten() throws {
    try withTemporaryFolder { folder in
      let missing = folder.appending(path: "none/a.json")
      #expect(throws: FileFailure(operation: .create, file: missing.path, reason: "No such file or directory")) {
        try AtomicFile.write(Data(), to: missing)
      }
      #expect(throws: FileFailure(operation: .replace, file: folder.path, reason: "Is a directory")) {
        try AtomicFile.write(Data(), to: folder)
      }
      #expect(throws: FileFailure.self) { try AtomicFile.write(Data(count: 1), to: URL(filePath: "/dev/full/a")) }
    }
  }

  @Test func digestsAreSha256sums() throws {
    let expected = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    #expect(Data("abc".utf8).sha256 == expected)
    try withTemporaryFolder { folder in
      let file = folder.appending(path: "abc")
      try AtomicFile.write(Data("c".utf8), to: file)
      var digest = ContentDigest()
      digest.update(Data("ab".utf8))
      try digest.update(contentsOf: file)
      #expect(digest.hexadecimal == expected)
    }
  }
}
