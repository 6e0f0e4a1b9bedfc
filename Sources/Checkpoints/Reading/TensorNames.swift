import Foundation

/// Brings the names of a file to OpenAI's, and finds the model among several.
struct TensorNames {
  /// Real names have up to a hundred bytes.
  static let byteLimit = 1024

  typealias Stored = (name: String, tensor: StoredTensor)

  /// Tensors under their usual names, in the file's order.
  private(set) var tensors: [CheckpointTensor] = []
  /// What the names of each CLIP in the file begin with, as the file spells them.
  let models: [String]
  /// What the names of the chosen one begin with among `tensors`; `nil` where there is none, or several and no choice.
  private(set) var prefix: String?
  /// What the file's names of the chosen model begin with, where it is one of several.
  private(set) var choice: String?
  /// The names of tensors that belong to models that were not chosen.
  private(set) var siblings: Set<String> = []
  /// Whether the chosen model came in Hugging Face's layout.
  private(set) var isMapped = false

  /// A model by its first layer.
  private struct Model {
    let prefix: String
    let isHuggingFace: Bool
    /// What the names of heads beside the model begin with.
    var outer: String { TensorNames.outer(of: prefix) }
  }

  /// The name of the first layer of the image transformer, OpenAI's and Hugging Face's.
  private static let markers = ["visual.conv1.weight", "vision_model.embeddings.patch_embedding.weight"]

  /// Whether a name is of the first layer of an image transformer, which every CLIP has once.
  static func isMarker(_ name: String) -> Bool { markers.contains { name == $0 || name.hasSuffix(".\($0)") } }

  /// A prefix without its last part: `model.` of `model.base_model.`.
  static func outer(of prefix: String) -> String {
    let inner = prefix.dropLast()
    return inner.lastIndex(of: ".").map { String(inner[...$0]) } ?? ""
  }

  /// Finds the models and renames the tensors of the chosen one.
  ///
  /// - Parameters:
  ///   - keys: The keys to the dictionary of the tensors, which a person may count to the prefix.
  ///   - wanted: The prefix that a person said.
  init(_ stored: [Stored], keys: String, wanted: String?) {
    let wrapper = Self.wrapperLength(of: stored.map(\.name))
    let wrapping = keys + (stored.first.map { String($0.name.utf8.prefix(wrapper)) ?? "" } ?? "")
    let named = stored.map { stored in
      (original: stored.name, name: String(Substring(stored.name.utf8.dropFirst(wrapper))), tensor: stored.tensor)
    }
    var found: [Model] = []
    for (_, name, _) in named {
      for (marker, isHuggingFace) in zip(Self.markers, [false, true])
      where name == marker || name.hasSuffix(".\(marker)") {
        found.append(Model(prefix: String(name.dropLast(marker.count)), isHuggingFace: isHuggingFace))
      }
    }
    models = found.map { wrapping + $0.prefix }
    guard let chosen = Self.choice(of: found, wanted: wanted, wrapping: wrapping, keys: keys) else {
      tensors = named.map { CheckpointTensor($0.name, [($0.original, $0.tensor)]) }
      return
    }
    prefix = chosen.prefix
    choice = found.count > 1 ? wrapping + chosen.prefix : nil
    isMapped = chosen.isHuggingFace
    let others = found.filter { $0.prefix != chosen.prefix || $0.isHuggingFace != chosen.isHuggingFace }
    let isSibling = named.map { Self.belongs($0.name, to: others, notTo: chosen) }
    // Names without the prefix, which those of the model alone have.
    let inner = zip(named, isSibling).map { item, isSibling in
      !isSibling && item.name.hasPrefix(chosen.prefix) ? String(item.name.dropFirst(chosen.prefix.count)) : nil
    }
    if chosen.isHuggingFace {
      mapHuggingFace(named, inner: inner, prefix: chosen.prefix)
    } else {
      mapOpenAI(named, inner: inner, prefix: chosen.prefix)
    }
    siblings = Set(zip(named, isSibling).filter(\.1).map(\.0.name))
  }

