import BenchCore
import Metrics

/// R@K, mAP and mINP: `metrics.h5`.
enum RetrievalMetricsCheck {
  static func check(_ golden: GoldenFile, in context: GoldenContext, _ report: GoldenReport) throws {
    for name in try golden.names() {
      let group = try golden.group(name)
      let result = try RetrievalEvaluator(
        heads: [
          HeadEmbeddings(text: matrix("query_features", in: group), image: matrix("gallery_features", in: group))
        ],
        textIdentities: group.indices("query_pids"), imageIdentities: group.indices("gallery_pids")
      ).evaluate()
      let expected = try group.doubles("cmc")
      report.compare("\(name)/cmc", result.cumulativeMatches(upTo: expected.count), with: expected, .percentage)
      for metric in [Metric.map, .minp] {
        report.compare(
          "\(name)/\(metric.title)", [result.metrics[metric]].compactMap(\.self),
          with: try group.doubles(metric.title), .percentage)
      }
    }
  }

  private static func matrix(_ name: String, in golden: GoldenFile) throws -> EmbeddingMatrix {
    let array = try golden.array(name, of: Float.self)
    guard array.shape.count == 2 else { throw VerificationFailure.malformed("\(name) is not a matrix") }
    return EmbeddingMatrix(rows: array.shape[0], columns: array.shape[1], values: array.values)
  }
}
