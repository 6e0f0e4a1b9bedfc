extension ReportTable {
  /// The table with the best and the second best number of each column marked.
  ///
  /// Rows compete within their block and ranking group. Numbers are compared as shown: two that read the same rank
  /// the same, so several can be best, and the second is the next number that reads differently. A group with a single
  /// number gets no mark.
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
    return result
  }

  private mutating func emphasize(column: Int, ranking: ReportColumn.Ranking, rows: [Int], block: Int) {
    let shown = rows.compactMap { row -> (row: Int, value: Double)? in
      let cells = blocks[block][row].cells
      guard column < cells.count, let number = cells[column].number else { return nil }
      return (row, number.shownValue)
    }
    guard shown.count > 1 else { return }
    let ranked = Set(shown.map(\.value)).sorted { ranking == .higherIsBetter ? $0 > $1 : $0 < $1 }
    for (row, value) in shown {
      if value == ranked[0] {
        blocks[block][row].cells[column].emphasis = .best
      } else if ranked.count > 1, value == ranked[1] {
        blocks[block][row].cells[column].emphasis = .second
      }
    }
  }
}
