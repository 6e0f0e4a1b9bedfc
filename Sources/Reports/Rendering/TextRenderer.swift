/// Writes tables for a terminal: aligned columns, thin rules, numbers aligned at their decimal points.
package struct TextRenderer: Sendable {
  /// Width limit, and whether best and second best are set in bold and underlined.
  package var styling: ReportStyling

  package init(styling: ReportStyling = .plain) {
    self.styling = styling
  }

  /// The table as lines of text. A table wider than the limit comes without empty columns, and as panels, each with the row
  /// headers.
  package func render(_ table: ReportTable) -> String {
    let limit = styling.maximumWidth ?? .max
    let table = TextPanel(table).width <= limit ? table : table.withoutEmptyColumns()
    let panels = table.panels { TextPanel($0).width <= limit }.map(TextPanel.init)
    let width = panels.map(\.width).max() ?? 0
    let bodies = panels.map { $0.lines(styled: styling.usesTerminalStyles).joined(separator: "\n") }
    let noteWidth = min(max(width, 72), limit)
    let notes = table.notes(showingEmphasis: styling.usesTerminalStyles).flatMap { $0.lines(width: noteWidth) }
    let title = table.title.singleLine.wrapped(to: noteWidth).joined(separator: "\n")
    let parts = [title, bodies.joined(separator: "\n\n"), notes.joined(separator: "\n")]
    return parts.filter { !$0.isEmpty }.joined(separator: "\n\n") + "\n"
  }
}

extension ReportFootnote {
  /// The note in lines of a width; a command begins a line and goes on where a line ends with a backslash.
  fileprivate func lines(width: Int) -> [String] {
    let text = (symbol.map { "\($0) " } ?? "").appending(text).singleLine
    guard let command = command?.singleLine, text.hasSuffix(command) else { return text.wrapped(to: width) }
    var lines = command.shellWords.joined(inLinesOf: width - 4)
    for index in lines.indices {
      lines[index] = "  \(lines[index])" + (index < lines.count - 1 ? " \\" : "")
    }
    return String(text.dropLast(command.count)).wrapped(to: width) + lines
  }
}

extension String {
  /// The words that a shell takes a command for, as they are written: a space in quotes or behind a backslash ends none.
  fileprivate var shellWords: [String] {
    var words = [""]
    var (isQuoted, isEscaped) = (false, false)
    for character in self {
      if character == " ", !isQuoted, !isEscaped {
        words.append("")
        continue
      }
      words[words.count - 1].append(character)
      if character == "'", !isEscaped { isQuoted.toggle() }
      isEscaped = character == "\\" && !isQuoted && !isEscaped
    }
    return words.filter { !$0.isEmpty }
  }
}

extension ReportTable {
  /// The footnotes, with the one about bold and underline in front if the format shows those.
  func notes(showingEmphasis: Bool) -> [ReportFootnote] {
    let hasEmphasis = blocks.joined().contains { $0.cells.contains { $0.emphasis != .none } }
    guard showingEmphasis, hasEmphasis, let emphasisNote else { return footnotes }
    return [ReportFootnote(emphasisNote)] + footnotes
  }
}

/// A table, or a part of it, with the width of each column.
private struct TextPanel {
  /// A number's digits, aligned on their right, and what follows them, aligned on its left.
  struct CellText {
    var lead: String
    var tail: String
    var isNumber: Bool
  }

  private let table: ReportTable
  private let grid: TableGrid
  private let cells: [[[CellText]]]
  private var headerWidths: [Int]
  private var leadWidths: [Int]
  private var tailWidths: [Int]
  private let gaps: [Int]

  init(_ table: ReportTable) {
    self.table = table
    grid = TableGrid(table)
    cells = grid.blocks.map { $0.map { $0.cells.map(Self.text) } }
    headerWidths = table.rowHeadings.map(\.singleLine.terminalWidth)
    leadWidths = table.columns.map { _ in 0 }
    tailWidths = leadWidths
    let groupStarts = Set(grid.headings.count > 1 ? grid.headings[0].map(\.columns.lowerBound) : [0])
    gaps = table.columns.indices.map { groupStarts.contains($0) ? 4 : 2 }
    fitCells()
    fitHeadings()
  }

  /// Terminal columns of the widest line.
  var width: Int {
    headerAreaWidth + zip(gaps, columnWidths).reduce(0) { $0 + $1.0 + $1.1 }
  }

  private var columnWidths: [Int] { zip(leadWidths, tailWidths).map(+) }
  private var headerAreaWidth: Int { headerWidths.reduce(0, +) + 2 * max(0, headerWidths.count - 1) }

