import BenchCore

/// A table that cannot be made as asked.
package enum ReportFailure: BenchFailure, Equatable {
  /// No run has a field, or no row or column, of this name.
  case unknownField(String, known: [String])
  /// Tables of papers do not have what was to be shown of them.
  case notInTable(String, tables: [String], known: [String])
  /// Several fields end in this name.
  case ambiguousField(String, paths: [String])
  /// A field cannot be both in the rows and in the columns, or twice in one of them.
  case repeatedField(String)
  /// No published table has this name.
  case unknownTable(String, known: [String])
  /// A published table is not what it should be.
  case malformedTable(String, record: Int, problem: String)
  /// A file with a published table cannot be read.
  case unreadableTable(String, reason: String)

  package var problem: String {
    switch self {
    case .unknownField(let name, _): "nothing is called \(name) here"
    case .notInTable(let name, let tables, _):
      "\(tables.joined(separator: ", ")) \(tables.count == 1 ? "has" : "have") no \(name)"
    case .ambiguousField(let name, _): "several fields are called \(name)"
    case .repeatedField(let name): "\(name) is asked for twice among rows and columns"
    case .unknownTable(let name, _): "no published table \(name)"
    case .malformedTable(_, _, let problem): problem
    case .unreadableTable(_, let reason): "cannot read the table: \(reason)"
    }
  }

  /// The published table and record.
  package var location: String? {
    switch self {
    case .malformedTable(let name, let record, _): "\(name), record \(record)"
    case .unreadableTable(let name, _): name
    case .unknownField, .notInTable, .ambiguousField, .repeatedField, .unknownTable: nil
    }
  }

  package var isUsage: Bool {
    switch self {
    case .unknownField, .notInTable, .ambiguousField, .repeatedField, .unknownTable: true
    case .malformedTable, .unreadableTable: false
    }
  }

  /// Close matches, or what to do.
  package var remedy: String? {
    switch self {
    case .unknownField(let name, let known), .unknownTable(let name, let known):
      Suggestion.phrase(for: name, in: known)
    case .notInTable(_, _, let known): "there is \(known.joined(separator: ", "))"
    case .ambiguousField(_, let paths): "name one of \(paths.joined(separator: ", "))"
    case .repeatedField: "name it once"
    case .malformedTable: "docs/adding-a-table.md describes the format"
    case .unreadableTable: nil
    }
  }
}
