/// Writes tables as HTML with row and column scopes, for browsers and screen readers.
package struct HTMLRenderer: Sendable {
  /// Whether rows stand alone, each with all its headers, and carry what a script needs to sort and filter them.
  package var isSortable: Bool

  package init(isSortable: Bool = false) {
    self.isSortable = isSortable
  }

  /// The table as a `figure` element.
  package func render(_ table: ReportTable) -> String {
    let grid = TableGrid(table)
    let groupStarts = Set(grid.headings.first.map { $0.map(\.columns.lowerBound) } ?? [])
    let hasGroups = grid.headings.count > 1
    let title = Self.escaped(table.title)
    var lines = ["<figure class=\"report\">"]
    if isSortable {
      // The heading stays in view where the table is wider than the window.
      lines += ["<h3>\(title)</h3>", "<div class=\"scroll\">", "<table class=\"sortable\" aria-label=\"\(title)\">"]
    } else {
      lines.append("<table>")
      if !title.isEmpty { lines.append("<caption>\(title)</caption>") }
    }
    lines.append("<thead>")
    for (level, spans) in grid.headings.enumerated() {
      var row = ""
      if level == 0 {
        let rowSpan = hasGroups ? " rowspan=\"\(grid.headings.count)\"" : ""
        row += table.rowHeadings.enumerated().map { column, heading in
          "<th scope=\"col\" class=\"row\"\(rowSpan)\(place(column))>\(Self.escaped(heading))</th>"
        }.joined()
      }
      let isInnermost = level == grid.headings.count - 1
      row += spans.map { span in
        let scope = isInnermost ? "scope=\"col\"" : "scope=\"colgroup\" colspan=\"\(span.columns.count)\""
        let start = hasGroups && groupStarts.contains(span.columns.lowerBound) ? " class=\"start\"" : ""
        let column = isInnermost ? place(table.rowHeadings.count + span.columns.lowerBound) : ""
        return "<th \(scope)\(start)\(column)>\(Self.text(span.label))</th>"
      }.joined()
      lines.append("<tr>\(row)</tr>")
    }
    lines.append("</thead>")
    for block in grid.blocks {
      lines.append("<tbody>")
      lines += block.map { row in
        let headers = row.headers.filter { isSortable || $0.rowSpan > 0 }.map { header in
          let span = header.rowSpan > 1 && !isSortable ? " rowspan=\"\(header.rowSpan)\"" : ""
          return "<th scope=\"row\"\(span)>\(Self.text(header.label))</th>"
        }
        let cells = row.cells.enumerated().map { column, cell in
          Self.element(cell, startsGroup: hasGroups && groupStarts.contains(column))
        }
        return "<tr\(keys(of: row, table.rowHeadings))>\(headers.joined())\(cells.joined())</tr>"
      }
      lines.append("</tbody>")
    }
    lines.append(isSortable ? "</table>\n</div>" : "</table>")
    let notes = table.notes(showingEmphasis: true).map { note in
      "<li>\(note.symbol.map { "<sup>\(Self.escaped($0))</sup> " } ?? "")\(Self.escaped(note.text))</li>"
    }
    if !notes.isEmpty { lines.append("<figcaption><ul>\(notes.joined())</ul></figcaption>") }
    return (lines + ["</figure>"]).joined(separator: "\n") + "\n"
  }

  /// The column's number, from 0, for scripts.
  private func place(_ column: Int) -> String {
    isSortable ? " data-column=\"\(column)\"" : ""
  }

  /// What a row can be filtered by: `data-noise="20%"` for the header below `Noise`.
  private func keys(of row: TableGrid.Row, _ headings: [String]) -> String {
    guard isSortable else { return "" }
    return zip(headings, row.headers).map { heading, header in
      let key = heading.lowercased().filter { $0.isASCII && $0.isLetter }
      return key.isEmpty ? "" : " data-\(key)=\"\(Self.escaped(header.label.text))\""
    }.joined()
  }

  /// A page that needs no other file.
  package func page(_ tables: [ReportTable]) -> String {
    """
    <!DOCTYPE html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>\(Self.escaped(tables.first?.title ?? ""))</title>
    <style>
    \(Self.styleSheet)
    </style>
    </head>
    <body>
    \(tables.map(render).joined())</body>
    </html>

    """
  }

  private static func element(_ cell: ReportCell, startsGroup: Bool) -> String {
    var classes = startsGroup ? ["start"] : []
    let content: String
    switch cell.content {
    case .number(let number):
      let spread = number.spreadText
      content =
        emphasized(number.valueText, cell.emphasis)
        + (spread.isEmpty ? "" : " <small>\(spread.dropFirst())</small>")
    case .text(let text):
      content = emphasized(escaped(text), cell.emphasis)
    case .notRun:
      content = "–"
      classes.append("missing")
    case .failed:
      content = ReportCell.failure
      classes.append("failed")
    }
    let attribute = classes.isEmpty ? "" : " class=\"\(classes.joined(separator: " "))\""
    return "<td\(attribute)>\(content)\(cell.marks.map { "<sup>\(escaped($0))</sup>" }.joined())</td>"
  }

  private static func emphasized(_ text: String, _ emphasis: ReportCell.Emphasis) -> String {
    switch emphasis {
    case .none: text
    case .best: "<b>\(text)</b>"
    case .second: "<u>\(text)</u>"
    }
  }

  private static func text(_ label: ReportLabel) -> String {
    escaped(label.text) + label.marks.map { "<sup>\(escaped($0))</sup>" }.joined()
  }

  /// Text that HTML shows as it is, in an element or a quoted attribute.
  static func escaped(_ text: String) -> String {
    text.singleLine.escaped { scalar in
      switch scalar {
      case "&": "&amp;"
      case "<": "&lt;"
      case ">": "&gt;"
      case "\"": "&quot;"
      case "'": "&#39;"
      default: nil
      }
    }
  }

  private static let styleSheet = """
    :root { color-scheme: light dark; }
    body { font: 15px/1.45 system-ui, sans-serif; margin: 2rem; }
    figure.report { margin: 0 0 3rem; overflow-x: auto; }
    table { border-collapse: collapse; font-variant-numeric: tabular-nums; border-bottom: 2px solid; }
    caption { text-align: left; font-weight: 600; padding-bottom: .6rem; }
    th, td { padding: .2rem .6rem; white-space: nowrap; }
    td, thead th { text-align: right; }
    tbody th { text-align: left; font-weight: 400; vertical-align: top; }
    thead th.row { text-align: left; vertical-align: bottom; }
    thead th[scope=colgroup] { text-align: center; border-bottom: 1px solid #8888; }
    thead { border-top: 2px solid; border-bottom: 1px solid; }
    tbody + tbody { border-top: 1px solid #8888; }
    .start { padding-left: 1.6rem; }
    tbody tr:hover > td { background: #8882; }
    .missing, small { opacity: .65; }
    .failed { color: #c0392b; }
    figcaption { font-size: .87em; max-width: 60rem; }
    figcaption ul { list-style: none; padding: 0; }
    """
}
