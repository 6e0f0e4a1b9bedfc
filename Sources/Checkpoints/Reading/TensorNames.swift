import Foundation

/// Brings the names of a file to OpenAI's.
enum TensorNames {
  /// Real names have up to a hundred bytes.
  static let byteLimit = 1024

  /// Tensors under their usual names. `isMapped` says that they came in Hugging Face's layout.
  static func canonical(
    _ stored: [(name: String, tensor: StoredTensor)]
  ) -> (tensors: [CheckpointTensor], isMapped: Bool) {
    let wrapper = wrapperLength(of: stored.map(\.name))
    let tensors = stored.map { stored in
      (original: stored.name, name: String(Substring(stored.name.utf8.dropFirst(wrapper))), tensor: stored.tensor)
    }
    let marker = "vision_model.embeddings.patch_embedding.weight"
    guard let prefix = tensors.first(where: { $0.name.hasSuffix(marker) })?.name.dropLast(marker.count) else {
      return (tensors.map { CheckpointTensor($0.name, [($0.original, $0.tensor)]) }, false)
    }
    var found: [String: (original: String, tensor: StoredTensor)] = [:]
    for tensor in tensors {
      let name = tensor.name.hasPrefix(prefix) ? String(tensor.name.dropFirst(prefix.count)) : tensor.name
      found[name] = (tensor.original, tensor.tensor)
    }
    return (mapped(found, order: tensors.map { String($0.name.dropFirst(prefix.count)) }), true)
  }

  /// The bytes of `module.` of parallel training and `_orig_mod.` of `torch.compile` that every name starts with.
  private static func wrapperLength(of names: [String]) -> Int {
    // The ends of the first name's wrappers, of which every other name keeps those that it has too.
    guard let first = names.first?.utf8 else { return 0 }
    var ends = [0]
    while let last = ends.last,
      let wrapper = ["module.", "_orig_mod."].first(where: { first.dropFirst(last).starts(with: $0.utf8) })
    {
      ends.append(last + wrapper.utf8.count)
    }
    for name in names {
      while let end = ends.last, end > 0, !name.utf8.starts(with: first.prefix(end)) { ends.removeLast() }
    }
    return ends.last ?? 0
  }

  /// The tensors of Hugging Face's CLIP under OpenAI's names.
  private static func mapped(
    _ found: [String: (original: String, tensor: StoredTensor)], order: [String]
  ) -> [CheckpointTensor] {
    var tensors: [CheckpointTensor] = []
    for name in order {
      guard let (original, tensor) = found[name] else { continue }
      let parts = name.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
      if let (tower, block, rest) = layer(parts) {
        if rest.hasPrefix("self_attn.q_proj."), let kind = parts.last {
          // Queries, keys and values are one matrix in OpenAI's layout.
          let names = ["q", "k", "v"].map { name.replacingOccurrences(of: ".q_proj.", with: ".\($0)_proj.") }
          let pieces = names.compactMap { found[$0] }
          if pieces.count == 3 {
            tensors.append(CheckpointTensor("\(tower)transformer.resblocks.\(block).attn.in_proj_\(kind)", pieces))
            continue
          }
        } else if let part = ["k", "v"].first(where: { rest.hasPrefix("self_attn.\($0)_proj.") }),
          found[name.replacingOccurrences(of: ".\(part)_proj.", with: ".q_proj.")] != nil
        {
          continue
        } else if let new = blockNames.first(where: { rest.hasPrefix($0.key) }) {
          let kind = rest.dropFirst(new.key.count)
          let target = "\(tower)transformer.resblocks.\(block).\(new.value)\(kind)"
          tensors.append(CheckpointTensor(target, [(original, tensor)]))
          continue
        }
      }
      let transposes = name == "text_projection.weight" || name == "visual_projection.weight"
      tensors.append(CheckpointTensor(names[name] ?? name, [(original, tensor)], isTransposed: transposes))
    }
    return tensors
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
    "vision_model.post_layernorm.weight": "visual.ln_post.weight",
    "vision_model.post_layernorm.bias": "visual.ln_post.bias",
    "visual_projection.weight": "visual.proj",
  ]
}
