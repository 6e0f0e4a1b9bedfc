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

  @Option(
    help: ArgumentHelp(
      "Only the column groups of these datasets of a paper's table, separated by commas.", valueName: "datasets"),
    completion: .datasets)
  var datasets: [CommaSeparated<String>] = []

  @Option(
    help: ArgumentHelp(
      "Only the rows of these noise rates of a paper's table, separated by commas.", valueName: "noise"))
  var noise: [CommaSeparated<NoiseRate>] = []

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

  func validate() throws {
    guard paper.isEmpty, !(datasets.isEmpty && noise.isEmpty) else { return }
    throw ValidationError("--datasets and --noise show a part of a paper's table: add --paper")
  }

  /// What of which tables is shown; they are read where they are files.
  func comparisons() throws -> [PaperComparison] {
    let tables = try names.map { name in
      let isFile = name.hasSuffix(".csv") || name.contains("/")
      return isFile ? try PaperTable.file(URL(filePath: name)) : try PaperTable.named(name)
    }
    let standIns = try standIns.datasets()
    return try PaperComparison.parts(
      of: tables, datasets: datasets.given(), noiseRates: noise.given()?.map(\.fraction)
    ).map { part in
      var part = part
      part.numbers = show
      part.metrics = metric.given() ?? part.metrics
      part.decisions = .registered
      part.bindings.datasets = standIns
      return part
    }
  }
}

extension Metric: ExpressibleByArgument {
  /// Reads an id, or the name as the field writes it.
  public init?(argument: String) { self.init(named: argument) }
}
extension PaperComparison.Numbers: ExpressibleByArgument {}
