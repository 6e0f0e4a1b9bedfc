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

    @Argument(help: "The folder of result files.", completion: .directory)
    var folder = "Results"

    @OptionGroup var verbosity: VerbosityOptions

    func run() throws {
      let (runs, skipped) = try ResultStore.list(directory: URL(filePath: folder))
      detail("read \(runs.count) results in \(folder)")
      for file in skipped { note("warning: skipped \(file)") }
      guard !runs.isEmpty else { throw ResultsFailure.empty(folder) }
      printColumns(
        RunListing.rows(of: runs.map { ($0.file.lastPathComponent, $0.record) }), fitting: Self.columns)
    }

    /// What leaves first can be seen in the file's name, or with `bench show`.
    private static let columns: [FittedTable.Column] = [
      .init(minimum: 12), .init(leavesAt: 1), .init(minimum: 4), .init(), .init(leavesAt: 2), .init(leavesAt: 4),
      .init(leavesAt: 5), .init(leavesAt: 0), .init(), .init(leavesAt: 6), .init(leavesAt: 3, minimum: 8),
    ]
  }
}
