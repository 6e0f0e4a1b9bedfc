import BenchCore
import Foundation
import HDF5
import TestSupport
import Testing

/// Files are replaced as a whole or not at all.
@Suite struct ReplacementTests {
  private struct Interruption: Error {}

  @Test func failureWhileBuildingKeepsTheOldFile() throws {
    try withTemporaryFolder { folder in
      let file = folder.appending(path: "file.h5")
      try File.create(at: file) { try $0.write([1], to: "old") }
      let before = try Data(contentsOf: file)
      #expect(throws: Interruption.self) {
        try File.create(at: file) { root in
          try root.write([2], to: "new")
          throw Interruption()
        }
      }
      #expect(try Data(contentsOf: file) == before)
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["file.h5"])
    }
  }

  @Test func replaces() throws {
    try withTemporaryFolder { folder in
      let file = folder.appending(path: "file.h5")
      try File.create(at: file) { try $0.write([1], to: "first") }
      // A reader of the old file is not disturbed.
      let reader = try File.open(file)
      try File.create(at: file) { try $0.write([2], to: "second") }
      #expect(try reader.integers("first").values == [1])
      #expect(try File.open(file).childNames() == ["second"])
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["file.h5"])
    }
  }

  @Test func missingFolderIsATypedError() throws {
    try withTemporaryFolder { folder in
      let file = folder.appending(path: "none/file.h5")
      #expect(
        throws: FileFailure(operation: .create, file: file.path, reason: "No such file or directory")
      ) { try File.create(at: file) { _ in } }
    }
  }

  /// A limit on the size of files stands for a full disk: both fail in the middle of `write`.
  @Test func fullDiskKeepsTheOldFile() async {
    await #expect(processExitsWith: .success) {
      try withTemporaryFolder { folder in
        let file = folder.appending(path: "file.h5")
        try File.create(at: file) { try $0.write([1], to: "old") }
        let before = try Data(contentsOf: file)
        // Without this the signal would end the process before `write` can fail.
        signal(SIGXFSZ, SIG_IGN)
        var limit = rlimit(rlim_cur: 200_000, rlim_max: 200_000)
        try #require(setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit) == 0)
        #expect(throws: FileFailure(operation: .write, file: file.path, reason: "File too large")) {
          try File.create(at: file) { try $0.write([Double](repeating: 1, count: 100_000), to: "new") }
        }
        #expect(try Data(contentsOf: file) == before)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["file.h5"])
        // The library is still usable.
        try File.create(at: file) { try $0.write([2], to: "small") }
        #expect(try File.open(file).integers("small").values == [2])
      }
    }
  }

  @Test func equalContentsMakeEqualFiles() throws {
    try withTemporaryFolder { folder in
      let files = ["a.h5", "b.h5"].map { folder.appending(path: $0) }
      for file in files {
        try File.create(at: file) { root in
          try root.write((0..<5000).map { Float($0).squareRoot() }, to: "a/values", compression: Compression())
          try root.write(["x", "y"], to: "a/strings")
          try root.createGroup("b/c").attributes.write("text", to: "name")
        }
        // Times in HDF5 have a resolution of one second.
        let written = time(nil)
        if file == files[0] { try wait(for: "next second") { time(nil) > written } }
      }
      #expect(try Data(contentsOf: files[0]) == Data(contentsOf: files[1]))
    }
  }
}
