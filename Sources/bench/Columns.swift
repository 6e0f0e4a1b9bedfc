import BenchCore
import Foundation

/// Prints rows with aligned columns; the last column is not padded.
func printColumns(_ rows: [[String]]) {
  let rows = rows.map { $0.map(\.printableLine) }
  let widths = (0..<(rows.map(\.count).max() ?? 0)).map { column in
    rows.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0
  }
  for row in rows {
    let cells = row.enumerated().map { column, text in
      column == row.count - 1 ? text : text.padding(toLength: widths[column], withPad: " ", startingAt: 0)
    }
    print(cells.joined(separator: "  "))
  }
}
