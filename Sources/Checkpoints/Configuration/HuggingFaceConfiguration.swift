import BenchCore
import Foundation

/// Reads `config.json` of a Hugging Face CLIP folder.
///
/// Fields that are left out have the defaults of `transformers.CLIPConfig`, and `text_config_dict` and
/// `vision_config_dict`, where old files have them, replace the fields of their tower, as there.
enum HuggingFaceConfiguration {
  static let fileName = "config.json"

  /// The activations of `transformers.activations.ACT2FN` that this tool computes. Its `gelu` is the exact one, as
  /// `gelu_python`; `gelu_new`, `gelu_pytorch_tanh` and `gelu_fast` approximate it by a tanh.
  private static let activations: [String: Activation] = [
    "quick_gelu": .quickGELU, "gelu": .gelu, "gelu_python": .gelu,
  ]

  /// Reads a file.
  ///
  /// - Returns: What it says, with the refusal of a network that is not OpenAI's.
  /// - Throws: `CheckpointFailure` for a file that is not CLIP's.
  static func read(_ url: URL) throws(CheckpointFailure) -> ModelConfiguration {
    let file = try CheckpointFile(url)
    let members = try ModelConfiguration.members(of: file)
    if let type = members["model_type"], type != .null, type != .string("clip") {
      throw file.failure(.notCLIP("its configuration is of a model of type \(type.words)"))
    }
    let text = try tower("text", of: members, in: file)
    let vision = try tower("vision", of: members, in: file)
    var configuration = ModelConfiguration(source: fileName)
    configuration.visionHeads = try size(vision, "num_attention_heads", file) ?? 12
    configuration.textHeads = try size(text, "num_attention_heads", file) ?? 8
    configuration.imageSize = try size(vision, "image_size", file).map { [$0, $0] }
    let stated: [(ModelConfiguration.Size.Kind, [String: JSONValue], String)] = [
      (.visionWidth, vision, "hidden_size"), (.visionLayers, vision, "num_hidden_layers"),
      (.patch, vision, "patch_size"), (.textWidth, text, "hidden_size"), (.textLayers, text, "num_hidden_layers"),
      (.contextLength, text, "max_position_embeddings"), (.vocabulary, text, "vocab_size"),
      (.embedding, members, "projection_dim"),
    ]
    for (kind, fields, name) in stated {
      if let value = try size(fields, name, file) { configuration.sizes.append(.init(kind: kind, value: value)) }
    }
    check(text, vision, &configuration, file)
    return configuration
  }

  /// Takes over the activation, and refuses what makes the network another.
  private static func check(
    _ text: [String: JSONValue], _ vision: [String: JSONValue], _ configuration: inout ModelConfiguration,
    _ file: CheckpointFile
  ) {
    var found: [Activation] = []
    for (name, fields) in [("text", text), ("vision", vision)] {
      let value = fields["hidden_act"] ?? .null
      if let activation = value == .null ? .quickGELU : activations[value.words] {
        found.append(activation)
      } else {
        configuration.refuse(
          "the \(name) model uses the activation \(value.words), which is neither quick_gelu nor gelu", in: file)
      }
      if let epsilon = fields["layer_norm_eps"], epsilon != .null, epsilon != .number(1e-5) {
        configuration.refuse("the \(name) model's layer_norm_eps is \(epsilon.words) instead of 1e-05", in: file)
      }
    }
    if Set(found).count > 1 {
      configuration.refuse(
        "its activations differ: \(found[0].rawValue) for text and \(found[1].rawValue) for images", in: file)
    }
    configuration.activation = found.first
    // The caption's embedding is read at its largest token, as with OpenAI's. Transformers does so for 2, and else reads
    // at the first token of this number, which is the same for the last one alone.
    let vocabulary = text["vocab_size"]?.size ?? 49_408
    if let end = text["eos_token_id"], end != .null, end != .number(2), end != .number(Double(vocabulary - 1)) {
      configuration.refuse(
        "the text model is read at the token \(end.words), which is not the last of \(vocabulary)", in: file)
    }
  }

  private static func tower(
    _ name: String, of members: [String: JSONValue], in file: CheckpointFile
  ) throws(CheckpointFailure) -> [String: JSONValue] {
    for key in ["\(name)_config_dict", "\(name)_config"] {
      guard let value = members[key], value != .null else { continue }
      guard let fields = value.members else { throw file.damaged("its \(key) is no object") }
      return fields
    }
    return [:]
  }

  private static func size(
    _ fields: [String: JSONValue], _ name: String, _ file: CheckpointFile
  ) throws(CheckpointFailure) -> Int? {
    try ModelConfiguration.size(fields[name], name, in: file)
  }
}
