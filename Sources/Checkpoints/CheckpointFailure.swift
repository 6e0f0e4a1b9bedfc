import BenchCore

/// A weights file that cannot be read, used or written.
package struct CheckpointFailure: BenchFailure, Equatable {
  package enum Reason: Sendable, Equatable {
    case unreadable(String)
    case unwritable(String)
    /// The content is none of the formats that are read.
    case unknownFormat(String)
    /// The content contradicts its format; nothing was taken from it.
    case damaged(String)
    /// The content asks for more memory or time than a file of its size may; both numbers are in the text.
    case excessive(String)
    /// A pickle asks for a Python function or class that is no part of a tensor. It was not called.
    case forbiddenGlobal(String)
    /// A well-formed file with something that is not read, and a way around.
    case unsupported(String, remedy: String)
    /// The tensors are not those of a CLIP model.
    case notCLIP(String)
    /// The tensors are not those of a ResNet in torchvision's form.
    case notResNet(String)
    /// The tensors are not those of a vision transformer of timm's and BERT's words.
    case notIVT(String)
    /// Several models in one file, by what their tensors' names begin with.
    case severalModels([String])
    /// No model's names begin as was said.
    case unknownPrefix(String, models: [String])
    /// Tensors of the file that the model has no place for, and patterns of `fnmatch` for them.
    case unplaced([String], count: Int, patterns: [String])
    /// A Python object where a tensor of the model should be, and its class.
    case object(String, className: String)
    /// What is said about the weights contradicts them, or itself.
    case configuration(String)
    /// The activation that a person said is not the one that is said by something surer.
    case activation(String, stated: String, by: String)
    /// Tensors of LoRA that are not merged into the weights, one of them by name.
    case unmerged(String)
    /// Some shapes differ from the model's, the first ones in words.
    case mismatch([String], count: Int)
    /// The number of tokens differs from the model's.
    case vocabulary(found: Int, expected: Int)
    /// Parameters of the model that the file lacks, and their number.
    case missing([String], count: Int)
  }

  /// The path of the file or folder.
  package let path: String
  package let reason: Reason

  package init(path: String, reason: Reason) {
    self.path = path
    self.reason = reason
  }

  package var location: String? { path }

  /// Whether the operating system refused to read, which says nothing about the content.
  package var isUnreadable: Bool {
    if case .unreadable = reason { true } else { false }
  }

  /// What is wrong, in printable characters: names in a file may hold anything.
  package var problem: String { sentence.printable }

  private var sentence: String {
    switch reason {
    case .unreadable(let cause): "the weights cannot be read: \(cause)"
    case .unwritable(let cause): "the weights cannot be written: \(cause)"
    case .unknownFormat(let what): "not a weights file: \(what)"
    case .damaged(let what): "the weights file is damaged: \(what)"
    case .excessive(let what): "the weights file asks for too much: \(what)"
    case .forbiddenGlobal(let name):
      "the pickle asks for the Python object `\(name)`, which is refused: only tensors, containers, numbers and strings"
        + " are read, and nothing in a file is ever executed"
    case .unsupported(let what, _): what
    case .notCLIP(let what): "these are not the weights of a CLIP model: \(what)"
    case .notIVT(let what): "these are not the weights of an IVT: \(what)"
    case .notResNet(let what): "these are not the weights of a ResNet of bottleneck blocks: \(what)"
    case .severalModels(let prefixes):
      "there are \(prefixes.count) models in it, whose tensors' names begin with \(Self.list(prefixes))"
    case .unknownPrefix(let prefix, let models):
      models.isEmpty
        ? "it has no CLIP, so none whose tensors' names begin with \(Self.quoted(prefix))"
        : "it has no single model whose tensors' names begin with \(Self.quoted(prefix)), but "
          + Self.list(models)
    case .unplaced(let names, let count, _):
      "\(count) \(count == 1 ? "tensor of the file has" : "tensors of the file have") no place in the model, which would"
        + " compute something else without \(count == 1 ? "it" : "them"): \(names.joined(separator: ", "))"
        + (count > names.count ? ", ..." : "")
    case .object(let name, let className): "\(name) is an object of the Python class \(className), not a plain tensor"
    case .configuration(let what): "what is said about the weights does not agree: \(what)"
    case .activation(let wish, let stated, let source):
      "what is said about the weights does not agree: --activation says \(wish), \(source) says \(stated)"
    case .unmerged(let name): "these are weights of PEFT with LoRA's matrices apart from the layers: \(name)"
    case .mismatch(let lines, let count):
      "\(count) \(count == 1 ? "tensor differs" : "tensors differ") from the model's: "
        + lines.joined(separator: "; ") + (count > lines.count ? "; ..." : "")
    case .vocabulary(let found, let expected):
      "the file's vocabulary has \(found) tokens, the model's tokenizer has \(expected)"
    case .missing(let names, let count):
      "the file lacks \(count) \(count == 1 ? "parameter" : "parameters") of the model: "
        + names.joined(separator: ", ") + (count > names.count ? ", ..." : "")
    }
  }

  private static func quoted(_ prefix: String) -> String { prefix.isEmpty ? "nothing" : prefix }

  private static func list(_ prefixes: [String]) -> String {
    let shown = prefixes.prefix(6).map(quoted)
    return prefixes.count > shown.count
      ? shown.joined(separator: ", ") + ", ..."
      : shown.dropLast().joined(separator: ", ") + (shown.count > 1 ? " and " : "") + (shown.last ?? "")
  }

  private static let merging =
    "merge LoRA's matrices into the weights with the program that made them (PEFT's merge_and_unload()) and save those"

  /// How a person says which of several models.
  private static func choice(_ prefixes: [String]) -> String {
    guard Set(prefixes).count == prefixes.count else {
      return "save one of them alone: the names of \(prefixes.count) begin alike, so no --prefix says which"
    }
    let first = prefixes.first { !$0.isEmpty } ?? ""
    return "say which with --prefix, as in --prefix \(first.isEmpty ? "''" : first)"
      + (prefixes.contains("") && !first.isEmpty ? ", or --prefix '' for the one without a prefix" : "")
  }

  package var remedy: String? {
    switch reason {
    case .unreadable, .unwritable: nil
    case .unknownFormat:
      "name a torch.save file (.pth, .pt, .bin), OpenAI's TorchScript archive, a .safetensors file, or a Hugging Face"
        + " folder with config.json"
    case .damaged: "copy or download it again"
    case .excessive, .forbiddenGlobal:
      "if you trust the file, save its tensors alone with Python: torch.save({name: tensor.clone() for name, tensor in"
        + " state_dict.items()}, \"weights.pth\")"
    case .unsupported(_, let remedy): remedy
    case .notCLIP: nil
    case .notIVT:
      "name a folder with a vision transformer of timm's, BERT's weights and its vocab.txt, or a checkpoint of IVT's code "
        + "(docs/checkpoints.md), or start from random weights: --weights ivt=random"
    case .notResNet:
      "name torchvision's resnet50-*.pth (docs/checkpoints.md says where it is), or start from random weights: --weights "
        + "ssan=random"
    case .severalModels(let prefixes): Self.choice(prefixes)
    case .unknownPrefix(_, let models): models.count > 1 ? Self.choice(models) : "leave --prefix out"
    case .unplaced(let names, _, let patterns):
      (names.contains { $0.contains("lora_") } ? Self.merging : "use the program that made them")
        + ", or leave them out if the model does not need them: "
        + patterns.map { "--ignore \($0.printable.shellQuoted)" }.joined(separator: " ")
    case .object(let name, _): "save plain tensors, or leave it out: --ignore \(name.printable.shellQuoted)"
    case .activation: "leave --activation out, or name other weights"
    case .unmerged: Self.merging
    case .configuration: "correct what is wrong, or say which holds with --activation quick_gelu or --activation gelu"
    case .mismatch, .missing: "use weights of a model of the same architecture"
    case .vocabulary: "use the tokenizer the weights were trained with, or other weights"
    }
  }
}

extension String {
  /// The text without control characters, which could steer a terminal, and not longer than some lines.
  var printable: String {
    let limit = 1_000
    let scalars = unicodeScalars.prefix(limit).map { scalar in
      scalar.properties.generalCategory == .control || scalar.properties.generalCategory == .format ? "?" : scalar
    }
    return String(String.UnicodeScalarView(scalars)) + (unicodeScalars.count > limit ? " ..." : "")
  }
}
