import ArgumentParser
import Checkpoints
import Foundation
import Studies

extension Bench {
  /// Writes weights as safetensors.
  struct CheckpointConvert: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "convert", abstract: "Write weights as safetensors under PyTorch's names.")

    @Argument(help: "A weights file, or a Hugging Face folder.", completion: .file())
    var input: String

    @Argument(help: "The .safetensors file to write.", completion: .file())
    var output: String

    @Flag(help: "Store numbers as float16, except tensors with elements too large for it.")
    var half = false

    @Flag(help: "CLIP's tensors alone, under OpenAI's bare names.")
    var clip = false

    @OptionGroup(title: "What the file does not say") var reading: WeightsArguments

    @OptionGroup var verbosity: VerbosityOptions

    func validate() throws {
      guard output.hasSuffix(".safetensors") else {
        throw ValidationError("the output's name must end in .safetensors")
      }
    }

    func run() throws {
      let checkpoint = try Checkpoint.open(URL(filePath: input), as: reading.reading())
      if let sharing = checkpoint.sharing { note("note: \(sharing)") }
      let target = URL(filePath: output)
      let report = try checkpoint.write(
        to: target, selection: clip ? .clip : .all, precision: half ? .half : .unchanged)
      for line in report.omissions { note(line) }
      let written = try Checkpoint.open(target)
      say("\(output): \(written.tensors.count) tensors, \(written.elementCount) elements")
    }
  }
}
