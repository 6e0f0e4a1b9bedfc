import Foundation
import TestSupport
import Testing

/// The first hours of README.md and docs/first-hour.md, played as they are printed.
@Suite struct FirstHoursTests {
  @Test func everyPrintedCommandSucceeds() throws {
    try withTemporaryFolder { folder in
      let bench = try #require(BenchProcess([], in: folder).process.executableURL)
      let output = try Python.check("first_hours.py", bench.path, Repository.root.path)
      #expect(output.contains(/\d\d of them are run\n/), "\(output)")
      #expect(output.contains("\nthe first hours went well, "), "\(output)")
    }
  }

  /// Pages of another repository, each with a command that cannot be what its reader runs.
  @Test(arguments: [
    ("```sh\nbench tables --rows method --no-such-option 3\n```", "3", "`bench tables` has no option --no-such-option"),
    ("```sh\nbench sweep --methods all --executor slurm --partitions a\n```", "3", "has no option --partitions"),
    ("```sh\nbench noise shows\n```", "3", "bench has no such command"),
    ("```sh\nbench doctors  # is it well?\n```", "3", "bench has no such command"),
    ("```sh\nmake demos\n```", "3", "make -n demos: "),
    ("```sh\nmake demo\ncurl -O https://example.org\n```", "4", "nothing says how it is played"),
    ("Then\n\n    bench tables\n", "4", "a command outside of a ```sh block"),
    ("```text\nbench tables\n```", "3", "a command outside of a ```sh block"),
  ])
  func whatCannotBeRunIsNoticed(page: String, line: String, reason: String) throws {
    try withTemporaryFolder { folder in
      try "# Page\n\(page)\n".write(to: folder.appending(path: "README.md"), atomically: true, encoding: .utf8)
      try FileManager.default.createSymbolicLink(
        at: folder.appending(path: "Makefile"), withDestinationURL: Repository.root.appending(path: "Makefile"))
      let bench = try #require(BenchProcess([], in: folder).process.executableURL)
      let output = try Self.failure(bench, folder)
      #expect(output.hasPrefix("README.md:\(line): ") && output.contains(reason), "\(output)")
    }
  }

  /// A command that is there but fails, after the demo that makes what it reads.
  @Test func aCommandThatFailsIsNoticed() throws {
    try withTemporaryFolder { folder in
      for name in ["Makefile", "Benchmarks"] {
        try FileManager.default.createSymbolicLink(
          at: folder.appending(path: name), withDestinationURL: Repository.root.appending(path: name))
      }
      try "```sh\nbench list results Results/nowhere\n```\n".write(
        to: folder.appending(path: "README.md"), atomically: true, encoding: .utf8)
      let bench = try #require(BenchProcess([], in: folder).process.executableURL)
      let output = try Self.failure(bench, folder, "")
      #expect(output.contains("README.md:2: bench list results Results/nowhere\n"), "\(output)")
      #expect(output.contains("it ended with 1"))
    }
  }

  /// What the script ends with.
  private static func failure(_ bench: URL, _ folder: URL, _ option: String = "--check") throws -> String {
    try Python.run(
      """
      import runpy, sys
      sys.argv = [argument for argument in sys.argv[1:] if argument]
      try:
          runpy.run_path(sys.argv[0], run_name='__main__')
      except SystemExit as error:
          print(error)
      """, Repository.root.appending(path: "Tests/Checks/first_hours.py").path, bench.path, folder.path, option)
  }
}
