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

    @Flag(help: "Check the file as `bench check` does, and warn of what does not add up.")
    var check = false

    @OptionGroup var verbosity: VerbosityOptions

    func run() throws {
      let record = try ResultStore.read(
        URL(filePath: file), including: [.epochs, .sampleSelections, .noise, .queries])
      let checked = check ? CheckedFile(of: URL(filePath: file)) : nil
      if checked?.state == .unreadable { note("warning: \(file): \(checked?.problem ?? "")") }
      if let text = checked?.unverifiedText { note("warning: \(file): \(text)") }
      let found = checked?.contradictions ?? record.contradictions()
      for sentence in Contradiction.sentences(found) { note("warning: \(file): \(sentence)") }
      let summary = RunSummary(record)
      if json { return print(summary.json, terminator: "") }
      say(summary.text, terminator: "")
    }
  }
}
