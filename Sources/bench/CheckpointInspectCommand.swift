import ArgumentParser
import BenchCore
import Checkpoints
import Foundation
import Studies

extension Bench {
  /// Says what is in a weights file.
  struct CheckpointInspect: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "inspect", abstract: "Show a weights file's kind, architecture, tensors and warnings.")

    @Argument(help: "A weights file, or a Hugging Face folder.", completion: .file())
    var file: String

    @Flag(help: "Print JSON.")
    var json = false

    @OptionGroup(title: "What the file does not say") var reading: WeightsArguments

    @OptionGroup var verbosity: VerbosityOptions

    func run() throws {
      let summary = try CheckpointSummary(Checkpoint.open(URL(filePath: file), as: reading.reading()))
      if json { return print(try summary.reportJSON()) }
      printColumns(summary.facts)
      print("")
      printColumns(summary.tensorRows)
    }
  }
}
