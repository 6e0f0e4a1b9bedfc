import ArgumentParser
import BenchCore
import Foundation
import Reports
import Studies

/// Which papers' tables, and what of them.
struct PaperOptions: ParsableArguments {
  @Option(
    name: .customLong("paper"),
    help: ArgumentHelp(
      "Tables of papers, separated by commas: \(PaperTable.all.map(\.name).joined(separator: ", ")), all, or a CSV file "
        + "(docs/adding-a-table.md).", valueName: "tables"),
    completion: .commaSeparated(PaperTable.all.map(\.name) + ["all"]))
  var paper: [CommaSeparated<String>] = []

  @Option(help: "published, measured or both: which numbers of a paper's table.")
  var show = PaperComparison.Numbers.both

  @Option(
    help: ArgumentHelp(
      "Metrics, separated by commas: \(Metric.allCases.map(\.rawValue).joined(separator: ", ")).",
      valueName: "metrics"))
  var metric: [CommaSeparated<Metric>] = []

  @OptionGroup var standIns: StandInOptions

  /// The names asked for; all are the program's own tables.
  var names: [String] {
    (paper.given() ?? []).flatMap { $0 == "all" ? PaperTable.all.map(\.name) : [$0] }
  }

  /// The tables, read where they are files.
  func tables() throws -> [PaperTable] {
    try names.map { name in
      let isFile = name.hasSuffix(".csv") || name.contains("/")
      return isFile ? try PaperTable.file(URL(filePath: name)) : try PaperTable.named(name)
    }
  }
}

extension Metric: ExpressibleByArgument {}
extension PaperComparison.Numbers: ExpressibleByArgument {}
