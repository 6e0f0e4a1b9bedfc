import ArgumentParser
import BenchCore
import Datasets
import Methods
import Reports

/// What a table is about.
enum TableKind: String, CaseIterable, ExpressibleByArgument {
  /// Retrieval metrics.
  case retrieval
  /// How well clean and noisy training pairs were told apart.
  case division
}

extension SampleSelectionTable.Epochs: ExpressibleByArgument {}

/// Options that choose between tables of retrieval and of divisions.
struct TableKindOptions: ParsableArguments {
  @Option(help: "retrieval, or division for methods that divide their training pairs.")
  var kind = TableKind.retrieval

  @Option(help: "Divisions to show: last or all.")
  var epochs = SampleSelectionTable.Epochs.last

  /// The table of divisions, of all runs or of a suite's.
  func divisionTable(of source: ResultsOptions, where suite: SuiteSelection?) throws -> NamedTable {
    let records = try source.records(including: .selectionQualities).filter { suite?.contains($0) ?? true }
    guard records.contains(where: { $0.selectionQualities != nil }) else {
      throw DivisionsFailure.none(folder: source.results)
    }
    return NamedTable(
      name: "divisions",
      table: SampleSelectionTable.table(
        of: records, epochs: epochs, order: .registered))
  }
}
