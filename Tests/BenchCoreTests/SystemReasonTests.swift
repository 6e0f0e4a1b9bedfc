import BenchCore
import Foundation
import TestSupport
import Testing

/// Every failure of a file says what the operating system said.
@Suite struct SystemReasonTests {
  private func thrown(by body: () throws -> Void) -> (any Error)? {
    do {
      try body()
      return nil
    } catch {
      return error
    }
  }

  @Test func foundationsNumbersBecomeReasons() throws {
    try withTemporaryFolder { folder in
      let (file, missing) = (folder.appending(path: "file"), folder.appending(path: "none/file"))
      try Data([0xff]).write(to: file)
      let files = FileManager.default
      let expected: [(String, () throws -> Void)] = [
        (
          "Not a directory",
          { try files.createDirectory(at: file.appending(path: "a"), withIntermediateDirectories: true) }
        ),
        ("File exists", { try files.createDirectory(at: file, withIntermediateDirectories: true) }),
        ("Not a directory", { _ = try files.contentsOfDirectory(atPath: file.path) }),
        ("No such file or directory", { try Data().write(to: missing) }),
        ("No such file or directory", { _ = try FileHandle(forReadingFrom: missing) }),
        ("Is a directory", { _ = try Data(contentsOf: folder) }),
        ("No space left on device", { try Data([0]).write(to: URL(filePath: "/dev/full")) }),
        ("it is not UTF-8 text", { _ = try String(contentsOf: file, encoding: .utf8) }),
      ]
      for (reason, body) in expected {
        let error = try #require(thrown(by: body))
        #expect(error.systemReason == reason)
        let failure = try #require(FileFailure(error))
        #expect(failure.description.contains(reason) && !failure.description.contains("NSCocoa"), "\(failure)")
      }
    }
  }

  @Test func everyReasonHasARemedyOfItsOwn() {
    let remedies = [ENOSPC, EROFS, EACCES, ENOENT, ENOTDIR, EISDIR, ENAMETOOLONG].map { code in
      FileFailure(operation: .write, file: "f", reason: String(cString: strerror(code))).remedy
    }
    #expect(Set(remedies).count == 7 && !remedies.contains(nil))
    #expect(FileFailure(operation: .write, file: "f", reason: "unheard of").remedy != nil)
    #expect(FileFailure(operation: .read, file: "f", reason: "x").problem == "cannot be read: x")
  }

  @Test func otherErrorsAreLeftAlone() {
    #expect(FileFailure(FileFailure(operation: .write, file: "f", reason: "x")) == nil)
    #expect(FileFailure(CancellationError()) == nil)
    #expect(FileFailure(operation: .write, file: "f", reason: "x").systemReason == "cannot be written: x")
  }
}
