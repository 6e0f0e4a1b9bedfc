import ArgumentParser
import BenchCore
import Checkpoints
import Foundation

extension Bench {
  /// Looks at weights files and converts them.
  struct CheckpointTools: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "checkpoint", abstract: "Look at weights, or convert them to safetensors.",
      discussion: """
        Read are files of torch.save (.pth, .pt, .bin), OpenAI's TorchScript archives, .safetensors, and Hugging Face
        folders of CLIP. Nothing in a file is ever executed: a pickle that asks for more than tensors, containers,
        numbers and strings is refused.

        Examples:
          bench checkpoint inspect ViT-B-16.pt
          bench checkpoint convert best.pth best.safetensors --half
        """,
      subcommands: [CheckpointInspect.self, CheckpointConvert.self])
  }

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
      if json {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        print(String(decoding: try encoder.encode(summary), as: UTF8.self))
      } else {
        summary.show()
      }
    }
  }

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

    func validate() throws {
      guard output.hasSuffix(".safetensors") else {
        throw ValidationError("the output's name must end in .safetensors")
      }
    }

    func run() throws {
      let checkpoint = try Checkpoint.open(URL(filePath: input))
      let target = URL(filePath: output)
      try checkpoint.write(to: target, selection: clip ? .clip : .all, precision: half ? .half : .unchanged)
      let written = try Checkpoint.open(target)
      print("\(output): \(written.tensors.count) tensors, \(written.elementCount) elements")
    }
  }
}

/// What `inspect` shows.
private struct CheckpointSummary: Encodable {
  struct Tensor: Encodable {
    var name: String
    var type: String
    var shape: [Int]
    /// The names in the file, where they differ.
    var storedAs: [String]?
  }

  var file: String
  var kind: String
  var parts: [String]
  var parameters: Int
  var architecture: ModelSpec?
  var metadata: [String: String]
  var warnings: [String]
  var tensors: [Tensor]

  init(_ checkpoint: Checkpoint) throws {
    file = checkpoint.location.path
    kind = checkpoint.kind.rawValue + (checkpoint.usesHuggingFaceNames ? ", Hugging Face's names" : "")
    parts = checkpoint.parts
    parameters = checkpoint.elementCount
    metadata = checkpoint.metadata
    warnings = checkpoint.warnings
    tensors = checkpoint.tensors.map {
      Tensor(
        name: $0.name, type: $0.type.rawValue, shape: $0.shape,
        storedAs: $0.storedNames == [$0.name] ? nil : $0.storedNames)
    }
    do {
      architecture = try checkpoint.inferredModel()
    } catch let failure as CheckpointFailure {
      warnings.append(failure.problem)
    }
    let crooked = try checkpoint.tensorsWithoutFiniteNumbers()
    if !crooked.isEmpty {
      warnings.append("elements that are infinite or not a number in \(crooked.joined(separator: ", "))")
    }
  }

  func show() {
    var facts = [
      ["file", file], ["kind", kind], ["parts", parts.joined(separator: ", ")], ["elements", "\(parameters)"],
    ]
    if let model = architecture {
      facts += [
        [
          "images",
          "\(model.imageHeight) x \(model.imageWidth), patches \(model.patchHeight) x \(model.patchWidth), width"
            + " \(model.visionWidth), \(model.visionLayers) layers, \(model.visionHeads) heads",
        ],
        [
          "captions",
          "\(model.contextLength) tokens of \(model.vocabularySize), width \(model.textWidth), \(model.textLayers)"
            + " layers, \(model.textHeads) heads",
        ],
        ["embedding", "\(model.embeddingWidth)"],
      ]
    }
    facts += metadata.sorted { $0.key < $1.key }.map { [$0.key.printable, $0.value.shortened] }
    facts += warnings.map { ["warning", $0.printable] }
    printColumns(facts)
    print("")
    printColumns(
      tensors.map { [$0.name.printable, $0.type, $0.shape.map(String.init).joined(separator: " x ")] })
  }
}

extension String {
  /// The first words of a long text on one line.
  fileprivate var shortened: String { count > 80 ? "\(prefix(80).description.printable) ..." : printable }
}
