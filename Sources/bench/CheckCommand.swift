import ArgumentParser
import BenchCore
import Foundation
import Reports
import ResultStore

extension Bench {
  /// Checks that result files add up.
  struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Compute the stored numbers of results again, and say which files do not add up.",
      discussion: """
        Every metric of Best and Last is computed from the stored ranks of queries, and queries from the stored
        embeddings; the epoch of Best from the epochs, noise rates from the pairs, qualities of sample selections from
        the selections and the truth, and attributes from the specification. Each file gets a line: ok, wrong (with what
        is stored and what it should be), unverified (it has metrics without the queries or embeddings that they come
        from), failed (the run did, and what there is of it adds up) or unreadable. Files are read in another process,
        with limits, as those of people who are not trusted.

        Exits with 1 if a file is wrong, unverified or unreadable. docs/reviewing.md says what is computed and what is
        not.

        Examples:
          bench check Results
          bench check theirs/rde-50.h5 --json
        """)

    @Argument(help: "Result files, or folders of them (default: --results).", completion: .file(extensions: ["h5"]))
    var files: [String] = []

    @Option(help: "The folder of result files (default: Results).", completion: .directory)
    var results: String?

    @Flag(help: "Print JSON.")
    var json = false

    @OptionGroup var verbosity: VerbosityOptions

    func validate() throws {
      guard results != nil, let file = files.first else { return }
      throw ValidationError("--results and `\(file)` both name what is checked: leave one out")
    }

    func run() throws {
      let files = try (files.isEmpty ? [results ?? "Results"] : files).flatMap(Self.files(at:))
      let display = CountDisplay(label: "checking", unit: "files")
      var checked: [CheckedFile] = []
      for file in files {
        checked.append(CheckedFile(of: file))
        display.show(done: checked.count, of: files.count)
      }
      display.finish()
      let report = CheckReport(checked)
      if json { print(try report.json(), terminator: "") } else { say(report.text, terminator: "") }
      if !report.addsUp { throw ExitCode(1) }
    }

    /// A file, or the results of a folder.
    private static func files(at path: String) throws -> [URL] {
      guard path.isFolder == true else { return [URL(filePath: path)] }
      let files = try ResultStore.files(in: URL(filePath: path, directoryHint: .isDirectory))
      guard !files.isEmpty else { throw ResultsFailure.empty(path) }
      return files
    }
  }
}
