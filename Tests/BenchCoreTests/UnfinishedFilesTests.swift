import BenchCore
import Foundation
import TestSupport
import Testing

/// What is written beside its place: it leaves nothing, and nothing that another process is at work on is touched.
@Suite struct UnfinishedFilesTests {
  private func names(in folder: URL) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
  }

  /// A name like those of drafts.
  private func draft(in folder: URL, of name: String) -> URL {
    folder.appending(path: ".\(name).\(UUID().uuidString).partial")
  }

  @Test func whatDeadProcessesLeftIsRemoved() throws {
    try withTemporaryFolder { folder in
      try Data("half".utf8).write(to: draft(in: folder, of: "a.h5"))
      let images = draft(in: folder, of: "synth-pedes").appending(path: "imgs/000")
      try FileManager.default.createDirectory(at: images, withIntermediateDirectories: true)
      try Data("half".utf8).write(to: images.appending(path: "0.png"))
      try AtomicFile.write(Data("whole".utf8), to: folder.appending(path: "b.h5"))
      #expect(try names(in: folder) == ["b.h5"])
    }
  }

  @Test func whatLooksOtherwiseStays() throws {
    try withTemporaryFolder { folder in
      let (id, others) = (UUID().uuidString, [".a.partial", "b.partial", ".c.1234.partial", ".d.\(UUID()).part"])
      for name in others + ["e.\(id).partial"] { try Data().write(to: folder.appending(path: name)) }
      let before = try names(in: folder)
      try AtomicFile.write(Data(), to: folder.appending(path: "z"))
      #expect(try names(in: folder) == before + ["z"])
    }
  }

  @Test func whatIsBeingWrittenStays() throws {
    try withTemporaryFolder { folder in
      let writer = try AtomicFile(replacing: folder.appending(path: "a"))
      let drafts = try DraftFolder(for: "b", in: folder)
      try writer.write("one")
      // Another process sweeps the folder, which this one has done already.
      let script = """
        import fcntl, os, sys
        for name in os.listdir(sys.argv[1]):
            path = os.path.join(sys.argv[1], name)
            file = os.open(path, os.O_RDONLY if os.path.isdir(path) else os.O_RDWR)
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                print("free")
            except BlockingIOError:
                print("held")
        """
      #expect(try Python.run(script, folder.path) == "held\nheld\n")
      try writer.finish()
      #expect(try names(in: folder).contains("a"))
      _ = drafts
    }
  }

  @Test func foldersGoWithTheirOwners() throws {
    try withTemporaryFolder { folder in
      let target = folder.appending(path: "picture.png")
      let precious = folder.appending(path: "precious")
      try Data("precious".utf8).write(to: precious)
      try FileManager.default.createSymbolicLink(at: target, withDestinationURL: precious)
      do {
        let drafts = try DraftFolder(for: "picture", in: folder)
        try Data("new".utf8).write(to: drafts.url.appending(path: "picture.png"))
        try drafts.move("picture.png", to: target)
        #expect(throws: FileFailure.self) { try drafts.move("none", to: target) }
      }
      #expect(try names(in: folder) == ["picture.png", "precious"])
      #expect(try String(contentsOf: target, encoding: .utf8) == "new")
      #expect(try String(contentsOf: precious, encoding: .utf8) == "precious", "the link was replaced")
    }
  }

  @Test func linksAreReplacedAndNotFollowed() throws {
    try withTemporaryFolder { folder in
      let (link, precious) = (folder.appending(path: "link"), folder.appending(path: "precious"))
      try Data("precious".utf8).write(to: precious)
      try FileManager.default.createSymbolicLink(at: link, withDestinationURL: precious)
      try AtomicFile.write(Data("new".utf8), to: link)
      #expect(try String(contentsOf: precious, encoding: .utf8) == "precious")
      #expect(try String(contentsOf: link, encoding: .utf8) == "new")
    }
  }

  @Test func longNamesHaveDraftsToo() throws {
    try withTemporaryFolder { folder in
      let name = String(repeating: "é", count: 127)
      try AtomicFile.write(Data(), to: folder.appending(path: name))
      #expect(try names(in: folder) == [name])
    }
  }
}
