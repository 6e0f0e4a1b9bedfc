/// A table laid out: heading spans, and row headers with their repetitions found.
///
/// The part of the work that all renderers share.
struct TableGrid {
  /// A heading over one or more columns.
  struct Span {
    var label: ReportLabel
    var columns: Range<Int>
  }

  /// A row header, and how many rows it stands for: 0 where it repeats the row above.
  struct Header {
    var label: ReportLabel
    var rowSpan: Int
  }

  /// A row with as many headers and cells as the table has.
  struct Row {
    var headers: [Header]
    var cells: [ReportCell]
  }

  /// Heading rows, the outermost first; the last has one span for each column.
  let headings: [[Span]]
  /// Rows by block.
  let blocks: [[Row]]

  init(_ table: ReportTable) {
    headings = Self.headings(of: table.columns)
    blocks = table.blocks.map { block in
      let headers = Self.headers(of: block, count: table.rowHeadings.count)
      return zip(block, headers).map { row, headers in
        let padding = max(0, table.columns.count - row.cells.count)
        let cells = row.cells.prefix(table.columns.count) + Array(repeating: .notRun, count: padding)
        return Row(headers: headers, cells: Array(cells))
      }
    }
  }

  private static func headings(of columns: [ReportColumn]) -> [[Span]] {
    let depth = columns.map(\.headings.count).max() ?? 0
    let paths = columns.map { Array(repeating: ReportLabel(""), count: depth - $0.headings.count) + $0.headings }
    return (0..<depth).map { level in
      var spans: [Span] = []
      for (column, path) in paths.enumerated() {
        let continues =
          level < depth - 1 && column > 0 && paths[column - 1][...level] == path[...level]
          && !path[level].text.isEmpty
        if continues {
          spans[spans.count - 1].columns = spans[spans.count - 1].columns.lowerBound..<column + 1
        } else {
          spans.append(Span(label: path[level], columns: column..<column + 1))
        }
      }
      return spans
    }
  }

  /// A header repeats the one above if all headers to its left do too; the last header of a row never does.
  private static func headers(of block: [ReportRow], count: Int) -> [[Header]] {
    var result: [[Header]] = block.map { row in
      (0..<count).map { index in
        Header(label: index < row.headers.count ? row.headers[index] : "", rowSpan: 1)
      }
    }
    for index in 0..<max(0, count - 1) {
      var first = 0
      for row in result.indices.dropFirst() {
        if result[row][...index].map(\.label) == result[first][...index].map(\.label) {
          result[first][index].rowSpan += 1
          result[row][index].rowSpan = 0
        } else {
          first = row
        }
      }
    }
    return result
  }
}

extension ReportTable {
  /// The table cut between column groups into tables that `fits` accepts, as few as possible.
  ///
  /// Outer groups stay whole where they fit; a single column that does not is left as it is. Footnotes stay with the
  /// last part.
  func panels(fits: (ReportTable) -> Bool) -> [ReportTable] {
    guard !fits(self), !columns.isEmpty else { return [self] }
    var panels: [ReportTable] = []
    for part in parts(of: columns.indices, level: 0, of: TableGrid(self).headings, fits: fits) {
      if let last = panels.last, fits(last.appending(part)) {
        panels[panels.count - 1] = last.appending(part)
      } else {
        panels.append(part)
      }
    }
    guard panels.count > 1 else { return [self] }
    for index in panels.indices.dropLast() {
      panels[index].footnotes = []
      panels[index].emphasisNote = nil
    }
    return panels
  }

  /// The groups of a heading level within some columns, cut at the next level where they do not fit.
  private func parts(
    of columns: Range<Int>,
    level: Int,
    of headings: [[TableGrid.Span]],
    fits: (ReportTable) -> Bool
  ) -> [ReportTable] {
    guard level < headings.count else { return [keeping(columns: columns)] }
    return headings[level].filter { columns.contains($0.columns.lowerBound) }.flatMap { span in
      let part = keeping(columns: span.columns)
      return fits(part) ? [part] : parts(of: span.columns, level: level + 1, of: headings, fits: fits)
    }
  }

  private func keeping(columns kept: Range<Int>) -> ReportTable {
    var part = self
    part.columns = Array(columns[kept])
    part.blocks = blocks.map { block in
      block.map { row in
        var row = row
        row.cells = kept.map { $0 < row.cells.count ? row.cells[$0] : .notRun }
        return row
      }
    }
    return part
  }

  private func appending(_ other: ReportTable) -> ReportTable {
    var sum = self
    sum.columns += other.columns
    for block in sum.blocks.indices {
      for row in sum.blocks[block].indices {
        sum.blocks[block][row].cells += other.blocks[block][row].cells
      }
    }
    return sum
  }
}
