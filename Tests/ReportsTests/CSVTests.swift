import Testing

@testable import Reports

@Suite struct CSVTests {
  @Test func cellsOfEveryKind() {
    let table = ReportTable(
      title: "not in CSV",
      rowHeadings: ["Method", "Checkpoint"],
      columns: [
        ReportColumn([ReportLabel("CUHK", marks: ["†"]), "R@1"]), ReportColumn(["RSTP", "R@1"]),
        ReportColumn(["diff."], ranking: .unranked),
      ],
      blocks: [
        [
          ReportRow(
            ["RDE", "Best"],
            [.number(72.5, deviation: 1.8028, count: 3), .notRun, .number(3.25, isSigned: true)]
          ),
          ReportRow(["RDE", "Last"], [.number(1), .failed, .number(-3.25, isSigned: true)]),
        ],
        [ReportRow(["a, \"b\"", "Best"], [ReportCell(.number(ReportNumber(2)), emphasis: .best, marks: ["‡"])])],
      ],
      footnotes: [
        ReportFootnote(symbol: "†", keyword: "stand-in", "long"),
        ReportFootnote(symbol: "‡", keyword: "partial", "long"),
      ]
    )
    let expected = #"""
      "Method","Checkpoint","CUHK (stand-in) R@1","CUHK (stand-in) R@1 std","CUHK (stand-in) R@1 runs","RSTP R@1","diff.","notes"
      "RDE","Best",72.50,1.80,3,,3.25,""
      "RDE","Last",1.00,,1,"failed",-3.25,""
      "a, ""b""","Best",2.00,,1,,,"partial: CUHK (stand-in) R@1"

      """#
    #expect(table.rendered(as: .csv) == expected)
  }

  @Test func whatIsWrittenIsReadBack() throws {
    let fields = ["plain", "a,b", "say \"x\"", "two\nlines", "", "é✓", " spaces "]
    let line = fields.map(CSVRenderer.quoted).joined(separator: ",") + "\r\n"
    #expect(try CSVReader.records(in: Array((line + line).utf8)) == [fields, fields])
  }

  @Test func bareFieldsAndMissingLastLineBreak() throws {
    #expect(try CSVReader.records(in: Array("a,b\r\n\r\n1, 2 ,\nx".utf8)) == [["a", "b"], ["1", "2", ""], ["x"]])
    #expect(try CSVReader.records(in: []) == [])
  }

  @Test(arguments: ["a,\"b", "a\n\"b\"c,d", "a\nb\"c"])
  func quotesThatDoNotMatchAreErrors(text: String) throws {
    #expect(throws: CSVFailure.self) { try CSVReader.records(in: Array(text.utf8)) }
  }
}
