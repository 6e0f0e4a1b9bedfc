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
      let (tokens, width) = try (expected.size(0), expected.size(-1))
      guard size.count == 2, case (tokens - 1, false) = size[0].multipliedReportingOverflow(by: size[1]) else {
        report.fail(name, "the name does not fit \(tokens) tokens")
        continue
      }
      // A grid belongs to the source of the same width.
      guard let source = try sources.first(where: { try $0.size(-1) == width }) else {
        report.fail(name, "there is no source for it")
        continue
      }
      let resized = try PositionEmbedding.resized(source, rows: size[0], columns: size[1])
      try report.compare(name, resized, with: expected, .output)
    }
  }
}
