package import BenchCore

/// A table for plots and statistics: one observation a row, one variable a column, all runs below each other.
///
/// `docs/export.md` explains every column. Rows come in pieces, so that no table need fit into memory.
package struct TidyTable: Sendable {
  /// The stem of the file's name.
  package let name: String
  /// The names of the columns.
  package let columns: [String]
  private let folder: TidyFolder
  /// Hands out a run's rows, some at a time.
  private let rows: @Sendable (_ run: TidyRun, _ emit: ([[TidyField]]) throws -> Void) throws -> Void

  init(
    _ name: String,
    in folder: TidyFolder,
    columns: [String],
    rows: @escaping @Sendable (_ run: TidyRun, _ emit: ([[TidyField]]) throws -> Void) throws -> Void
  ) {
    self.name = name
    self.folder = folder
    self.columns = columns
    self.rows = rows
  }

  /// All tables of a folder's runs.
  package static func all(of folder: TidyFolder) -> [TidyTable] {
    [
      runs(of: folder), metrics(of: folder), curves(of: folder), sampleSelections(of: folder), losses(of: folder),
      similarity(of: folder), queries(of: folder),
    ]
  }

  /// Whether it is written where it is asked for only: a line for each pair, head and epoch is a gigabyte soon.
  package var isLarge: Bool { name == "losses" }

  /// `NAME.csv`.
  package var fileName: String { "\(name).csv" }

  /// The header line.
  package var header: String { TidyField.line(columns.map { .text($0) }) }

  /// Hands the lines of one run to `write`, some at a time.
  package func writeLines(of record: RunRecord, named name: String, to write: (String) throws -> Void) throws {
    try rows(TidyRun(name: name, record: record, place: folder.place(of: name, record))) { rows in
      if !rows.isEmpty { try write(rows.map(TidyField.line).joined()) }
    }
  }
}

/// A run, the name of its file, and its place among the others.
struct TidyRun {
  /// The file's name without ending.
  let name: String
  let record: RunRecord
  let place: TidyFolder.Place

  /// What tells runs apart in every folder.
  static let keys = ["run", "dataset", "method", "noise_rate", "seed", "group", "in_tables"]

  /// What tells the runs of a folder apart: `keys`, and the fields in which they differ.
  static func keys(in folder: TidyFolder) -> [String] { keys + folder.fieldColumns }

  /// The run's values of `keys(in:)`.
  var keys: [TidyField] {
    let spec = record.spec
    return [
      .text(name), .text(spec.dataset.id), .text(spec.method.id), .number(spec.noise.rate),
      .integer(Int(clamping: spec.seed)), .text(place.group), .truth(place.isInTables),
    ] + place.values
  }
}

/// A cell of a tidy table.
package enum TidyField {
  case text(String)
  case number(Double)
  case integer(Int)
  case truth(Bool)
  case missing

  /// A number, or nothing.
  package init(_ value: Double?) {
    self = value.map { .number($0) } ?? .missing
  }

  /// A whole number, or nothing.
  package init(_ value: Int?) {
    self = value.map { .integer($0) } ?? .missing
  }

  /// The cell as CSV: texts quoted by libcsv and kept from being formulas, numbers with all their digits.
  var csv: String {
    switch self {
    case .text(let text): CSVRenderer.quoted(text)
    case .number(let value): value == value.rounded() && abs(value) < 1e15 ? String(Int(value)) : String(value)
    case .integer(let value): String(value)
    case .truth(let value): value ? "True" : "False"
    case .missing: ""
    }
  }

  /// A row as a line.
  package static func line(_ fields: [TidyField]) -> String {
    fields.map(\.csv).joined(separator: ",") + "\n"
  }
}
