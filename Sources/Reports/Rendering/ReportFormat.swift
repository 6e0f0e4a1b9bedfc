/// A format tables can be written in.
package enum ReportFormat: String, Sendable, CaseIterable {
  case text, markdown, csv, latex, html, json

  /// The usual ending of a file in this format.
  package var fileExtension: String {
    switch self {
    case .text: "txt"
    case .markdown: "md"
    case .csv: "csv"
    case .latex: "tex"
    case .html: "html"
    case .json: "json"
    }
  }
}

/// How the terminal format looks; other formats do not ask.
package struct ReportStyling: Sendable, Equatable {
  /// Whether to use the terminal's bold and underline for best and second best.
  package var usesTerminalStyles: Bool
  /// Columns of the terminal: a wider table is cut into panels between column groups. `nil` for no limit.
  package var maximumWidth: Int?

  package init(usesTerminalStyles: Bool = false, maximumWidth: Int? = nil) {
    self.usesTerminalStyles = usesTerminalStyles
    self.maximumWidth = maximumWidth
  }

  /// Plain text of any width, as for a file.
  package static let plain = ReportStyling()
}

extension ReportTable {
  /// The table in `format`, ending in a newline. HTML is a whole page, LaTeX a `table` environment.
  package func rendered(as format: ReportFormat, styling: ReportStyling = .plain) -> String {
    switch format {
    case .text: TextRenderer(styling: styling).render(self)
    case .markdown: MarkdownRenderer().render(self)
    case .csv: CSVRenderer().render(self)
    case .latex: LaTeXRenderer().render(self)
    case .html: HTMLRenderer().page([self])
    case .json: JSONRenderer().render(self)
    }
  }
}
