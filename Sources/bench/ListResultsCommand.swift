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

    @Argument(help: "The folder of result files.")
    var folder = "Results"

    func run() throws {
      let (runs, skipped) = try ResultStore.list(directory: URL(filePath: folder))
      for file in skipped { note("warning: skipped \(file)") }
      guard !runs.isEmpty else { throw ResultsFailure.empty(folder) }
      printColumns(RunListing.rows(of: runs.map { ($0.file.lastPathComponent, $0.record) }))
    }
  }
}
