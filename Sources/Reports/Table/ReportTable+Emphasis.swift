extension ReportTable {
  /// Marks numbers that are ahead of others over fewer seeds than these.
  static let fewerSeedsMark = "*"

  /// The table with the best and the second best number of each column marked.
  ///
  /// Rows compete within their block and ranking group. Numbers are compared as shown: two that read the same rank
  /// the same, so several can be best, and the second is the next number that reads differently. A group with a single
  /// number gets no mark. A number that is ranked above a mean over more seeds gets a mark that says so: a single run can be
  /// ahead by luck.
  package func emphasizingBest() -> ReportTable {
    var result = self
    for block in blocks.indices {
      let groups = Dictionary(grouping: blocks[block].indices) { blocks[block][$0].rankingGroup }
      for rows in groups.values {
        for (column, heading) in columns.enumerated() where heading.ranking != .unranked {
          result.emphasize(column: column, ranking: heading.ranking, rows: rows, block: block)
        }
      }
    }
    let hasMark = result.blocks.joined().contains { $0.cells.contains { $0.marks.contains(Self.fewerSeedsMark) } }
    if hasMark {
      result.footnotes.append(
        ReportFootnote(
          symbol: Self.fewerSeedsMark, keyword: "fewer-seeds",
          "Best or second best over fewer seeds than a number it is ranked above: perhaps by luck."))
    }
    return result
  }

  private mutating func emphasize(column: Int, ranking: ReportColumn.Ranking, rows: [Int], block: Int) {
    let shown = rows.compactMap { row -> (row: Int, number: ReportNumber)? in
      let cells = blocks[block][row].cells
      guard column < cells.count, let number = cells[column].number else { return nil }
      return (row, number)
    }
    guard shown.count > 1 else { return }
    func isAhead(_ left: Double, of right: Double) -> Bool { ranking == .higherIsBetter ? left > right : left < right }
    let ranked = Set(shown.map(\.number.shownValue)).sorted { isAhead($0, of: $1) }
    for (row, number) in shown {
      guard let place = ranked.firstIndex(of: number.shownValue), place < 2 else { continue }
      blocks[block][row].cells[column].emphasis = place == 0 ? .best : .second
      let isLucky = shown.contains { other in
        other.number.count > number.count && isAhead(number.shownValue, of: other.number.shownValue)
      }
      if isLucky { blocks[block][row].cells[column].marks.append(Self.fewerSeedsMark) }
    }
  }
}
