extension ReportTable {
  /// Marks numbers that depend on the order of equal similarities.
  static let tieMark = "§"

  /// The table with every number that has a range over the orders of equal similarities marked, and the ranges in a footnote.
  func markingTies() -> ReportTable {
    var table = self
    // By row: the row's headers, then its numbers.
    var ranges: [String] = []
    for block in blocks.indices {
      for row in blocks[block].indices {
        var found: [String] = []
        for column in blocks[block][row].cells.indices {
          guard let ends = blocks[block][row].cells[column].number?.tieTexts else { continue }
          table.blocks[block][row].cells[column].marks.append(Self.tieMark)
          let headings = column < columns.count ? columns[column].headings.map(\.text) : []
          let name = headings.filter { !$0.isEmpty }.joined(separator: " ")
          found.append("\(name) \(ends.lowest) to \(ends.highest)")
        }
        let headers = blocks[block][row].headers.map(\.text).filter { !$0.isEmpty }.joined(separator: " ")
        if !found.isEmpty { ranges.append("\(headers): \(found.joined(separator: ", "))") }
      }
    }
    guard !ranges.isEmpty else { return self }
    let more = ranges.count > 4 ? "; and those of \(ranges.count - 4) more rows, which CSV and JSON have" : ""
    table.footnotes.append(
      ReportFootnote(
        symbol: Self.tieMark, keyword: "ties",
        "Equal similarities, whose order decides more than 1% of the queries; over all orders: "
          + "\(ranges.prefix(4).joined(separator: "; "))\(more)."))
    return table
  }
}
