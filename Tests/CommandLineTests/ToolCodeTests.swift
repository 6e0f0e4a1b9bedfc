import Foundation
import Studies
import TestSupport
import Testing

@testable import bench

/// What an executable says of the code that it was built from.
@Suite struct ToolCodeTests {
  @Test func theVersionNamesTheCode() throws {
    try withTemporaryFolder { folder in
      let result = try BenchProcess.run("--version", in: folder)
      let text = try #require(
        result.output.wholeMatch(
          of:
            /([0-9.]+) \((?:commit [0-9a-f]{12}(?:, local changes)?|unknown commit), sources ([0-9a-f]{12}), libtorch 2\.[0-9.]+[^ ]*\)\n/
        ), "\(result.output)")
      #expect(text.output.1 == ToolVersion.current)
      #expect(try #require(ToolCode.current.sources).hasPrefix(text.output.2))
    }
  }

  /// The build's own script says the same of the sources that are there now.
  @Test func theSourcesAreThoseOfTheRepository() throws {
    try withTemporaryFolder { folder in
      let (root, file) = (Repository.root.path, folder.appending(path: "BuildRecord.swift"))
      let script = Process()
      script.executableURL = URL(filePath: "/bin/sh")
      script.arguments = ["\(root)/Sources/BuildRecord/record.sh", root, file.path, "\(folder.path)/stamp"]
      try script.run()
      script.waitUntilExit()
      let sources = try #require(ToolCode.current.sources)
      #expect(try String(contentsOf: file, encoding: .utf8).contains("static let sources = \"\(sources)\"\n"))
    }
  }

  /// Wherever it lies: the repository that it is in now has no part in it.
  @Test func aCopySaysTheSame() throws {
    try withTemporaryFolder { folder in
      for arguments in [
        ["init"], ["-c", "user.name=n", "-c", "user.email=e", "commit", "--allow-empty", "-m", "other"],
      ] {
        let git = Process()
        git.executableURL = URL(filePath: "/usr/bin/env")
        git.arguments = ["git", "-C", folder.path] + arguments
        (git.standardOutput, git.standardError) = (FileHandle.nullDevice, FileHandle.nullDevice)
        try git.run()
        git.waitUntilExit()
        try #require(git.terminationStatus == 0)
      }
      let bench = try BenchProcess(["--version"], in: folder)
      let original = try bench.finished()
      let copy = folder.appending(path: "bench")
      try FileManager.default.copyItem(at: try #require(bench.process.executableURL), to: copy)
      let process = try BenchProcess(["--version"], in: folder)
      process.process.executableURL = copy
      #expect(try process.finished().output == original.output)
    }
  }
}
