import Models
import Torch

/// RDE's token selection heads, and their batch statistics after a training step: `tse.h5`.
enum TokenSelectionCheck {
  static func check(_ golden: GoldenFile, in context: GoldenContext, _ report: GoldenReport) throws {
    for mode in try golden.names() {
      try check(golden.group(mode), mode: mode, in: context, report)
    }
  }

  private static func check(
    _ golden: GoldenFile, mode: String, in context: GoldenContext, _ report: GoldenReport
  ) throws {
    guard ["eval", "train"].contains(mode) else { return report.fail(mode, "the mode is neither eval nor train") }
    let training = mode == "train"
    let ratio = try golden.attribute("ratio")
    let (imageTokens, textTokens) = try (golden.floats("image_tokens"), golden.floats("text_tokens"))
    let store = try context.parameterStore()
    let image = try TokenSelectionHead(
      store.root / "visual", modality: .image, tokenWidth: imageTokens.size(-1), ratio: ratio)
    let text = try TokenSelectionHead(
      store.root / "textual", modality: .text, tokenWidth: textTokens.size(-1), ratio: ratio)
    var weights: [String: Tensor] = [:]
    for part in ["visual", "textual"] {
      for (name, values) in try golden.weights("\(part)_weights") { weights["\(part).\(name)"] = values }
    }
    for name in try store.load(weights) { report.fail("\(mode)/\(name)", "the head has no such weight") }

    let ids = try golden.integers("caption_ids")
    let images = try image.selection(ofImages: golden.floats("image_attention").selected(1, 0))
    let captions = try text.selection(
      ofCaptions: golden.floats("text_attention").rows(atEndsOf: ids), ids: ids, contextLength: ids.size(1))
    let embeddings = [
      "visual_embedding": try image.embedImages(imageTokens.tokens(at: images), training: training),
      "textual_embedding": try text.embedCaptions(textTokens.tokens(at: captions), ids: ids, training: training),
    ]
    for (name, embedding) in embeddings.sorted(by: { $0.key < $1.key }) {
      try report.compare("\(mode)/\(name)", embedding, with: golden.floats(name), .output)
    }
    for part in ["visual", "textual"] {
      let after = try golden.weights("\(part)_weights_after").sorted { $0.key < $1.key }
      var (found, expected): ([Double], [Double]) = ([], [])
      for (name, values) in after {
        guard let own = store["\(part).\(name)"] else {
          report.fail("\(mode)/\(part)_weights_after/\(name)", "the head has no such weight")
          continue
        }
        found += try own.values(as: Double.self)
        expected += try values.values(as: Double.self)
      }
      report.compare("\(mode)/\(part)_weights_after (\(after.count) tensors)", found, with: expected, .loss)
    }
  }
}
