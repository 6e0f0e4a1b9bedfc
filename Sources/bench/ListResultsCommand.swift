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

    func run() throws {
      let (runs, skipped) = try ResultStore.list(directory: URL(filePath: place.path))
      for file in skipped { note("warning: skipped \(file)") }
      guard !runs.isEmpty else { throw ResultsFailure.empty(place.path) }
      let named = runs.map { ($0.file.lastPathComponent, $0.record) }
      if json { return print(try RunListing.entries(of: named).reportJSON()) }
      printColumns(RunListing.rows(of: named))
    }
  }
}
