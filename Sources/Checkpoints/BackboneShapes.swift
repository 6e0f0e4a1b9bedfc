import BenchCore

extension ModelSpec {
  /// The shape of a parameter of CLIP by its bare name; `nil` stands for a dimension that loading resizes.
  func backboneShape(of name: String) -> [Int?]? {
    let width = name.hasPrefix("visual.") ? visionWidth : textWidth
    switch name {
    case "visual.class_embedding": return [visionWidth]
    case "visual.conv1.weight": return [visionWidth, 3, patchHeight, patchWidth]
    case "visual.positional_embedding", "positional_embedding": return [nil, width]
    case "visual.proj", "text_projection": return [width, embeddingWidth]
    case "token_embedding.weight": return [vocabularySize, textWidth]
    default: break
    }
    let sizes: [(ending: String, shape: [Int])] = [
      ("attn.in_proj_weight", [3 * width, width]), ("attn.in_proj_bias", [3 * width]),
      ("attn.out_proj.weight", [width, width]), ("attn.out_proj.bias", [width]),
      ("mlp.c_fc.weight", [4 * width, width]), ("mlp.c_fc.bias", [4 * width]),
      ("mlp.c_proj.weight", [width, 4 * width]), ("mlp.c_proj.bias", [width]),
    ]
    if let size = sizes.first(where: { name.hasSuffix(".\($0.ending)") }) { return size.shape }
    let parts = name.split(separator: ".")
    return parts.count > 1 && parts[parts.count - 2].hasPrefix("ln_") ? [width] : nil
  }
}
