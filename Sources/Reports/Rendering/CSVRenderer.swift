import CCSV

/// Writes tables as CSV (RFC 4180, line feeds) for programs: a header line, then one line for each row.
///
/// Texts are quoted by libcsv; numbers are bare. Cells not run are empty and failed ones say so. Columns with
/// deviations are followed by a column of them and one of the numbers of runs, columns with intervals, or ranges over ties, by columns of their ends. Row headers are repeated on every line. Title and general notes have no
/// place in the format: what all numbers share has columns of its own, and what a mark stands for is written out in headings, and in a last column `notes` for cells.
package struct CSVRenderer: Sendable {
  package init() {}

  /// The table as CSV.
  package func render(_ table: ReportTable) -> String {
    let keywords = Dictionary(
      table.footnotes.compactMap { note in note.symbol.map { ($0, note.keyword ?? note.text) } },
      uniquingKeysWith: { first, _ in first }
    )
    let rows = table.blocks.joined()
    let headings = table.columns.map { column in
      column.headings.map { Self.text($0, keywords) }.filter { !$0.isEmpty }.joined(separator: " ")
    }
    let columns = zip(table.columns.indices, headings).map { column, heading in
      CSVColumn(heading: heading, cells: rows.compactMap { column < $0.cells.count ? $0.cells[column] : nil })
    }
    let hasNotes = rows.contains { $0.cells.contains { !$0.marks.isEmpty } }
    var header = table.rowHeadings.map(Self.quoted)
    header += columns.flatMap(\.headings).map(Self.quoted)
    let constants = table.constants.sorted { $0.key < $1.key }
    header += constants.map { Self.quoted($0.key) }
    if hasNotes { header.append(Self.quoted("notes")) }
    let lines = rows.map { row -> [String] in
      var fields = table.rowHeadings.indices.map { index in
        Self.quoted(index < row.headers.count ? Self.text(row.headers[index], keywords) : "")
      }
      for (index, column) in columns.enumerated() {
        let cell = index < row.cells.count ? row.cells[index] : .notRun
        fields.append(Self.field(cell))
        fields += column.moreFields(of: cell.number)
      }
      fields += constants.map { Self.quoted($0.value) }
      if hasNotes { fields.append(Self.quoted(Self.notes(of: row, headings, keywords))) }
      return fields
    }
    return ([header] + lines).map { $0.joined(separator: ",") + "\n" }.joined()
  }

  private static func field(_ cell: ReportCell) -> String {
    switch cell.content {
    case .number(let number): number.fixedText
    case .text(let text): quoted(text)
    case .notRun: ""
    case .failed: quoted(ReportCell.failure)
    }
  }

  private static func text(_ label: ReportLabel, _ keywords: [String: String]) -> String {
    label.marks.reduce(label.text) { "\($0) (\(keywords[$1] ?? $1))" }
  }

  /// `keyword: columns` for each mark of the row's cells.
  private static func notes(of row: ReportRow, _ headings: [String], _ keywords: [String: String]) -> String {
    var columns: [(mark: String, headings: [String])] = []
    for (heading, cell) in zip(headings, row.cells) {
      for mark in cell.marks {
        if let index = columns.firstIndex(where: { $0.mark == mark }) {
          columns[index].headings.append(heading)
        } else {
          columns.append((mark, [heading]))
        }
      }
    }
    return columns.map { "\(keywords[$0.mark] ?? $0.mark): \($0.headings.joined(separator: ", "))" }
      .joined(separator: "; ")
  }

  /// The text in quotes, as libcsv writes it.
  ///
  /// A text that a spreadsheet would take for a formula gets an apostrophe in front.
  static func quoted(_ text: String) -> String {
    let isFormula = text.unicodeScalars.first.map { "=+-@\t\r".unicodeScalars.contains($0) } ?? false
    let source = Array((isFormula ? "'" + text : text).utf8)
    let capacity = csv_write(nil, 0, source, source.count)
    let bytes = [UInt8](unsafeUninitializedCapacity: capacity) { buffer, count in
      count = csv_write(buffer.baseAddress, capacity, source, source.count)
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}

/// What a table's column becomes: its values, and as many columns more as any of them needs.
private struct CSVColumn {
  private let heading: String
  private let hasDeviation: Bool
  private let hasInterval: Bool
  private let hasTies: Bool

  init(heading: String, cells: [ReportCell]) {
    let numbers = cells.compactMap(\.number)
    self.heading = heading
    hasDeviation = numbers.contains { $0.deviation != nil }
    hasInterval = numbers.contains { $0.interval != nil }
    hasTies = numbers.contains { $0.tieRange != nil }
  }

  var headings: [String] {
    let more =
      (hasDeviation ? ["std", "runs"] : []) + (hasInterval ? ["low", "high"] : [])
      + (hasTies ? ["lowest", "highest"] : [])
    return [heading] + more.map { "\(heading) \($0)" }
  }

  /// The fields after a value's own.
  func moreFields(of number: ReportNumber?) -> [String] {
    var fields: [String] = []
    if hasDeviation { fields += [number?.deviationText ?? "", number.map { String($0.count) } ?? ""] }
    if hasInterval {
      let ends = number?.intervalTexts
      fields += [ends?.lower ?? "", ends?.upper ?? ""]
    }
    if hasTies {
      let ends = number?.tieTexts
      fields += [ends?.lowest ?? "", ends?.highest ?? ""]
    }
    return fields
  }
}

extension ReportNumber {
  /// The number with its decimals and no plus sign, as programs read it.
  fileprivate var fixedText: String {
    let text = valueText
    return text.hasPrefix("+") ? String(text.dropFirst()) : text
  }
}
