import BenchCore
import Foundation

/// Reads `open_clip_config.json` of an OpenCLIP folder.
///
/// Source: OpenCLIP 3.3 `model.py`, `CLIPVisionCfg`, `CLIPTextCfg`, `_build_vision_tower` and `_build_text_tower`. Whatever
/// makes the network another than OpenAI's is refused by its name, what OpenCLIP may add later included.
enum OpenCLIPConfiguration {
  static let fileName = "open_clip_config.json"

  /// Fields with any value: sizes that the tensors have too, and what matters in training or to other networks alone.
  private static let freeFields: [String: Set<String>] = [
    "model_cfg": [
      "embed_dim", "vision_cfg", "text_cfg", "quick_gelu", "custom_text", "init_logit_scale", "init_logit_bias",
      "nonscalar_logit_scale", "cast_dtype", "output_dict",
    ],
    "vision_cfg": [
      "layers", "width", "head_width", "heads", "mlp_ratio", "patch_size", "image_size", "patch_dropout",
      "attn_pooler_queries", "attn_pooler_heads", "output_tokens", "timm_model_pretrained", "timm_pool",
      "timm_proj", "timm_proj_bias", "timm_drop", "timm_drop_path",
    ],
    "text_cfg": [
      "context_length", "vocab_size", "width", "heads", "layers", "mlp_ratio", "pad_id", "eos_id", "output_tokens",
      "hf_model_pretrained", "hf_proj_type", "hf_pooler_type", "tokenizer_mode",
    ],
  ]

  /// Fields with the one value that OpenAI's network has; others may only be absent or false.
  private static let fixedFields: [String: JSONValue] = [
    "vision_cfg.pool_type": .string("tok"), "vision_cfg.pos_embed_type": .string("learnable"),
    "vision_cfg.block_type": .string("default"), "text_cfg.block_type": .string("default"),
    "text_cfg.pool_type": .string("argmax"), "text_cfg.proj_type": .string("linear"),
    "vision_cfg.norm_kwargs": .object(["eps": .number(1e-5)]), "text_cfg.norm_kwargs": .object(["eps": .number(1e-5)]),
    "vision_cfg.act_kwargs": .object(["approximate": .string("none")]),
    "text_cfg.act_kwargs": .object(["approximate": .string("none")]),
  ]

  /// The mean and standard deviation that OpenAI's images are normalised with.
  private static let normalization: [String: [Double]] = [
    "mean": [0.48145466, 0.4578275, 0.40821073], "std": [0.26862954, 0.26130258, 0.27577711],
  ]

  /// Reads a file.
  ///
  /// - Returns: What it says, with the refusal of a network that is not OpenAI's.
  /// - Throws: `CheckpointFailure` for a file that is not OpenCLIP's.
  static func read(_ url: URL) throws(CheckpointFailure) -> ModelConfiguration {
    let file = try CheckpointFile(url)
    let members = try ModelConfiguration.members(of: file)
    // The package's own files are the inner object alone.
    let model = members["model_cfg"]?.members ?? members
    guard let vision = model["vision_cfg"]?.members, let text = model["text_cfg"]?.members else {
      throw file.damaged("it has no vision_cfg and text_cfg, so it is no configuration of OpenCLIP")
    }
    if case .array(let layers)? = vision["layers"] {
      throw file.failure(.notCLIP("a ResNet of \(JSONValue.array(layers).words) blocks, not a vision transformer"))
    }
    func size(_ value: JSONValue?, _ name: String) throws(CheckpointFailure) -> Int? {
      try ModelConfiguration.size(value, name, in: file)
    }
    var configuration = ModelConfiguration(source: fileName)
    let width = try size(vision["width"], "vision_cfg.width") ?? 768
    let headWidth = try size(vision["head_width"], "vision_cfg.head_width") ?? 64
    let heads = try size(vision["heads"], "vision_cfg.heads") ?? width / headWidth
    guard heads > 0 else { throw file.damaged("its heads of \(headWidth) numbers are wider than the model") }
    configuration.visionHeads = heads
    configuration.textHeads = try size(text["heads"], "text_cfg.heads") ?? 8
    configuration.imageSize = try imageSize(vision["image_size"], in: file)
    let stated: [(ModelConfiguration.Size.Kind, JSONValue?, String)] = [
      (.visionWidth, vision["width"], "vision_cfg.width"), (.visionLayers, vision["layers"], "vision_cfg.layers"),
      (.patch, vision["patch_size"], "vision_cfg.patch_size"), (.textWidth, text["width"], "text_cfg.width"),
      (.textLayers, text["layers"], "text_cfg.layers"),
      (.contextLength, text["context_length"], "text_cfg.context_length"),
      (.vocabulary, text["vocab_size"], "text_cfg.vocab_size"), (.embedding, model["embed_dim"], "embed_dim"),
    ]
    for (kind, value, name) in stated {
      if let value = try size(value, name) { configuration.sizes.append(.init(kind: kind, value: value)) }
    }
    check(["model_cfg": model, "vision_cfg": vision, "text_cfg": text], &configuration, file)
    let images = members["preprocess_cfg"]?.members ?? [:]
    for (name, usual) in normalization.sorted(by: { $0.key < $1.key }) {
      guard let value = images[name], value != .null, !isClose(value, to: usual) else { continue }
      configuration.warnings.append(
        "the weights were trained on images of \(name) \(value.words); this tool normalises them with OpenAI's")
    }
    return configuration
  }

  /// Takes over the activation, and refuses what makes the network another.
  private static func check(
    _ parts: [String: [String: JSONValue]], _ configuration: inout ModelConfiguration, _ file: CheckpointFile
  ) {
    for (part, fields) in parts.sorted(by: { $0.key < $1.key }) {
      for (field, value) in fields.sorted(by: { $0.key < $1.key }) where !value.isAbsent {
        let name = "\(part).\(field)"
        let usual: JSONValue? = fixedFields[name]
        if freeFields[part]?.contains(field) != true, usual != value {
          configuration.refuse("the model's \(name) is \(value.words)", in: file)
        }
      }
    }
    switch parts["model_cfg"]?["quick_gelu"] ?? .null {
    case .bool(true): configuration.activation = .quickGELU
    case .bool(false), .null: configuration.activation = .gelu
    case let value: configuration.refuse("the model's quick_gelu is \(value.words)", in: file)
    }
  }

  private static func isClose(_ value: JSONValue, to usual: [Double]) -> Bool {
    guard case .array(let values) = value, values.count == usual.count else { return false }
    return zip(values, usual).allSatisfy { value, usual in
      if case .number(let number) = value { abs(number - usual) < 1e-3 } else { false }
    }
  }

  /// One number for a square, or height and width.
  private static func imageSize(_ value: JSONValue?, in file: CheckpointFile) throws(CheckpointFailure) -> [Int]? {
    guard let value, value != .null else { return nil }
    if let side = value.size { return [side, side] }
    if case .array(let values) = value, values.count == 2, case let sides = values.compactMap(\.size), sides.count == 2
    {
      return sides
    }
    throw file.damaged("its vision_cfg.image_size of \(value.words) makes no sense")
  }
}
