import ArgumentParser
import Foundation
import Methods
import TestSupport
import Testing

@testable import Studies

/// docs/decisions.md: each footnote finds its section, and each switch is one.
@Suite struct DecisionsPageTests {
  private struct Row {
    var section: String
    var cells: [String]
  }

  private static func page() throws -> String {
    try String(contentsOf: Repository.root.appending(path: "docs/decisions.md"), encoding: .utf8)
  }

  /// The rows of all tables below their headings.
  private static func rows() throws -> [Row] {
    var (section, rows) = ("", [Row]())
    for line in try page().split(separator: "\n") {
      if line.hasPrefix("## ") { section = String(line.dropFirst(3)) }
      guard line.hasPrefix("| "), !line.hasPrefix("| What is open") else { continue }
      let cells = line.split(separator: "|", omittingEmptySubsequences: false).dropFirst().dropLast()
      rows.append(Row(section: section, cells: cells.map { $0.trimmingCharacters(in: .whitespaces) }))
    }
    return rows
  }

  /// What stands between backticks.
  private static func code(_ text: String) -> [String] {
    text.split(separator: "`", omittingEmptySubsequences: false).enumerated()
      .filter { $0.offset % 2 == 1 }.map { String($0.element) }
  }

  /// A heading's anchor on a web page.
  private static func anchor(_ heading: String) -> String {
    heading.lowercased().replacing(" ", with: "-")
  }

  @Test func everyFootnoteFindsItsSection() throws {
    let sections = Set(try Self.rows().map { Self.anchor($0.section) })
    let decisions = MethodRegistry.all.compactMap { method in method.info.openDecision }
    #expect(Set(decisions.map(\.anchor)) == sections.subtracting(["all-methods"]))
    for decision in decisions { #expect(decision.note == "\(decision.topic) (#\(decision.anchor))") }
  }

  @Test func everyRowIsWhole() throws {
    let rows = try Self.rows()
    #expect(rows.count > 25)
    for row in rows {
      #expect(row.cells.count == 5 && row.cells.allSatisfy { !$0.isEmpty }, "\(row.cells)")
    }
  }

  /// A switch is what a person types, so it is read as what a person typed.
  @Test func everySwitchIsOne() throws {
    var switches = 0
    for row in try Self.rows() {
      let text = try #require(row.cells.dropFirst(3).first)
      guard text != "none" else { continue }
      let typed = Self.code(text)
      #expect(typed.count == 1 && text == "`\(typed[0])`", "\(text)")
      let words = try #require(typed.first).split(separator: " ").map(String.init)
      let arguments = try StudyArguments.parse(["--methods", "all"] + words)
      try StudyPlanner.check(arguments.request(in: URL(filePath: "/")))
      switches += 1
    }
    #expect(switches > 20)
  }

  @Test func everyChoiceSaysWhereTheCodeHasIt() throws {
    for row in try Self.rows() {
      let source = row.cells[2]
      let codes = ["IRRA", "RDE", "DECL", "SSAN", "IVT"]
      #expect(source == "none" || codes.contains { source.hasPrefix("\($0) `") }, "\(source)")
    }
  }
}