  /// The only model, or the one that a person named: wholly, or by its beginning where no other has it.
  private static func choice(of models: [Model], wanted: String?, wrapping: String, keys: String) -> Model? {
    guard let wanted else { return models.count == 1 ? models[0] : nil }
    let wish = wanted.isEmpty || wanted.hasSuffix(".") ? wanted : "\(wanted)."
    func spellings(_ model: Model) -> [String] {
      [
        model.prefix, keys + model.prefix, wrapping + model.prefix,
        String(wrapping.dropFirst(keys.count)) + model.prefix,
      ]
    }
    let exact = models.filter { spellings($0).contains(wish) }
    if exact.count == 1 { return exact[0] }
    let begun = models.filter { spellings($0).contains { $0.hasPrefix(wish) } }
    return begun.count == 1 && !wish.isEmpty ? begun[0] : nil
  }

  /// Whether a tensor is of another model than the chosen one, or a head beside another.
  private static func belongs(_ name: String, to others: [Model], notTo chosen: Model) -> Bool {
    if others.isEmpty { return false }
    let other = others.filter { name.hasPrefix($0.prefix) }.map(\.prefix.utf8.count).max() ?? -1
    let own = name.hasPrefix(chosen.prefix) ? chosen.prefix.utf8.count : -1
    if other > own { return true }
    return own < 0
      && others.contains { !$0.outer.isEmpty && name.hasPrefix($0.outer) && !chosen.prefix.hasPrefix($0.outer) }
  }

  /// The bytes of `module.` of parallel training, `_orig_mod.` of `torch.compile` and `model.` of Lightning that every
  /// name starts with.
  private static func wrapperLength(of names: [String]) -> Int {
    // The ends of the first name's wrappers, of which every other name keeps those that it has too.
    guard let first = names.first?.utf8 else { return 0 }
    var ends = [0]
    while let last = ends.last,
      let wrapper = ["module.", "_orig_mod.", "model."].first(where: { first.dropFirst(last).starts(with: $0.utf8) })
    {
      ends.append(last + wrapper.utf8.count)
    }
    for name in names {
      while let end = ends.last, end > 0, !name.utf8.starts(with: first.prefix(end)) { ends.removeLast() }
    }
    return ends.last ?? 0
  }

  private typealias Named = (original: String, name: String, tensor: StoredTensor)

  /// OpenAI's names, and OpenCLIP's of models with a text part of their own.
  private mutating func mapOpenAI(_ named: [Named], inner: [String?], prefix: String) {
    let known = Set(inner.compactMap { $0 })
    let hasTextPart = known.contains("text.token_embedding.weight") && !known.contains("token_embedding.weight")
    for (item, inner) in zip(named, inner) {
      var name = item.name
      var isTransposed = false
      if var rest = inner {
        if hasTextPart, rest.hasPrefix("text."), case let moved = String(rest.dropFirst("text.".count)),
          Self.textParts.contains(where: { $0.hasSuffix(".") ? moved.hasPrefix($0) : moved == $0 })
        {
          rest = moved
        }
        // A projection that is a layer of PyTorch has outputs by inputs.
        for projection in ["text_projection", "visual.proj"] where rest == "\(projection).weight" {
          if !known.contains(projection) { (rest, isTransposed) = (projection, true) }
        }
        name = prefix + rest
      }
      tensors.append(CheckpointTensor(name, [(item.original, item.tensor)], isTransposed: isTransposed))
    }
  }

  private static let textParts = [
    "transformer.", "token_embedding.", "ln_final.", "positional_embedding", "text_projection",
    "text_projection.weight",
    "attn_mask",
  ]

