import Foundation
import TestSupport
import Testing

/// `docs/extending.md` against the repository: its files and tests exist, and what it promises is what it says.
@Suite struct ExtendingTests {
  /// One kind of addition.
  private struct Addition {
    let kind: String
    let files: [String]
    let suites: [String]

    init(row: [String]) throws {
      try #require(row.count == 3, "\(row)")
      kind = row[0]
      files = row[1].codeSpans.filter { $0.contains(/^[A-Za-z]+\/|^[A-Z][a-z]+\.swift$|^README.md$/) }
      suites = row[2].codeSpans.filter { $0.hasSuffix("Tests") }
    }
  }

  private static func additions() throws -> [Addition] {
    try Page("docs/extending.md").rows.map(Addition.init)
  }

  @Test func everyKindHasItsRow() throws {
    #expect(
      try Self.additions().map(\.kind) == [
        "a loss of pairs", "a method", "a part of compositions", "a head with its own learning rate", "a dataset",
        "an injector", "a metric", "a table of a paper", "a figure", "a command", "an option of a study", "a golden",
        "a module",
      ])
  }

  /// A file of yours has a folder that exists.
  @Test func everyFileExists() throws {
    for addition in try Self.additions() {
      for file in addition.files {
        let known = file.prefix(upTo: file.firstRange(of: "NAME")?.lowerBound ?? file.endIndex)
        let path =
          known.count == file.count ? file : String(known.prefix(through: known.lastIndex(of: "/") ?? known.startIndex))
        let url = Repository.root.appending(path: path)
        #expect(FileManager.default.fileExists(atPath: url.path), "\(addition.kind): \(path)")
      }
    }
  }

  @Test func everyAdditionHasATestThatExists() throws {
    let declared = try SourceFiles.swift(under: "Tests").flatMap {
      $0.text.matches(of: /\b(?:struct|class|enum) (\w+Tests)\b/)
    }
    let names = Set(declared.map { String($0.output.1) })
    for addition in try Self.additions() {
      #expect(!addition.suites.isEmpty, "\(addition.kind)")
      #expect(Set(addition.suites).subtracting(names) == [], "\(addition.kind)")
    }
  }

  @Test(arguments: [("a metric", 2), ("an option of a study", 1), ("a head with its own learning rate", 0)])
  func theNumberOfFilesIsKept(kind: String, most: Int) throws {
    let addition = try #require(try Self.additions().first { $0.kind == kind })
    #expect(addition.files.count { $0.hasPrefix("Sources/") } <= most)
  }
}
