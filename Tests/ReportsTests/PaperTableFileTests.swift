import BenchCore
import Foundation
import TestSupport
import Testing

@testable import Reports

/// Another paper's table from one file.
@Suite struct PaperTableFileTests {
  private func table(_ text: String) throws -> PaperTable {
    try PaperTable(name: "t.csv", text: text)
  }

  private func rows(_ table: ReportTable) -> [String] {
    table.blocks.joined().map { row in
      row.headers.map(\.text).joined(separator: " ") + ": "
        + row.cells.map { $0.number?.valueText ?? "-" }.joined(separator: " ")
    }
  }

  /// The page's own example is read, and finds its runs.
  @Test func theExampleOfTheDocumentationIsATable() throws {
    let page = try String(contentsOf: Repository.root.appending(path: "docs/adding-a-table.md"), encoding: .utf8)
    let example = try #require(page.firstMatch(of: /```csv\n((?s).*?)```/)?.output.1)
    let mine = RunFixtures.run(RunFixtures.spec(noise: 0.5, method: "my-method"), label: "Mine", best: 71, last: 70)
    try withTemporaryFolder { folder in
      let file = folder.appending(path: "my-table.csv")
      try Data(example.utf8).write(to: file)
      let table = try PaperComparison(.file(file), metrics: [.r1]).table(of: PaperTableTests.runs + [mine])
      #expect(table.title == "Table 1 of my paper: 50% noise")
      #expect(table.rowHeadings == ["Noise", "Methods", "Checkpoint"])
      #expect(table.footnotes.contains { $0.text == "Published numbers: Me et al., My method, 2026." })
      let irra = try #require(RunFixtures.metrics(63.005)[.r1])
      #expect(
        rows(table) == [
          "50% IRRA Best: 62.41 \(ReportNumber(irra).valueText) \(ReportNumber(irra - 62.41, isSigned: true).valueText)",
          "50% IRRA Last: 42.79 40.00 -2.79", "50% RDE without CCD Best: - 60.00 -",
          "50% My method Best: 71.33 71.00 -0.33", "50% My method Last: 71.25 70.00 -1.25",
        ])
    }
  }

  @Test func headersAndDatasetsFollowTheFile() throws {
    let table = try table(
      """
      \u{feff}# title: T\r\n# citation: C\r\n# dataset: Other\r\nmethod,venue,r1,r5,r10,map,minp\r
      "A, B",ECCV'22,1,2,3,,\r
      =C,"",4,5,6,7,8\r
      """)
    let shown = try PaperComparison(table, numbers: .published).table(of: [])
    #expect(shown.rowHeadings == ["Methods", "Venue"])
    #expect(shown.columns.map { $0.headings[0].text } == Array(repeating: "Other", count: 5))
    #expect(rows(shown) == ["A, B ECCV'22: 1.00 2.00 3.00 - -", "=C : 4.00 5.00 6.00 7.00 8.00"])
    #expect(shown.rendered(as: .csv).contains("\"'=C\""))
  }

  @Test(
    arguments: [
      ("method,r1,r5,r10,map,minp\nA,1,2,3,4,5", "no line `# title: ...`"),
      ("# title: T\nmethod,r1,r5,r10,map,minp\nA,1,2,3,4,5", "no line `# citation: ...`"),
      ("# titel: T\n# citation: C\nmethod,r1,r5,r10,map,minp\nA,1,2,3,4,5", "expected `# title:`"),
      ("# title: T\n# citation: C\nname,r1,r5,r10,map,minp\nA,1,2,3,4,5", "no column method"),
      ("# title: T\n# citation: C\nmethod,r1,r5,r10,map\nA,1,2,3,4", "no column minp"),
      ("# title: T\n# citation: C\nmethod,r1,r5,r10,map,minp\nA,1,2,3,4", "5 fields, not 6"),
      ("# title: T\n# citation: C\nmethod,r1,r5,r10,map,minp\nA,x,2,3,4,5", "x is not a number"),
      ("# title: T\n# citation: C\nmethod,r1,r5,r10,map,minp\n", "there are no rows"),
      ("# title: T\n# citation: C", "it is empty"),
      ("# title: T\n# citation: C\nmethod,noise_percent,r1,r5,r10,map,minp\nA,200,1,2,3,4,5", "not 0 to 100"),
      ("# title: T\n# citation: C\nmethod,checkpoint,r1,r5,r10,map,minp\nA,first,1,2,3,4,5", "not best or last"),
    ])
  func brokenFilesSayWhatIsWrong(text: String, problem: String) throws {
    let error = #expect(throws: ReportFailure.self) { try table(text) }
    #expect(error?.description.contains(problem) == true, "\(String(describing: error))")
    #expect(error?.location?.hasPrefix("t.csv") == true)
  }

  @Test func aMissingFileIsNamed() {
    let error = #expect(throws: ReportFailure.self) { try PaperTable.file(URL(filePath: "/nowhere/t.csv")) }
    #expect(error?.location == "/nowhere/t.csv")
  }
}
