import BenchCore
import Foundation
import Studies
import TestSupport
import Testing

/// Suites that were damaged, or made to unfold: each is read or refused with a place, in no time.
@Suite struct SuiteFuzzTests {
  private static let suites = Repository.root.appending(path: "Benchmarks/Suites")

  @Test func damagedSuitesNeverCrash() throws {
    let files = try FileManager.default.contentsOfDirectory(at: Self.suites, includingPropertiesForKeys: nil)
      .filter { $0.pathExtension == "yaml" }.sorted { $0.path < $1.path }
    #expect(files.count > 2)
    try ReaderFuzz.run(
      "suite", originals: try files.map { try Data(contentsOf: $0) },
      words: [
        "*a", "&a ", "<<: *a\n", "- ", "? ", ": ", "[", "]", "{", "}", "\n", "\r\n", "\t", "---\n", "...\n", "!!map ",
        "%TAG ! !\n", "|\n", ">\n", "\"", "'", "\\x", "#", "\u{feff}", "~", "vary: {rde-tal.tau: [0.1, 0.2]}\n", "all",
        "seeds: [1, 2]\n",
      ],
      file: "suite.yaml", count: 400
    ) { _ = try StudySuite(file: $0) }
  }

  private func failure(_ text: String) throws -> SuiteFailure? {
    try withTemporaryFolder { folder in
      let file = folder.appending(path: "suite.yaml")
      try Data(text.utf8).write(to: file)
      do {
        _ = try StudySuite(file: file)
        return nil
      } catch let failure as SuiteFailure {
        return failure
      }
    }
  }

  private func suite(_ study: String) -> String { "name: a\nstudies:\n  - methods: rde-tal\n    \(study)\n" }

  @Test(
    arguments: [
      // A billion values of five lines; 10^10 combinations; lists of which every value is compared with every other.
      ("vary: {tau: [*a, *a]}", "aliases"), ("<<: {epochs: 3}", "no key `<<`"),
      ("epochs: " + String(repeating: "[", count: 100_000), "this is not YAML: it nests more than 1000 levels deep"),
      (String(repeating: "- ", count: 60_000), "this is not YAML"),
      (
        "vary: {" + ["tau", "margin", "selectionRatio"].map { "\($0): \(Array(1...100))" }.joined(separator: ", ")
          + "}",
        "the number of runs is 1,000,000 but must be 50000 or less"
      ),
      ("seeds: \(Array(1...30_000))\n    noise: [10, 20]", "the number of runs is 60,000 but must be"),
    ])
  func whatUnfoldsIsRefused(study: String, words: String) throws {
    let failure = try #require(try failure(suite(study))).description
    #expect(failure.contains(words), "\(failure.prefix(300))")
  }

  @Test func theRunsOfAllStudiesAreCounted() throws {
    let study = "  - {methods: rde-tal, noise: \(Array(2...21)), seeds: \(Array(1...100))}\n"
    #expect(try failure("name: a\nstudies:\n" + String(repeating: study, count: 20)) == nil)
    let many = try #require(try failure("name: a\nstudies:\n" + String(repeating: study, count: 26))).description
    #expect(many.contains("study 26: the number of runs is 52,000"), "\(many)")
  }

  @Test func thousandsOfStudiesAreRefused() throws {
    let many = try failure("name: a\nstudies:\n" + String(repeating: "- {methods: rde-tal}\n", count: 12_000))
    #expect(
      many?.description.contains("3:1: `studies` must be a list of at most 500 studies, not 12000") == true,
      "\(many as Any)")
  }

  @Test func marksAndWindowsLineEndsAreRead() throws {
    let text = suite("epochs: 1")
    #expect(try failure("\u{feff}" + text) == nil)
    #expect(try failure("\u{feff}" + text.replacing("\n", with: "\r\n")) == nil)
  }

  @Test func otherEncodingsAreNamed() throws {
    try withTemporaryFolder { folder in
      let file = folder.appending(path: "suite.yaml")
      try #require(suite("epochs: 1").data(using: .utf16)).write(to: file)
      let error = #expect(throws: SuiteFailure.self) { try StudySuite(file: file) }
      #expect(error?.description.contains("it is UTF-16 text; save it as UTF-8") == true)
    }
  }
}
