import Foundation
import Metrics
import TestSupport
import Testing

/// The engine against scikit-learn; VerificationTests compare it with the official code.
@Suite struct AveragePrecisionTests {
  /// On untied similarities, where both define the same thing.
  @Test func `average precision and discounted gain are scikit-learn's`() throws {
    let script = """
      import sys
      import numpy as np
      from sklearn.metrics import average_precision_score, ndcg_score
      generator = np.random.default_rng(3)
      similarity = generator.random((40, 300), dtype=np.float32)
      queries, gallery = generator.integers(0, 12, 40), generator.integers(0, 12, 300)
      similarity.tofile(sys.argv[1] + "/similarity")
      queries.astype("<i8").tofile(sys.argv[1] + "/queries")
      gallery.astype("<i8").tofile(sys.argv[1] + "/gallery")
      for query, row in zip(queries, similarity):
          match = gallery == query
          print(float(average_precision_score(match, row)), float(ndcg_score([match], [row], k=10)))
      """
    try withTemporaryFolder { folder in
      let expected = try Python.run(script, folder.path).split(whereSeparator: \.isWhitespace).compactMap { Double($0) }
      func read<Element: BitwiseCopyable>(_ name: String) throws -> [Element] {
        try Data(contentsOf: folder.appending(path: name)).withUnsafeBytes { Array($0.bindMemory(to: Element.self)) }
      }
      let result = try RetrievalEvaluator.evaluate(
        similarities: read("similarity"), queryIdentities: read("queries"), galleryIdentities: read("gallery"))
      #expect(expected.count == 80)
      let own = zip(result.queries[.map] ?? [], result.queries[.ndcg10] ?? []).flatMap { [$0, $1] }
      #expect(own.count == 80)
      for (own, outside) in zip(own, expected) { #expect(abs(own - outside) < 1e-12) }
    }
  }
}
