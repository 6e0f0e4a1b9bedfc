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
  case sampleSelection = "sample-selection"
}

extension SampleSelectionTable.Epochs: ExpressibleByArgument {}

/// Options that choose between tables of retrieval and of sample selections.
struct TableKindOptions: ParsableArguments {
  @Option(help: "retrieval, or sample-selection for methods that select samples.")
  var kind = TableKind.retrieval

  @Option(help: "Sample selections to show: last or all.")
  var epochs = SampleSelectionTable.Epochs.last

  var isSampleSelection: Bool { kind != .retrieval }

  /// The table of sample selections, of all runs or of a suite's.
  func sampleSelectionTable(of source: ResultsOptions, where suite: SuiteSelection?) throws -> NamedTable {
    let records = try source.records(including: .selectionQualities).filter { suite?.contains($0) ?? true }
    guard records.contains(where: { $0.selectionQualities != nil }) else {
      throw SampleSelectionFailure.none(folder: source.results)
    }
    return NamedTable(
      name: "sample-selections",
      table: SampleSelectionTable.table(
        of: records, epochs: epochs, order: .registered))
  }
}
