import BenchCore
import Foundation
import HDF5
import Metrics
import TestSupport
import Testing

/// The engine against the official code and scikit-learn.
@Suite struct RetrievalGoldenTests {
  @Test(arguments: ["case0", "case1", "case2"])
  func `agrees with the official code`(name: String) throws {
    let group = try File.open(Repository.goldens.appending(path: "metrics.h5")).group(name)
    func matrix(_ path: String) throws -> EmbeddingMatrix {
      let array = try group.floats(path)
      return EmbeddingMatrix(rows: array.shape[0], columns: array.shape[1], values: array.values)
    }
    let result = try RetrievalEvaluator(
      heads: [HeadEmbeddings(text: matrix("query_features"), image: matrix("gallery_features"))],
      textIdentities: group.integers("query_pids").values, imageIdentities: group.integers("gallery_pids").values
    ).evaluate()
    let expected = try group.doubles("cmc").values
    for (own, official) in zip(result.cumulativeMatches(upTo: 10), expected) { #expect(abs(own - official) < 1e-4) }
    #expect(expected.count == 10)
    #expect(abs(result.metrics.map - (try group.scalar("mAP"))) < 1e-4)
    #expect(abs(result.metrics.minp - (try group.scalar("mINP"))) < 1e-4)
    #expect(abs(result.metrics.r5 - expected[4]) < 1e-4)
  }

  /// On untied similarities, where both define the same thing.
  @Test func `average precision is scikit-learn's`() throws {
    let script = """
      import sys
      import numpy as np
      from sklearn.metrics import average_precision_score
      generator = np.random.default_rng(3)
      similarity = generator.random((40, 300), dtype=np.float32)
      queries, gallery = generator.integers(0, 12, 40), generator.integers(0, 12, 300)
      similarity.tofile(sys.argv[1] + "/similarity")
      queries.astype("<i8").tofile(sys.argv[1] + "/queries")
      gallery.astype("<i8").tofile(sys.argv[1] + "/gallery")
      for query, row in zip(queries, similarity):
          print(repr(float(average_precision_score(gallery == query, row))))
      """
    try withTemporaryFolder { folder in
      let expected = try Python.run(script, folder.path).split(separator: "\n").compactMap { Double($0) }
      func read<Element: BitwiseCopyable>(_ name: String) throws -> [Element] {
        try Data(contentsOf: folder.appending(path: name)).withUnsafeBytes { Array($0.bindMemory(to: Element.self)) }
      }
      let result = try RetrievalEvaluator.evaluate(
        similarities: read("similarity"), queryIdentities: read("queries"), galleryIdentities: read("gallery"))
      #expect(expected.count == 40)
      for (own, outside) in zip(result.queries.averagePrecisions, expected) { #expect(abs(own - outside) < 1e-12) }
    }
  }
}
