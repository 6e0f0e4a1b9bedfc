import ArgumentParser
import BenchCore
import Foundation
import Reports
import ResultStore

extension Bench {
  /// Shows what is in one result file.
  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Show one result: specification, metrics, epochs, divisions and where it comes from.",
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
      let header = ["file", "dataset", "method", "noise", "seed", "epochs", "Best R-1", "Last R-1", "outcome"]
      printColumns(
        [header]
          + runs.map { run in
            let (record, spec) = (run.record, run.record.spec)
            func r1(_ checkpoint: CheckpointRecord?) -> String {
              checkpoint?.textToImage.metrics[.r1].map { String(format: "%.2f", $0) } ?? "-"
            }
            return [
              run.file.lastPathComponent, spec.dataset.id, spec.method.id, "\((spec.noise.rate * 100).formatted())%",
              "\(spec.seed)", "\(spec.recipe.epochs)", r1(record.best), r1(record.last), RunSummary(record).outcome,
            ]
          })
    }
  }
}
