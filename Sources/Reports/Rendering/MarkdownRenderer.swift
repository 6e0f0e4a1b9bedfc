/// Writes tables as GitHub-flavoured Markdown, padded so that the source reads well too.
package struct MarkdownRenderer: Sendable {
  package init() {}

  /// A heading, the table and its footnotes. Group headings go in front of their columns' headings.
  package func render(_ table: ReportTable) -> String {
    let grid = TableGrid(table)
    let headings = table.columns.map { column in
      column.headings.map(Self.text).filter { !$0.isEmpty }.joined(separator: " ")
    }
    let rows = grid.blocks.joined().map { row in
      row.headers.map { $0.rowSpan == 0 ? "" : Self.text($0.label) } + row.cells.map(Self.text)
    }
    let all = [table.rowHeadings.map(Self.escaped) + headings] + rows
    let widths = all[0].indices.map { column in max(3, all.map { $0[column].terminalWidth }.max() ?? 0) }
    let headerCount = table.rowHeadings.count
    let delimiters = widths.enumerated().map { column, width in
      column < headerCount ? String(repeating: "-", count: width) : String(repeating: "-", count: width - 1) + ":"
    }
    let lines = ([all[0], delimiters] + rows).map { cells in
      let padded = cells.enumerated().map { column, cell in
        column < headerCount ? cell.rightPadded(to: widths[column]) : cell.leftPadded(to: widths[column])
      }
      return "| " + padded.joined(separator: " | ") + " |"
    }
    let notes = table.notes(showingEmphasis: true).map { note in
      "- " + Self.escaped((note.symbol.map { "\($0) " } ?? "") + note.text)
    }
    let title = table.title.isEmpty ? "" : "### " + Self.escaped(table.title)
    return [title, lines.joined(separator: "\n"), notes.joined(separator: "\n")]
      .filter { !$0.isEmpty }.joined(separator: "\n\n") + "\n"
  }

  private static func text(_ label: ReportLabel) -> String {
    escaped(label.text) + label.marks.map(escaped).joined()
  }

  private static func text(_ cell: ReportCell) -> String {
    let marks = cell.marks.map(escaped).joined()
    switch cell.content {
    case .number(let number):
      return emphasized(number.valueText, cell.emphasis) + escaped(number.spreadText) + marks
    case .text(let text): return emphasized(escaped(text), cell.emphasis) + marks
    case .notRun: return ReportCell.dash + marks
    case .failed: return ReportCell.failure + marks
    }
  }

  private static func emphasized(_ text: String, _ emphasis: ReportCell.Emphasis) -> String {
    switch emphasis {
    case .none: text
    case .best: "**\(text)**"
    case .second: "<u>\(text)</u>"
    }
  }

  /// Text that Markdown shows as it is: every character with a meaning inside a line is preceded by a backslash.
  static func escaped(_ text: String) -> String {
    text.singleLine.escaped { "\\`*_[]<>|#~&$!".unicodeScalars.contains($0) ? "\\\($0)" : nil }
  }
}
