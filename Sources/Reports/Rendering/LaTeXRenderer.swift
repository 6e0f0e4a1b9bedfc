/// Writes tables as LaTeX with booktabs rules, numbers aligned at their decimal points by siunitx.
///
/// The output needs the packages that `packages` names, of which amssymb only where a table has check marks. A table wider
/// than the text is scaled down to it; one with very many columns is cut between column groups.
package struct LaTeXRenderer: Sendable {
  /// Number columns of one panel; a single wider group stays whole.
  package var columnsPerPanel: Int

  /// The packages that a document with such tables loads.
  static let packages = "booktabs,graphicx,amssymb,siunitx"

  package init(columnsPerPanel: Int = 15) {
    self.columnsPerPanel = columnsPerPanel
  }

  /// The table as a `table*` environment; one for each panel where it is cut, with `-2` and so on behind its label.
  package func render(_ table: ReportTable) -> String {
    let panels = table.panels { $0.columns.count <= columnsPerPanel }
    let floats = panels.enumerated().map { index, panel in
      let part = panels.count > 1 ? ", part \(index + 1) of \(panels.count)" : ""
      let label = table.label.map { index == 0 ? $0 : "\($0)-\(index + 1)" }
      return float(panel, title: panel.title + part, label: label).joined(separator: "\n") + "\n"
    }
    return "% Preamble: \\usepackage{\(Self.packages)} (siunitx 3 or later).\n" + floats.joined()
  }

  private func float(_ table: ReportTable, title: String, label: String?) -> [String] {
    let notes = table.notes(showingEmphasis: true).map { note in
      (note.symbol.map { "\(Self.superscript($0))~" } ?? "") + Self.escaped(note.text)
    }
    var lines = ["\\begin{table*}[tbp]", "\\centering"]
    if !title.isEmpty {
      // Without a caption a label would be that of the section.
      lines.append("\\caption{\(Self.escaped(title))}" + (label.map { "\\label{\($0)}" } ?? ""))
    }
    lines += ["\\footnotesize", "\\setlength{\\tabcolsep}{4pt}", Self.setup, "\\sbox0{%"] + tabular(table) + ["}%"]
    lines.append("\\ifdim\\wd0>\\linewidth\\resizebox{\\linewidth}{!}{\\usebox0}\\else\\usebox0\\fi")
    if !notes.isEmpty {
      lines.append("\\par\\smallskip")
      lines.append("\\parbox{\\linewidth}{\\scriptsize \(notes.joined(separator: "\\\\\n"))}")
    }
    return lines + ["\\end{table*}"]
  }

  /// Numbers in the text's font, bold where they are bold, and as they are written.
  private static let setup =
    "\\sisetup{mode=text,reset-text-series=false,retain-explicit-plus,group-digits=none,table-align-text-after=false}"

  /// A document of its own that shows the tables and compiles with pdfLaTeX.
  package func document(_ tables: [ReportTable]) -> String {
    let preamble = """
      \\documentclass{article}
      \\usepackage[margin=2cm]{geometry}
      \\usepackage{\(Self.packages)}
      \\begin{document}

      """
    return preamble + tables.map(render).joined(separator: "\\clearpage\n") + "\\end{document}\n"
  }

  private func tabular(_ table: ReportTable) -> [String] {
    let grid = TableGrid(table)
    let headerCount = table.rowHeadings.count
    let columns = table.columns.indices.map { column in
      LaTeXColumn(grid.blocks.joined().map { $0.cells[column] }).specification
    }
    let alignment = String(repeating: "l", count: headerCount) + columns.joined()
    var lines = ["\\begin{tabular}{\(alignment)}", "\\toprule"]
    for (level, spans) in grid.headings.enumerated() {
      let isInnermost = level == grid.headings.count - 1
      let front = isInnermost ? table.rowHeadings.map(Self.escaped) : Array(repeating: "", count: headerCount)
      let headings = spans.map { span in
        isInnermost
          ? "{\(Self.text(span.label))}"
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

  /// What stands in a cell: a number that siunitx reads with what follows it, or braces around what it is not to read.
  private static func text(_ cell: ReportCell) -> String {
    let marks = cell.marks.map(superscript).joined()
    switch cell.content {
    case .number(let number):
      let tail = tail(of: number, isBold: cell.emphasis == .best) + marks
      switch cell.emphasis {
      case .none: return number.valueText + tail
      case .best: return "\\bfseries \(number.valueText)\(tail)"
      // siunitx reads no number within a command, so the line is drawn below it afterwards.
      case .second: return "\(number.valueText)\\llap{\\underline{\\phantom{\(mathSigned(number.valueText))}}}\(tail)"
      }
    case .text(let text):
      switch cell.emphasis {
      case .none: return "{\(escaped(text))\(marks)}"
      case .best: return "{\\textbf{\(escaped(text))}\(marks)}"
      case .second: return "{\\underline{\(escaped(text))}\(marks)}"
      }
    case .notRun: return "{--\(marks)}"
    case .failed: return "{\\textit{\(ReportCell.failure)}\(marks)}"
    }
  }

  /// What follows a number: deviation and interval, in small letters.
  fileprivate static func tail(of number: ReportNumber, isBold: Bool = false) -> String {
    let deviation = number.deviationText.map { "\\,$\\pm$\\,\($0)" } ?? ""
    let interval = number.intervalTexts.map { "~[\(mathSigned($0.lower)), \(mathSigned($0.upper))]" } ?? ""
    guard !(deviation + interval).isEmpty else { return "" }
    return "{\(isBold ? "\\mdseries" : "")\\scriptsize\(deviation)\(interval)}"
  }

  private static func mathSigned(_ text: String) -> String {
    text.hasPrefix("-") || text.hasPrefix("+") ? "$\(text.prefix(1))$\(text.dropFirst())" : text
  }

  fileprivate static func superscript(_ mark: String) -> String {
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

/// A column of numbers as siunitx is told of it.
private struct LaTeXColumn {
  /// The column's type: `S` with room for the longest number and what follows it; `c` where there is no number.
  let specification: String

  init(_ cells: [ReportCell]) {
    let numbers = cells.compactMap(\.number)
    guard !numbers.isEmpty else {
      specification = "c"
      return
    }
    let texts = numbers.map(\.valueText)
    let sign = ["+", "-"].first { sign in texts.contains { $0.hasPrefix(sign) } } ?? ""
    let parts = texts.map { $0.drop { "+-".contains($0) }.split(separator: ".") }
    let whole = parts.compactMap(\.first?.count).max() ?? 1
    let decimals = parts.map { $0.count > 1 ? $0[1].count : 0 }.max() ?? 0
    // A loop: the optimiser of Swift 6.3.1 ends with an error of its own on `max(by:)` over cells.
    var tail = ""
    var length = 0
    for cell in cells {
      guard let number = cell.number else { continue }
      let own = number.spreadText.count + cell.marks.joined().count
      guard own > length else { continue }
      length = own
      tail = LaTeXRenderer.tail(of: number) + cell.marks.map(LaTeXRenderer.superscript).joined()
    }
    let room = tail.isEmpty ? "" : ",table-space-text-post={\(tail)}"
    specification = "S[table-format=\(sign)\(whole).\(decimals)\(room)]"
  }
}