  /// Hugging Face's names.
  private mutating func mapHuggingFace(_ named: [Named], inner: [String?], prefix: String) {
    var found: [String: (original: String, tensor: StoredTensor)] = [:]
    for (item, inner) in zip(named, inner) {
      if let inner { found[inner] = (item.original, item.tensor) }
    }
    for (item, inner) in zip(named, inner) {
      guard let name = inner else {
        tensors.append(CheckpointTensor(item.name, [(item.original, item.tensor)]))
        continue
      }
      let parts = name.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
      if let (tower, block, rest) = Self.layer(parts) {
        let base = "\(prefix)\(tower)transformer.resblocks.\(block)."
        if rest.hasPrefix("self_attn.q_proj."), let kind = parts.last, kind == "weight" || kind == "bias" {
          // Queries, keys and values are one matrix in OpenAI's layout.
          let names = ["q", "k", "v"].map { name.replacingOccurrences(of: ".q_proj.", with: ".\($0)_proj.") }
          let pieces = names.compactMap { found[$0] }
          if pieces.count == 3 {
            tensors.append(CheckpointTensor("\(base)attn.in_proj_\(kind)", pieces))
            continue
          }
        } else if let part = ["k", "v"].first(where: {
          ["self_attn.\($0)_proj.weight", "self_attn.\($0)_proj.bias"].contains(rest)
        }),
          found[name.replacingOccurrences(of: ".\(part)_proj.", with: ".q_proj.")] != nil,
          found[name.replacingOccurrences(of: ".\(part)_proj.", with: part == "k" ? ".v_proj." : ".k_proj.")] != nil
        {
          continue
        } else if let new = Self.blockNames.first(where: { rest.hasPrefix($0.key) }) {
          let kind = rest.dropFirst(new.key.count)
          tensors.append(CheckpointTensor("\(base)\(new.value)\(kind)", [(item.original, item.tensor)]))
          continue
        }
      }
      let transposes = name == "text_projection.weight" || name == "visual_projection.weight"
      tensors.append(
        CheckpointTensor(
          prefix + (Self.names[name] ?? name), [(item.original, item.tensor)], isTransposed: transposes))
    }
  }

  /// The parts of a name inside a block: OpenAI's prefix of the tower, the number of the block, the rest.
  private static func layer(_ parts: [String]) -> (tower: String, block: String, rest: String)? {
    guard parts.count > 4, parts[1] == "encoder", parts[2] == "layers" else { return nil }
    let rest = parts[4...].joined(separator: ".")
    switch parts[0] {
    case "vision_model": return ("visual.", parts[3], rest)
    case "text_model": return ("", parts[3], rest)
    default: return nil
    }
  }

  private static let blockNames = [
    "layer_norm1.": "ln_1.", "layer_norm2.": "ln_2.", "mlp.fc1.": "mlp.c_fc.", "mlp.fc2.": "mlp.c_proj.",
    "self_attn.out_proj.": "attn.out_proj.",
  ]

  private static let names = [
    "text_model.embeddings.token_embedding.weight": "token_embedding.weight",
    "text_model.embeddings.position_embedding.weight": "positional_embedding",
    "text_model.final_layer_norm.weight": "ln_final.weight",
    "text_model.final_layer_norm.bias": "ln_final.bias",
    "text_projection.weight": "text_projection",
    "vision_model.embeddings.class_embedding": "visual.class_embedding",
    "vision_model.embeddings.patch_embedding.weight": "visual.conv1.weight",
    "vision_model.embeddings.position_embedding.weight": "visual.positional_embedding",
    "vision_model.pre_layrnorm.weight": "visual.ln_pre.weight",
    "vision_model.pre_layrnorm.bias": "visual.ln_pre.bias",
    "vision_model.pre_layernorm.weight": "visual.ln_pre.weight",
    "vision_model.pre_layernorm.bias": "visual.ln_pre.bias",
    "vision_model.post_layernorm.weight": "visual.ln_post.weight",
    "vision_model.post_layernorm.bias": "visual.ln_post.bias",
    "visual_projection.weight": "visual.proj",
  ]
}
