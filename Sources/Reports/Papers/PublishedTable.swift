package import BenchCore
import Foundation

/// A table of a paper as published, cell by cell.
///
/// The files in `Published/` are copies of the project's reference tables and compiled into the program. Sources: RDE
/// ("Noisy-Correspondence Learning for Text-to-Image Person Re-identification", CVPR 2024), Tables 1-3, and 7 and 8 of
/// its supplement; AMNS ("Attention-Weighted Selective Mask and Noise Label Suppression for Text-to-Image Person
/// Retrieval", 2024), Tables I-III.
package struct PublishedTable: Sendable, Equatable {
  /// The file's name without ending, such as `rde_table1`.
  package let name: String
  /// The names of the columns.
  package let header: [String]
  /// The cells as text, row by row; empty where the paper has a dash.
  package let rows: [[String]]

  /// The names of all published tables.
  package static let names = files.keys.sorted()

  /// Reads a table by its name.
  ///
  /// - Throws: `ReportFailure.unknownTable`, or `malformedTable` where a file does not hold what it should.
  package static func load(named name: String) throws(ReportFailure) -> PublishedTable {
    guard let bytes = files[name] else { throw .unknownTable(name, known: names) }
    return try PublishedTable(name: name, csv: bytes)
  }

  /// Parses CSV with a header line.
  init(name: String, csv: [UInt8]) throws(ReportFailure) {
    let records: [[String]]
    do {
      records = try CSVReader.records(in: csv)
    } catch {
      throw .malformedTable(name, record: error.record, problem: error.problem)
    }
    guard let header = records.first else { throw .malformedTable(name, record: 1, problem: "it is empty") }
    for (index, row) in records.enumerated() where row.count != header.count {
      throw .malformedTable(name, record: index + 1, problem: "\(row.count) fields, not \(header.count)")
    }
    self.name = name
    self.header = header
    rows = Array(records.dropFirst())
    for metric in Metric.paper where !header.contains(metric.rawValue) {
      throw .malformedTable(name, record: 1, problem: "no column \(metric.rawValue)")
    }
    for metric in Metric.allCases {
      guard let column = header.firstIndex(of: metric.rawValue) else { continue }
      for (index, row) in rows.enumerated() where !row[column].isEmpty && Double(row[column]) == nil {
        throw .malformedTable(name, record: index + 2, problem: "\(row[column]) is not a number")
      }
    }
  }

  /// The table with one more column of equal cells.
  func adding(column: String, value: String) -> PublishedTable {
    PublishedTable(name: name, header: header + [column], rows: rows.map { $0 + [value] })
  }

  private init(name: String, header: [String], rows: [[String]]) {
    self.name = name
    self.header = header
    self.rows = rows
  }

  /// The text in a row's column of this name; empty if there is no such column.
  package func text(_ column: String, row: Int) -> String {
    header.firstIndex(of: column).map { rows[row][$0] } ?? ""
  }

  /// The published value in percent; `nil` where the paper has a dash, or never shows the metric.
  package func value(_ metric: Metric, row: Int) -> Double? {
    Double(text(metric.rawValue, row: row))
  }

  private static let files: [String: [UInt8]] = [
    "amns_table1": PackageResources.amns_table1_csv,
    "amns_table2": PackageResources.amns_table2_csv,
    "amns_table3": PackageResources.amns_table3_csv,
    "rde_table1": PackageResources.rde_table1_csv,
    "rde_table2": PackageResources.rde_table2_csv,
    "rde_table3": PackageResources.rde_table3_csv,
    "rde_table7": PackageResources.rde_table7_csv,
    "rde_table8": PackageResources.rde_table8_csv,
  ]
}
