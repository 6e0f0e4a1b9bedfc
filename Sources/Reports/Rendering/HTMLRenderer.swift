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
      lines += ["<h3>\(title)</h3>", Self.region(title), "<table class=\"sortable\" aria-label=\"\(title)\">"]
    } else {
      lines += [Self.region(title), "<table>"]
      if !title.isEmpty { lines.append("<caption>\(title)</caption>") }
    }
    lines.append("<thead>")
    for (level, spans) in grid.headings.enumerated() {
      var row = ""
      if level == 0 {
        let rowSpan = hasGroups ? " rowspan=\"\(grid.headings.count)\"" : ""
        row += table.rowHeadings.enumerated().map { column, heading in
          let name = Self.isName(heading) ? " name" : ""
          return "<th scope=\"col\" class=\"row\(name)\"\(rowSpan)\(place(column))>\(Self.escaped(heading))</th>"
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
        let headers = zip(table.rowHeadings, row.headers).filter { isSortable || $1.rowSpan > 0 }.map {
          heading, header in
          let span = header.rowSpan > 1 && !isSortable ? " rowspan=\"\(header.rowSpan)\"" : ""
          let name = Self.isName(heading) ? " class=\"name\"" : ""
          return "<th scope=\"row\"\(name)\(span)>\(Self.text(header.label))</th>"
        }
        let cells = row.cells.enumerated().map { column, cell in
          Self.element(cell, startsGroup: hasGroups && groupStarts.contains(column))
        }
        return "<tr\(keys(of: row, table.rowHeadings))>\(headers.joined())\(cells.joined())</tr>"
      }
      lines.append("</tbody>")
    }
    lines += ["</table>", "</div>"]
    let notes = table.notes(showingEmphasis: true).map { note in
      "<li>\(note.symbol.map { "<sup>\(Self.escaped($0))</sup> " } ?? "")\(Self.escaped(note.text))</li>"
    }
    if !notes.isEmpty { lines.append("<figcaption><ul>\(notes.joined())</ul></figcaption>") }
    return (lines + ["</figure>"]).joined(separator: "\n") + "\n"
  }

  /// Whether a row header says whose numbers they are, and stays in view where the table is scrolled.
  private static func isName(_ heading: String) -> Bool { heading.hasPrefix(TableField.method.title) }

  /// The start of what scrolls where the table is wider than the window, by keys too.
  private static func region(_ title: String) -> String {
    "<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"\(title.isEmpty ? "Table" : title)\">"
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
    <main>
    \(tables.map(render).joined())</main>
    </body>
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
    :root { color-scheme: light dark; --page: #fff; --ink: #1c2430; --quiet: #5b6675; --bad: #b3261e; --shade: #1c24304d; }
    @media (prefers-color-scheme: dark) {
      :root { --page: #10151c; --ink: #e6ebf1; --quiet: #9ba8b8; --bad: #ff8a80; --shade: #7bb8f54d; }
    }
    body { font: 15px/1.45 system-ui, sans-serif; margin: 2rem; background: var(--page); color: var(--ink); }
    figure.report { margin: 0 0 3rem; }
    .scroll {
      overflow-x: auto;
      background: linear-gradient(to right, var(--page) 40%, transparent) left / 3rem 100% no-repeat local,
        linear-gradient(to left, var(--page) 40%, transparent) right / 3rem 100% no-repeat local,
        linear-gradient(to right, var(--shade), transparent) left / .8rem 100% no-repeat scroll,
        linear-gradient(to left, var(--shade), transparent) right / .8rem 100% no-repeat scroll;
    }
    @media (max-width: 40rem) { body { margin: 1rem; } }
    table { border-collapse: collapse; font-variant-numeric: tabular-nums; border-bottom: 2px solid; }
    caption { position: sticky; left: 0; max-width: calc(100vw - 2rem); text-align: left; font-weight: 600; padding-bottom: .6rem; }
    th, td { padding: .2rem .6rem; white-space: nowrap; }
    td, thead th { text-align: right; }
    tbody th { text-align: left; font-weight: 400; vertical-align: top; }
    .name { position: sticky; left: 0; z-index: 1; background: var(--page); }
    thead th.row { text-align: left; vertical-align: bottom; }
    thead th[scope=colgroup] { text-align: center; border-bottom: 1px solid #8888; }
    thead { border-top: 2px solid; border-bottom: 1px solid; }
    tbody + tbody { border-top: 1px solid #8888; }
    .start { padding-left: 1.6rem; }
    tbody tr:hover > td { background: #8882; }
    .missing, small { color: var(--quiet); }
    .failed { color: var(--bad); }
    figcaption { font-size: .87em; max-width: 60rem; }
    figcaption ul { list-style: none; padding: 0; }
    """
}
