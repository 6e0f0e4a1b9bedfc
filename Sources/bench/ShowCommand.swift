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

    @Flag(help: "Measure the stored embeddings again, and warn where the stored metrics are others.")
    var check = false

    @OptionGroup var verbosity: VerbosityOptions

    func run() throws {
      var contents: ResultContents = [.epochs, .sampleSelections, .noise, .queries]
      if check { contents.insert(.embeddings) }
      let record = try ResultStore.read(URL(filePath: file), including: contents)
      for contradiction in record.contradictions() { note("warning: \(file): \(contradiction)") }
      let summary = RunSummary(record)
      if json { return print(summary.json, terminator: "") }
      say(summary.text, terminator: "")
    }
  }
}
