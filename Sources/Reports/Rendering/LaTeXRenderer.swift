/// Writes tables as LaTeX with booktabs rules.
///
/// The output needs the packages booktabs and graphicx, and amssymb where a table has check marks. A table wider than
/// the text is scaled down to it; one with very many columns is cut between column groups.
package struct LaTeXRenderer: Sendable {
  /// Number columns of one panel; a single wider group stays whole.
  package var columnsPerPanel: Int

  package init(columnsPerPanel: Int = 15) {
    self.columnsPerPanel = columnsPerPanel
  }

  /// The table as a `table*` environment; one for each panel where it is cut.
  package func render(_ table: ReportTable) -> String {
    let panels = table.panels { $0.columns.count <= columnsPerPanel }
    let floats = panels.enumerated().map { index, panel in
      let part = panels.count > 1 ? ", part \(index + 1) of \(panels.count)" : ""
      return float(panel, title: panel.title + part).joined(separator: "\n") + "\n"
    }
    return "% Needs \\usepackage{booktabs,graphicx,amssymb}.\n" + floats.joined()
  }

  private func float(_ table: ReportTable, title: String) -> [String] {
    let notes = table.notes(showingEmphasis: true).map { note in
      (note.symbol.map { "\(Self.superscript($0))~" } ?? "") + Self.escaped(note.text)
    }
    var lines = ["\\begin{table*}[tbp]", "\\centering"]
    if !title.isEmpty { lines.append("\\caption{\(Self.escaped(title))}") }
    lines += ["\\footnotesize", "\\setlength{\\tabcolsep}{4pt}", "\\sbox0{%"] + tabular(table) + ["}%"]
    lines.append("\\ifdim\\wd0>\\linewidth\\resizebox{\\linewidth}{!}{\\usebox0}\\else\\usebox0\\fi")
    if !notes.isEmpty {
      lines.append("\\par\\smallskip")
      lines.append("\\parbox{\\linewidth}{\\scriptsize \(notes.joined(separator: "\\\\\n"))}")
    }
    return lines + ["\\end{table*}"]
  }

  /// A document of its own that shows the tables and compiles with pdfLaTeX.
  package func document(_ tables: [ReportTable]) -> String {
    let preamble = """
      \\documentclass{article}
      \\usepackage[margin=2cm]{geometry}
      \\usepackage{booktabs,graphicx,amssymb}
      \\begin{document}

      """
    return preamble + tables.map(render).joined(separator: "\\clearpage\n") + "\\end{document}\n"
  }

  private func tabular(_ table: ReportTable) -> [String] {
    let grid = TableGrid(table)
    let headerCount = table.rowHeadings.count
    let alignment = String(repeating: "l", count: headerCount) + String(repeating: "r", count: table.columns.count)
    var lines = ["\\begin{tabular}{\(alignment)}", "\\toprule"]
    for (level, spans) in grid.headings.enumerated() {
      let isInnermost = level == grid.headings.count - 1
      let front = isInnermost ? table.rowHeadings.map(Self.escaped) : Array(repeating: "", count: headerCount)
      let headings = spans.map { span in
        isInnermost
          ? Self.text(span.label)
          : "\\multicolumn{\(span.columns.count)}{c}{\(Self.text(span.label))}"
      }
      lines.append(Self.line(front + headings))
      guard !isInnermost else { continue }
      let rules = spans.filter { !$0.label.text.isEmpty }.map { span in
        let first = headerCount + span.columns.lowerBound + 1
        return "\\cmidrule(lr){\(first)-\(first + span.columns.count - 1)}"
      }
      lines.append(rules.joined(separator: " "))
    }
    for block in grid.blocks {
      lines.append("\\midrule")
      lines += block.map { row in
        Self.line(row.headers.map { $0.rowSpan == 0 ? "" : Self.text($0.label) } + row.cells.map(Self.text))
      }
    }
    return lines + ["\\bottomrule", "\\end{tabular}"]
  }

  /// Cells of a line; `\relax` keeps a bracket or star at its start from being read as an option of the line before.
  private static func line(_ cells: [String]) -> String {
    let first = cells.first ?? ""
    let guardedFirst = first.hasPrefix("[") || first.hasPrefix("*") ? "\\relax " + first : first
    return ([guardedFirst] + cells.dropFirst()).joined(separator: " & ") + " \\\\"
  }

  private static func text(_ label: ReportLabel) -> String {
    escaped(label.text) + label.marks.map(superscript).joined()
  }

  private static func text(_ cell: ReportCell) -> String {
    let marks = cell.marks.map(superscript).joined()
    switch cell.content {
    case .number(let number):
      let deviation = number.deviationText.map { "{\\scriptsize\\,$\\pm$\\,\($0)}" } ?? ""
      let interval =
        number.intervalTexts.map { "{\\scriptsize~[\(mathSigned($0.lower)), \(mathSigned($0.upper))]}" } ?? ""
      return emphasized(mathSigned(number.valueText), cell.emphasis) + deviation + interval + marks
    case .text(let text): return emphasized(escaped(text), cell.emphasis) + marks
    case .notRun: return "--" + marks
    case .failed: return "\\textit{\(ReportCell.failure)}" + marks
    }
  }

  private static func mathSigned(_ text: String) -> String {
    text.hasPrefix("-") || text.hasPrefix("+") ? "$\(text.prefix(1))$\(text.dropFirst())" : text
  }

  private static func emphasized(_ text: String, _ emphasis: ReportCell.Emphasis) -> String {
    switch emphasis {
    case .none: text
    case .best: "\\textbf{\(text)}"
    case .second: "\\underline{\(text)}"
    }
  }

  private static func superscript(_ mark: String) -> String {
    "\\textsuperscript{\(escaped(mark))}"
  }

  /// Text that LaTeX sets as it is. Letters beyond ASCII are left to the document's input encoding.
  static func escaped(_ text: String) -> String {
    text.singleLine.escaped { replacements[$0] }
  }

  private static let replacements: [Unicode.Scalar: String] = [
    "\\": "\\textbackslash{}", "{": "\\{", "}": "\\}", "$": "\\$", "&": "\\&", "#": "\\#", "%": "\\%", "_": "\\_",
    "^": "\\textasciicircum{}", "~": "\\textasciitilde{}", "<": "\\textless{}", ">": "\\textgreater{}",
    "|": "\\textbar{}", "\"": "\\char34{}", "`": "\\textasciigrave{}", "±": "$\\pm$", "×": "$\\times$",
    "–": "--", "—": "---", "’": "'", "−": "$-$", "…": "\\ldots{}", "†": "\\dag{}", "‡": "\\ddag{}", "§": "\\S{}",
    "¶": "\\P{}",
    "✓": "$\\checkmark$", "≥": "$\\geq$", "≤": "$\\leq$", "→": "$\\rightarrow$", "\u{fffd}": "?",
  ]
}
