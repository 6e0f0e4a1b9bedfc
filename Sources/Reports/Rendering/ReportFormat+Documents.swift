/// Several tables in one document.
extension ReportFormat {
  /// The tables in this format, ending in a newline: text, Markdown, CSV and LaTeX one after the other, HTML as one page,
  /// JSON as an array unless there is a single table.
  package func rendered(_ tables: [ReportTable], styling: ReportStyling = .plain) -> String {
    switch self {
    case .html: return HTMLRenderer().page(tables)
    case .json where tables.count != 1:
      let documents = tables.map { JSONRenderer().render($0).dropLast() }
      return "[\n" + documents.joined(separator: ",\n") + "\n]\n"
    case .text, .markdown, .csv, .latex, .json:
      return tables.map { $0.rendered(as: self, styling: styling) }.joined(separator: "\n")
    }
  }
}
