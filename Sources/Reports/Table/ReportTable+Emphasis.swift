extension ReportTable {
  /// Marks the best and second best among numbers over unequal numbers of seeds.
  static let unequalSeedsMark = "*"

  /// The table with the best and the second best number of each column marked.
  ///
  /// Rows compete within their block and ranking group. Numbers are compared as shown: two that read the same rank
  /// the same, so several can be best, and the second is the next number that reads differently. A group with a single
  /// number gets no mark. Where numbers over more or fewer seeds are ranked with them, another mark says so: a single
  /// run can be ahead of a mean, or behind it, by luck.
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
    let hasMark = result.blocks.joined().contains { $0.cells.contains { $0.marks.contains(Self.unequalSeedsMark) } }
    if hasMark {
      result.footnotes.append(
        ReportFootnote(
          symbol: Self.unequalSeedsMark, keyword: "unequal-seeds",
          "Best or second best among numbers over unequal numbers of seeds: perhaps by luck."))
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
      if shown.contains(where: { $0.number.count != number.count }) {
        blocks[block][row].cells[column].marks.append(Self.unequalSeedsMark)
      }
    }
  }
}
