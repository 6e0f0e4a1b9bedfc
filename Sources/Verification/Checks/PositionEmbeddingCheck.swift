import Models
import Torch

/// Square position embeddings on other grids: `pos_embed.h5`, with `source...` and `resized_<rows>x<columns>`.
enum PositionEmbeddingCheck {
  static func check(_ golden: GoldenFile, in context: GoldenContext, _ report: GoldenReport) throws {
    let names = try golden.names()
    let sources = try names.filter { $0.hasPrefix("source") }.map { try golden.floats($0) }
    for name in names where name.hasPrefix("resized_") {
      let size = name.dropFirst("resized_".count).split(separator: "x").compactMap { Int($0) }
      let expected = try golden.floats(name)
      let width = try expected.size(-1)
      // A grid belongs to the source of the same width.
      guard size.count == 2, let source = try sources.first(where: { try $0.size(-1) == width }) else {
        report.fail(name, "there is no source for it")
        continue
      }
      let resized = try PositionEmbedding.resized(source, rows: size[0], columns: size[1])
      try report.compare(name, resized, with: expected, .output)
    }
  }
}
