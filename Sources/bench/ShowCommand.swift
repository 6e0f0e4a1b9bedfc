import ArgumentParser
import BenchCore
import Foundation
import Reports
import ResultStore

extension Bench {
  /// Shows what is in one result file.
  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Show one result: specification, metrics, epochs, sample selections and where it comes from.",
      discussion: "Metrics are percent. With --json everything but embeddings and per-query columns is printed as JSON."
    )

    @Argument(help: "A result file.", completion: .file(extensions: ["h5"]))
    var file: String

    @Flag(help: "Print JSON.")
    var json = false

    func run() throws {
      let record = try ResultStore.read(URL(filePath: file), including: [.epochs, .sampleSelections, .noise])
      let summary = RunSummary(record)
      print(json ? summary.json : summary.text, terminator: "")
    }
  }
}
