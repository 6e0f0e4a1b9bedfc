import Foundation
import Testing

@testable import Reports

@Suite struct PublishedTableTests {
  /// The reference tables outside the repository: `shared/` is beside the repository's folder.
  private static let references: URL = {
    if let goldens = ProcessInfo.processInfo.environment["NCBENCH_GOLDENS"] {
      return URL(filePath: goldens).deletingLastPathComponent().appending(path: "reference/paper_tables")
    }
    var folder = URL(filePath: #filePath).deletingLastPathComponent()
    while folder.path != "/", !FileManager.default.fileExists(atPath: folder.appending(path: "Package.swift").path) {
      folder = folder.deletingLastPathComponent()
    }
    return folder.deletingLastPathComponent().appending(path: "shared/reference/paper_tables")
  }()

  @Test(arguments: PublishedTable.names)
  func everyCellIsTheReferences(name: String) throws {
    let file = Self.references.appending(path: "\(name).csv")
    // The files have no quotes, so commas and line breaks are all there is to them.
    let lines = try String(contentsOf: file, encoding: .utf8).split(whereSeparator: \.isNewline)
    let cells = lines.map { $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init) }
    let table = try PublishedTable.load(named: name)
    #expect(table.header == cells[0])
    #expect(table.rows == Array(cells.dropFirst()))
    #expect(!table.rows.isEmpty)
  }

  @Test func everyReferenceIsPublished() throws {
    let files = try FileManager.default.contentsOfDirectory(atPath: Self.references.path)
    #expect(files.filter { $0.hasSuffix(".csv") }.map { String($0.dropLast(4)) }.sorted() == PublishedTable.names)
  }

  @Test func valuesAreTyped() throws {
    let table = try PublishedTable.load(named: "rde_table1")
    #expect(table.text("method", row: 0) == "SSAN")
    #expect(table.value(.r1, row: 0) == 61.37)
    #expect(table.value(.minp, row: 0) == nil)
    #expect(table.value(.rsum, row: 0) == nil)
    #expect(table.text("nothing", row: 0) == "")
  }

  @Test func damagedTablesAreErrors() throws {
    func load(_ csv: String) throws(ReportFailure) -> PublishedTable {
      try PublishedTable(name: "t", csv: Array(csv.utf8))
    }
    let header = "method,r1,r5,r10,map,minp\n"
    #expect(try load(header + "RDE,1,2,3,,5\n").value(.map, row: 0) == nil)
    #expect(throws: ReportFailure.malformedTable("t", record: 2, problem: "x is not a number")) {
      try load(header + "RDE,x,2,3,4,5\n")
    }
    #expect(throws: ReportFailure.malformedTable("t", record: 3, problem: "2 fields, not 6")) {
      try load(header + "RDE,1,2,3,4,5\nRDE,1\n")
    }
    #expect(throws: ReportFailure.malformedTable("t", record: 1, problem: "no column minp")) {
      try load("method,r1,r5,r10,map\n")
    }
    #expect(throws: ReportFailure.malformedTable("t", record: 1, problem: "it is empty")) { try load("") }
    #expect(throws: ReportFailure.self) { try load(header + "\"RDE,1") }
    let unknown = #expect(throws: ReportFailure.self) { try PublishedTable.load(named: "rde_table") }
    #expect(unknown?.remedy?.contains("rde_table1") == true)
  }
}
