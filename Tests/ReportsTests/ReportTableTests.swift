import Testing

@testable import Reports

@Suite struct ReportTableTests {
  @Test func numbersShowTheirDecimals() {
    #expect(ReportNumber(73.2).valueText == "73.20")
    #expect(ReportNumber(0.125, precision: 1).valueText == "0.1")
    #expect(ReportNumber(1.5, isSigned: true).valueText == "+1.50")
    #expect(ReportNumber(-1.5, isSigned: true).valueText == "-1.50")
    #expect(ReportNumber(72.5, deviation: 1.802_775_637_7).deviationText == "1.80")
  }

  @Test func zeroHasNoSign() {
    #expect(ReportNumber(-0.001).valueText == "0.00")
    #expect(ReportNumber(-0.001, isSigned: true).valueText == "0.00")
    #expect(ReportNumber(0.001, isSigned: true).valueText == "0.00")
    #expect(ReportNumber(-0.4, precision: 0).valueText == "0")
  }

  @Test func numbersThatAreNotFiniteAreFailures() {
    #expect(ReportCell.number(.nan) == .failed)
    #expect(ReportCell.number(.infinity) == .failed)
  }

  private func emphasized(
    _ columns: [[ReportCell]],
    groups: [String]? = nil,
    ranking: ReportColumn.Ranking = .higherIsBetter
  ) -> [[ReportCell.Emphasis]] {
    let rows = columns[0].indices.map { row in
      ReportRow(["m"], columns.map { $0[row] }, rankingGroup: groups?[row] ?? "")
    }
    let table = ReportTable(
      title: "",
      rowHeadings: ["Method"],
      columns: columns.map { _ in ReportColumn(["c"], ranking: ranking) },
      blocks: [rows]
    ).emphasizingBest()
    return columns.indices.map { column in table.blocks[0].map { $0.cells[column].emphasis } }
  }

  @Test func bestAndSecondAreFoundInEachColumn() {
    let result = emphasized([[.number(1), .number(3), .number(2)], [.number(9), .number(8), .number(7)]])
    #expect(result == [[.none, .best, .second], [.best, .second, .none]])
  }

  @Test func numbersThatReadTheSameRankTheSame() {
    let result = emphasized([[.number(71.331), .number(71.329), .number(70), .number(70.001), .number(1)]])
    #expect(result == [[.best, .best, .second, .second, .none]])
  }

  @Test func lowerCanBeBetterAndColumnsUnranked() {
    #expect(emphasized([[.number(1), .number(3)]], ranking: .lowerIsBetter) == [[.best, .second]])
    #expect(emphasized([[.number(1), .number(3)]], ranking: .unranked) == [[.none, .none]])
  }

  @Test func groupsCompeteApartAndASingleNumberWinsNothing() {
    let result = emphasized(
      [[.number(1), .number(2), .number(3), .number(4), .number(9)]],
      groups: ["best", "last", "best", "last", "alone"]
    )
    #expect(result == [[.second, .second, .best, .best, .none]])
    #expect(emphasized([[.failed, .notRun, .number(5), .text("x")]]) == [[.none, .none, .none, .none]])
  }

  /// A single run may be ahead of a mean over five by luck, or behind it.
  @Test func ranksAmongUnequalNumbersOfSeedsAreMarked() {
    func table(_ cells: [ReportCell], _ ranking: ReportColumn.Ranking = .higherIsBetter) -> ReportTable {
      ReportTable(
        title: "", rowHeadings: ["m"], columns: [ReportColumn(["c"], ranking: ranking)],
        blocks: [cells.map { ReportRow(["m"], [$0]) }]
      ).emphasizingBest()
    }
    func marks(_ table: ReportTable) -> [[String]] { table.blocks[0].map { $0.cells[0].marks } }
    let five = ReportCell.number(60, deviation: 1, count: 5)
    let ahead = table([.number(61), five, .number(59)])
    #expect(marks(ahead) == [["*"], ["*"], []])
    #expect(ahead.blocks[0].map { $0.cells[0].emphasis } == [.best, .second, .none])
    #expect(ahead.footnotes.map(\.symbol) == ["*"])
    #expect(marks(table([.number(62), .number(61), five])) == [["*"], ["*"], []])
    #expect(marks(table([.number(61), five], .lowerIsBetter)) == [["*"], ["*"]])
    let second = ReportCell.number(59, deviation: 1, count: 5)
    #expect(marks(table([five, second, .number(58)])) == [["*"], ["*"], []], "the third is a single run")
    for cells in [[ReportCell.number(61), .number(60)], [five, second]] {
      let equal = table(cells)
      #expect(marks(equal) == [[], []] && equal.footnotes.isEmpty)
    }
    // Every format has the mark, and says what it is.
    for format in ReportFormat.allCases {
      let text = ahead.rendered(as: format)
      #expect(text.contains("unequal") && text.contains(format == .csv ? "unequal-seeds: c" : "*"), "\(format)")
    }
  }

  @Test func headersThatRepeatSpanTheirRows() {
    let rows = [["20%", "IRRA", "Best"], ["20%", "IRRA", "Last"], ["20%", "RDE", "Best"], ["50%", "RDE", "Best"]]
      .map { ReportRow($0.map { ReportLabel($0) }, []) }
    let grid = TableGrid(ReportTable(title: "", rowHeadings: ["a", "b", "c"], columns: [], blocks: [rows]))
    #expect(grid.blocks[0].map { $0.headers.map(\.rowSpan) } == [[3, 2, 1], [0, 0, 1], [0, 1, 1], [1, 1, 1]])
  }

  @Test func headingsSpanTheirGroupsAndShortRowsAreFilled() {
    let columns = [["A", "x"], ["A", "y"], ["B", "y"], ["z"]].map { ReportColumn($0.map { ReportLabel($0) }) }
    let table = ReportTable(
      title: "",
      rowHeadings: [],
      columns: columns,
      blocks: [[ReportRow([], [.number(1)])]]
    )
    let grid = TableGrid(table)
    #expect(grid.headings[0].map(\.columns) == [0..<2, 2..<3, 3..<4])
    #expect(grid.headings[0].map(\.label.text) == ["A", "B", ""])
    #expect(grid.headings[1].map(\.label.text) == ["x", "y", "y", "z"])
    #expect(grid.blocks[0][0].cells == [.number(1), .notRun, .notRun, .notRun])
  }

  @Test func panelsKeepGroupsTogether() {
    let columns = ["A", "A", "B", "B", "C"].map { ReportColumn([ReportLabel($0), "m"]) }
    let table = ReportTable(
      title: "t",
      rowHeadings: ["h"],
      columns: columns,
      blocks: [[ReportRow(["r"], (1...5).map { ReportCell.number(Double($0)) })]],
      footnotes: [ReportFootnote("note")]
    )
    let three = table.panels { $0.columns.count <= 3 }
    #expect(three.map { $0.columns.map(\.headings[0].text) } == [["A", "A"], ["B", "B", "C"]])
    #expect(three[1].blocks[0][0].cells == [.number(3), .number(4), .number(5)])
    #expect(three.map(\.footnotes.count) == [0, 1])
    let one = table.panels { $0.columns.count <= 1 }
    #expect(one.map(\.columns.count) == [1, 1, 1, 1, 1])
    #expect(table.panels { $0.columns.count <= 5 } == [table])
    #expect(table.panels { _ in false }.count == 5)
  }
}
