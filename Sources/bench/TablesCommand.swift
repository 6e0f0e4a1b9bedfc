import ArgumentParser
import BenchCore
import Datasets
import Foundation
import Methods
import Reports
import ResultStore

extension ReportFormat: ExpressibleByArgument {}

/// Options of commands that read a results folder.
struct ResultsOptions: ParsableArguments {
  @Option(help: "The folder of result files.")
  var results = "Results"

  /// The records of all readable files; a warning for each other one.
  func records() throws -> [RunRecord] {
    let (runs, skipped) = try ResultStore.list(directory: URL(filePath: results))
    for file in skipped { note("warning: skipped \(file)") }
    guard !runs.isEmpty else { throw ResultsFailure.empty(results) }
    return runs.map(\.record)
  }
}

/// A results folder without results.
enum ResultsFailure: BenchFailure {
  case empty(String)

  var problem: String { "there are no result files" }
  var location: String? {
    switch self {
    case .empty(let folder): folder
    }
  }
  var remedy: String? { "make some with `bench sweep`, or name another folder with --results" }
}

extension Bench {
  /// Prints the papers' Best/Last table.
  struct Tables: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Print the papers' Best/Last table from a folder of results.",
      discussion: """
        Rows are noise rate, method, and Best (chosen on the selection split) or Last; columns are R@1, R@5, R@10, mAP
        and mINP of text-to-image retrieval on the test split, for each dataset. Runs that differ only in their seed
        are shown as mean and standard deviation.

        --kind division: precision, recall, F1 and AUC of clean-pair detection and the confusion matrix, for methods
        that divide their training pairs.
        """)

    @OptionGroup var source: ResultsOptions

    @Option(help: "\(ReportFormat.allCases.map(\.rawValue).joined(separator: ", ")).")
    var format = ReportFormat.text

    @OptionGroup var kind: TableKindOptions

    func run() throws {
      if kind.kind == .division { return show(try kind.divisionTable(of: source)) }
      let layout = RunTableLayout.bestLast(
        methodOrder: MethodRegistry.ids, datasetOrder: DatasetRegistry.all.map(\.id))
      show(try RunTable.table(of: source.records(), layout: layout))
    }

    private func show(_ table: ReportTable) {
      let isTerminal = isatty(STDOUT_FILENO) == 1
      let styling = ReportStyling(usesTerminalStyles: isTerminal, maximumWidth: isTerminal ? terminalWidth : nil)
      print(table.rendered(as: format, styling: styling), terminator: "")
    }

    /// The terminal's width in columns.
    private var terminalWidth: Int? {
      var size = winsize()
      guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
      return Int(size.ws_col)
    }
  }
}
