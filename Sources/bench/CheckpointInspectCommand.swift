import ArgumentParser
import BenchCore
import Checkpoints
import Foundation

extension Bench {
  /// Says what is in a weights file.
  struct CheckpointInspect: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "inspect", abstract: "Show a weights file's kind, architecture, tensors and warnings.")

    @Argument(help: "A weights file, or a Hugging Face folder.", completion: .file())
    var file: String

    @Flag(help: "Print JSON.")
    var json = false

    func run() throws {
      let summary = try CheckpointSummary(Checkpoint.open(URL(filePath: file)))
      if json { return print(try summary.reportJSON()) }
      printColumns(summary.facts)
      print("")
      printColumns(summary.tensorRows)
    }
  }
}