  private static func text(_ cell: ReportCell) -> CellText {
    let marks = cell.marks.joined()
    switch cell.content {
    case .number(let number):
      return CellText(lead: number.valueText, tail: number.spreadText + marks, isNumber: true)
    case .text(let text): return CellText(lead: text.singleLine + marks, tail: "", isNumber: false)
    case .notRun: return CellText(lead: ReportCell.dash + marks, tail: "", isNumber: false)
    case .failed: return CellText(lead: ReportCell.failure + marks, tail: "", isNumber: false)
    }
  }

  private mutating func fitCells() {
    for (gridRow, texts) in zip(grid.blocks.joined(), cells.joined()) {
      for (index, header) in gridRow.headers.enumerated() {
        headerWidths[index] = max(headerWidths[index], header.label.plainText.terminalWidth)
      }
      for (column, text) in texts.enumerated() where text.isNumber {
        leadWidths[column] = max(leadWidths[column], text.lead.terminalWidth)
        tailWidths[column] = max(tailWidths[column], text.tail.terminalWidth)
      }
    }
    for texts in cells.joined() {
      for (column, text) in texts.enumerated() where !text.isNumber {
        leadWidths[column] = max(leadWidths[column], text.lead.terminalWidth - tailWidths[column])
      }
    }
  }

  /// Widens columns whose headings are wider than their cells, the innermost headings first.
  private mutating func fitHeadings() {
    for spans in grid.headings.reversed() {
      for span in spans {
        let missing = span.label.plainText.terminalWidth - width(of: span.columns)
        if missing > 0 { leadWidths[span.columns.lowerBound] += missing }
      }
    }
  }

  private func width(of columns: Range<Int>) -> Int {
    columns.reduce(0) { $0 + leadWidths[$1] + tailWidths[$1] } + columns.dropFirst().reduce(0) { $0 + gaps[$1] }
  }

  func lines(styled: Bool) -> [String] {
    let rule = String(repeating: "─", count: width)
    let bodies = zip(grid.blocks, cells).map { rows, texts in
      zip(rows, texts).map { line(of: $0, $1, styled: styled) }
    }
    return (headingLines() + bodies.flatMap { [rule] + $0 } + [rule]).map(\.trimmingTrailingSpaces)
  }

  private func headingLines() -> [String] {
    let blank = String(repeating: " ", count: headerAreaWidth)
    let rowHeadings = zip(table.rowHeadings, headerWidths).map { $0.singleLine.rightPadded(to: $1) }
    return grid.headings.enumerated().flatMap { level, spans in
      let isInnermost = level == grid.headings.count - 1
      let labels = spans.map { span -> String in
        let text = span.label.plainText
        let width = width(of: span.columns)
        return isInnermost ? text.leftPadded(to: width) : text.centered(in: width)
      }
      let area = isInnermost ? rowHeadings.joined(separator: "  ") : blank
      let headings = area + zip(spans, labels).map { gap(before: $0) + $1 }.joined()
      guard !isInnermost else { return [headings] }
      let rules = spans.map { span in
        String(repeating: span.label.text.isEmpty ? " " : "─", count: width(of: span.columns))
      }
      return [headings, blank + zip(spans, rules).map { gap(before: $0) + $1 }.joined()]
    }
  }

  private func gap(before span: TableGrid.Span) -> String {
    String(repeating: " ", count: gaps[span.columns.lowerBound])
  }

  private func line(of row: TableGrid.Row, _ texts: [CellText], styled: Bool) -> String {
    let headers = zip(row.headers, headerWidths).map { header, width in
      (header.rowSpan == 0 ? "" : header.label.plainText).rightPadded(to: width)
    }
    let cells = texts.indices.map { column -> String in
      let text = texts[column]
      let lead = styled ? Self.styled(text.lead, row.cells[column].emphasis) : text.lead
      let leadWidth = leadWidths[column] + (text.isNumber ? 0 : tailWidths[column])
      let before = String(repeating: " ", count: gaps[column] + max(0, leadWidth - text.lead.terminalWidth))
      return before + lead + (text.isNumber ? text.tail.rightPadded(to: tailWidths[column]) : "")
    }
    return headers.joined(separator: "  ") + cells.joined()
  }

  private static func styled(_ text: String, _ emphasis: ReportCell.Emphasis) -> String {
    switch emphasis {
    case .none: text
    case .best: "\u{1b}[1m\(text)\u{1b}[0m"
    case .second: "\u{1b}[4m\(text)\u{1b}[0m"
    }
  }
}
