import Crypto
import Foundation
import TestSupport
import Testing

@testable import Reports

@Suite struct PublishedTableTests {
  /// The files as they were copied from the papers and read twice: a changed cell is a change on purpose.
  @Test(
    arguments: [
      ("amns_table1", "cbc3040ca11082b7fc9017dac3d529b77fd1201f8fa489f22caf079c7231fe01"),
      ("amns_table2", "af5bfaf93e166e91182046fc5ef74c7084e1a7190ef9b7dddd0b7ea22b992d04"),
      ("amns_table3", "9895ae88355a59247e9a997a518656b8200b114eb985e9cd52c40a8d738e96b4"),
      ("rde_table1", "97e0a6fca52f36ede830ab2b299a4e0f1e638a43cc5fd5986cd8671775916174"),
      ("rde_table2", "3fbbeb4d2dafef15fbc797ca04bb8e994a5c63a3db3216e57319896a147de7f9"),
      ("rde_table3", "6848d656574921875139e46de7c303e3771a5f2f668dcda141b791a84a63eff1"),
      ("rde_table7", "1a540d32b8e62d131c866ebf676fb945908ca5605b402a2f79e3d46a5b351124"),
      ("rde_table8", "3722ce94c470251da40691694065e3d9218c91f975a7711b14b4a8e100838762"),
    ])
  func everyCellIsThePapers(name: String, sha256: String) throws {
    let file = Repository.root.appending(path: "Sources/Reports/Published/\(name).csv")
    let data = try Data(contentsOf: file)
    #expect(SHA256.hash(data: data).map { String(format: "%02x", $0) }.joined() == sha256)
    // The files have no quotes, so commas and line breaks are all there is to them.
    let lines = String(decoding: data, as: UTF8.self).split(whereSeparator: \.isNewline)
    let cells = lines.map { $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init) }
    let table = try PublishedTable.load(named: name)
    #expect(table.header == cells[0])
    #expect(table.rows == Array(cells.dropFirst()))
    #expect(!table.rows.isEmpty)
  }

  @Test func everyFileIsPublished() throws {
    let folder = Repository.root.appending(path: "Sources/Reports/Published")
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.path)
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
