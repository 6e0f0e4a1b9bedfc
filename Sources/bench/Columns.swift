import BenchCore

/// Prints rows with aligned columns, which fit the window: the last one is continued below itself, and where there is no room
/// for that, columns are shortened. A program that reads them gets all.
///
/// - Parameter columns: Which columns leave a narrow window, and how short others may become.
func printColumns(_ rows: [[String]], fitting columns: [FittedTable.Column]? = nil) {
  for line in columnLines(rows, fitting: columns, width: Terminal.output.columns) { print(line.shown) }
}

/// - Parameter width: In characters; `nil` shows all.
func columnLines(_ rows: [[String]], fitting columns: [FittedTable.Column]? = nil, width: Int?) -> [String] {
  let count = rows.map(\.count).max() ?? 0
  let rows = rows.map { row in row.map(\.printableLine) + Array(repeating: "", count: count - row.count) }
  let widths = (0..<count).map { column in rows.map { $0[column].columns }.max() ?? 0 }
  let start = widths.dropLast().map { $0 + 2 }.reduce(0, +)
  if let width, columns == nil, start + (widths.last ?? 0) > width, start > width / 2 {
    // One below the other: no line would have room for a sentence.
    return rows.flatMap { row in
      row.dropLast().joined(separator: "  ").wrapped(to: width, indent: 2)
        + "    \(row.last ?? "")".wrapped(to: width, indent: 4).filter { $0.contains { $0 != " " } }
    }
  }
  guard let columns, let width else {
    return rows.flatMap { row in
      let cells = zip(row.dropLast(), widths).map { $0 + String(repeating: " ", count: $1 - $0.columns) }
      let line = (cells + row.suffix(1)).joined(separator: "  ")
      return (width.map { line.wrapped(to: $0, indent: start) } ?? [line]).map { $0.replacing(#/ +$/#, with: "") }
    }
  }
  return FittedTable(columns: columns, rows: rows).lines(width: width)
}
