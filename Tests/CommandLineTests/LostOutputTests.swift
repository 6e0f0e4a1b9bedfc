import DataTestSupport
import Foundation
import TestSupport
import Testing

/// Standard streams that cannot take what is written to them: progress is dropped, results are an error.
@Suite(.serialized) struct LostOutputTests {
  /// Runs a line of shell with the path of `bench` in `$bench`, in a folder with a dataset and one result.
  private func shell(_ line: String, in folder: URL) throws -> BenchProcess.Result {
    let bench = try BenchProcess([], in: folder)
    bench.process.arguments = ["-c", line]
    bench.process.environment = ProcessInfo.processInfo.environment.merging(
      ["bench": bench.process.executableURL?.path ?? ""]) { $1 }
    bench.process.executableURL = URL(filePath: "/bin/bash")
    try bench.process.run()
    return try bench.result()
  }

  private static let sweep =
    "sweep --data-root data --methods irra-sdm --noise 50 --epochs 1 --batch-size 16 --jobs 1 --results"

  private func withResult(_ body: (URL) throws -> Void) throws {
    try withTemporaryFolder { folder in
      try TinyData.copy(to: folder.appending(path: "data"))
      try #require(try shell("\"$bench\" \(Self.sweep) out", in: folder).code == 0)
      try body(folder)
    }
  }

  @Test(.timeLimit(.minutes(10))) func progressIsDropped() throws {
    try withTemporaryFolder { folder in
      try TinyData.copy(to: folder.appending(path: "data"))
      for (number, streams) in [">/dev/full 2>&1", "2>&1 | true", ">&- 2>&- <&-"].enumerated() {
        let result = try shell("\"$bench\" \(Self.sweep) out\(number) \(streams); echo ${PIPESTATUS[0]}", in: folder)
        #expect(result.output.hasSuffix("0\n"), "\(streams): \(result.output) \(result.errors)")
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.appending(path: "out\(number)").path)
        #expect(names.contains { $0.hasSuffix(".h5") }, "\(streams)")
      }
    }
  }

  @Test(.timeLimit(.minutes(10))) func lostResultsAreAnError() throws {
    try withResult { folder in
      let commands = [
        "tables --results out --format csv", "list methods", "list results out", "--help", "help sweep",
        "--version", "show --help", "\(Self.sweep) out --dry-run",
      ]
      for command in commands {
        for (stream, reason) in [("/dev/full", "No space left on device"), ("&-", "Bad file descriptor")] {
          let result = try shell("\"$bench\" \(command) >\(stream)", in: folder)
          #expect(result.code == 1, "\(command) >\(stream)")
          let errors = result.errors.split(separator: "\n").filter { !$0.hasPrefix("note: ") }
          #expect(
            errors == ["Error: the output cannot be written to standard output: \(reason)"],
            "\(command) >\(stream): \(result.errors)")
        }
      }
      #expect(try shell("\"$bench\" tables --results nowhere >/dev/full 2>/dev/full", in: folder).code != 0)
    }
  }

  @Test(.timeLimit(.minutes(10))) func aReaderThatHasEnoughIsNoError() throws {
    try withTemporaryFolder { folder in
      let result = try shell("\"$bench\" help sweep | head -1; echo ${PIPESTATUS[0]}", in: folder)
      #expect(result.errors == "" && result.output.hasSuffix("\n0\n") || result.output.hasSuffix("\n141\n"))
    }
  }

  /// A full disk takes no more of a log: the run goes on, and its result is on another disk.
  @Test(.timeLimit(.minutes(10))) func aLogThatIsFullEndsNoRun() throws {
    try withResult { folder in
      let line = "for file in out/runs/*.json; do \"$bench\" run \"$file\" >/dev/full 2>&1; echo $?; done"
      let result = try shell(line, in: folder)
      #expect(result.output == "0\n")
    }
  }
}
