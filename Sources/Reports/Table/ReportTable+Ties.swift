extension ReportTable {
  /// Marks numbers that depend on the order of equal similarities.
  static let tieMark = "§"

  /// The table with every number that has a range over the orders of equal similarities marked, and the ranges in a footnote.
  func markingTies() -> ReportTable {
    var table = self
    var ranges: [String] = []
    for block in blocks.indices {
      for row in blocks[block].indices {
        for column in blocks[block][row].cells.indices {
          guard let ends = blocks[block][row].cells[column].number?.tieTexts else { continue }
          table.blocks[block][row].cells[column].marks.append(Self.tieMark)
          let headings = column < columns.count ? columns[column].headings.map(\.text) : []
          let place = (blocks[block][row].headers.map(\.text) + headings).filter { !$0.isEmpty }
          ranges.append("\(place.joined(separator: " ")) \(ends.lowest) to \(ends.highest)")
        }
      }
    }
    guard !ranges.isEmpty else { return self }
    let more = ranges.count > 10 ? "; and \(ranges.count - 10) more, which CSV and JSON have" : ""
    table.footnotes.append(
      ReportFootnote(
        symbol: Self.tieMark, keyword: "ties",
        "Equal similarities, whose order decides more than 1% of the queries; over all orders: "
          + "\(ranges.prefix(10).joined(separator: "; "))\(more)."))
    return table
  }
}
