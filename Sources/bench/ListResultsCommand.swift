import ArgumentParser
import BenchCore
import Foundation
import Reports
import ResultStore

extension Bench {
  /// Lists the results of a folder.
  struct ResultList: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "results", abstract: "List the results of a folder; unreadable files are named.")

    @OptionGroup var place: ResultsFolder

    @Flag(help: "Print JSON.")
    var json = false

    @OptionGroup var verbosity: VerbosityOptions

    func run() throws {
      let (runs, skipped) = try ResultStore.list(directory: URL(filePath: place.path))
      detail("read \(runs.count) results in \(place.path)")
      for file in skipped { note("warning: skipped \(file)") }
      guard !runs.isEmpty else { throw ResultsFailure.empty(place.path) }
      let named = runs.map { ($0.file.lastPathComponent, $0.record) }
      if json { return print(try RunListing.entries(of: named).reportJSON()) }
      printColumns(RunListing.rows(of: named), fitting: Self.columns)
    }

    /// What leaves first can be seen in the file's name, or with `bench show`.
    private static let columns: [FittedTable.Column] = [
      .init(minimum: 12), .init(leavesAt: 1), .init(minimum: 4), .init(), .init(leavesAt: 2), .init(leavesAt: 4),
      .init(leavesAt: 5), .init(leavesAt: 0), .init(), .init(leavesAt: 6), .init(leavesAt: 3, minimum: 8),
    ]
  }
}
