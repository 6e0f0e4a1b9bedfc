/// Rows in columns that fit a window: less important columns go first, then long texts are shortened.
struct FittedTable {
  struct Column {
    /// The order in which columns go where the window is narrow, the highest first; `nil` stays.
    var leavesAt: Int?
    /// So narrow a text may become; `nil` is not shortened.
    var minimum: Int?
    var isNumber = false
    /// It goes before any text is shortened.
    var isOrnament = false
  }

  let columns: [Column]
  /// The line above the rows, if any; a column without anything in it has none.
  var titles: [String]?
  var rows: [[String]] = []

  /// The rows as lines.
  ///
  /// - Parameter width: In characters; `nil` shows all.
  func lines(width: Int?) -> [String] {
    var shown = columns.indices.filter { column in rows.contains { !$0[column].isEmpty } }
    let all = (titles.map { [$0] } ?? []) + rows
    var widths = columns.indices.map { column in all.map { $0[column].columns }.max() ?? 0 }
    if let width {
      let gaps = { 2 * max(0, shown.count - 1) }
      func least(_ column: Int) -> Int { min(widths[column], columns[column].minimum ?? .max) }
      while let last = shown.max(by: { columns[$0].leavesAt ?? -1 < columns[$1].leavesAt ?? -1 }),
        columns[last].leavesAt != nil,
        shown.map({ columns[last].isOrnament ? widths[$0] : least($0) }).reduce(0, +) + gaps() > width
      { shown.removeAll { $0 == last } }
      var excess = shown.map { widths[$0] }.reduce(0, +) + gaps() - width
      for column in shown.reversed() where excess > 0 {
        let saved = min(excess, widths[column] - least(column))
        widths[column] -= saved
        excess -= saved
      }
    }
    return all.map { row in
      let cells = shown.map { column in
        let text = column == 0 ? row[column].squeezed(to: widths[column]) : row[column].cut(to: widths[column])
        let padding = String(repeating: " ", count: max(0, widths[column] - text.columns))
        return columns[column].isNumber ? padding + text : text + padding
      }
      let line = cells.joined(separator: "  ").replacing(#/ +$/#, with: "")
      return width.map { line.cut(to: $0) } ?? line
    }
  }
}
