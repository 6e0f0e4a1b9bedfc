import ArgumentParser
import Reports

/// What one table is called in a paper.
struct CaptionOptions: ParsableArguments {
  @Option(help: ArgumentHelp("The caption, in every format, in the place of the table's title.", valueName: "text"))
  var caption: String?

  @Option(
    help: ArgumentHelp(
      "What \\ref calls the table in LaTeX (default: tab: and the name of its file, as in tab:rde-1).",
      valueName: "label"))
  var label: String?

  func validate() throws {
    guard let label else { return }
    guard !label.isEmpty, label.allSatisfy(\.isLabelCharacter) else {
      throw ValidationError("--label is of letters, digits and :.-+/, as in tab:noise, not `\(label)`")
    }
  }

  /// Refuses a label where no format shows it.
  func check(for formats: [ReportFormat]) throws {
    if label != nil, !formats.contains(.latex) { throw ValidationError("--label is LaTeX's: add --format latex") }
  }

  /// The tables as they are called.
  func applied(to tables: [NamedTable]) throws -> [NamedTable] {
    guard caption != nil || label != nil else { return tables }
    guard tables.count == 1 else {
      throw ValidationError("--caption and --label are of one table, and there are \(tables.count) here")
    }
    return tables.map { table in
      var table = table
      table.table.title = caption ?? table.table.title
      table.table.label = label ?? table.table.label
      return table
    }
  }
}
