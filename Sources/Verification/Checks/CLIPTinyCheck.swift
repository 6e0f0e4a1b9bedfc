import BenchCore
import Models

/// CLIP with a rectangular image and all tokens projected: `clip_tiny.h5`.
enum CLIPTinyCheck {
  static func check(_ golden: GoldenFile, in context: GoldenContext, _ report: GoldenReport) throws {
    let (pixels, ids) = try (golden.floats("images"), golden.integers("caption_ids"))
    let weights = try CLIPWeights.read(golden, in: context)
    let store = try context.parameterStore()
    let clip = try CLIP(
      store.root, spec: ModelSpec(weights: weights, imageHeight: pixels.size(2), imageWidth: pixels.size(3)))
    for name in try store.load(weights) { report.fail("weights/\(name)", "the model has no such weight") }

    let images = try clip.encode(images: pixels, reading: .allWithAttention)
    try report.compare("image_tokens", images.tokens, with: golden.floats("image_tokens"), .output)
    let classAttention = try golden.floats("image_attention_last").selected(1, 0)
    if let attention = images.attention {
      try report.compare("image_attention_last (class token)", attention, with: classAttention, .output)
    }
    let texts = try clip.encode(captions: ids, reading: .allWithAttention)
    try report.compare("text_tokens", texts.tokens, with: golden.floats("text_tokens"), .output)
    let endAttention = try golden.floats("text_attention_last").rows(atEndsOf: ids)
    if let attention = texts.attention {
      try report.compare("text_attention_last (end token)", attention, with: endAttention, .output)
    }
  }
}
