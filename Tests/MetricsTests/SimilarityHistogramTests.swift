import BenchCore
import Metrics
import Testing

/// How often which similarity occurs, against counting one by one.
@Suite struct SimilarityHistogramTests {
  @Test(arguments: [1, 3]) func countsAllPairs(threads: Int) throws {
    // More queries and gallery entries than a tile has.
    let (text, image) = (
      EmbeddingMatrix.random(rows: 900, columns: 8, seed: 1), EmbeddingMatrix.random(rows: 800, columns: 8, seed: 2)
    )
    let (queries, gallery) = (
      randomIdentities(900, from: 50, seed: 3), randomIdentities(800, from: 50, seed: 4)
    )
    let evaluator = try RetrievalEvaluator(
      heads: [HeadEmbeddings(text: text, image: image)], textIdentities: queries, imageIdentities: gallery,
      options: EvaluationOptions(threads: threads))
    let (result, histogram) = try evaluator.evaluateWithSimilarities()
    #expect(try result == evaluator.evaluate())
    var (positives, negatives) = ([Int](repeating: 0, count: 200), [Int](repeating: 0, count: 200))
    var nearEdges = 0
    for (query, row) in text.cosines(with: image).enumerated() {
      for (entry, cosine) in row.enumerated() {
        let place = (cosine + 1) * 100
        nearEdges += abs(place - place.rounded()) < 1e-4 ? 1 : 0
        let bin = min(199, Int(place))
        if queries[query] == gallery[entry] { positives[bin] += 1 } else { negatives[bin] += 1 }
      }
    }
    // Single and double precision may put what lies on an edge in neighbouring bins.
    func difference(_ left: [Int], _ right: [Int]) -> Int { zip(left, right).reduce(0) { $0 + abs($1.0 - $1.1) } }
    #expect(difference(histogram.positives, positives) + difference(histogram.negatives, negatives) <= 2 * nearEdges)
    #expect(histogram.positives.reduce(0, +) == positives.reduce(0, +))
    #expect((histogram.positives + histogram.negatives).reduce(0, +) == 720_000)
    #expect(nearEdges < 500)
  }

  @Test(arguments: [(-1.0, 0), (-0.995, 0), (-0.985, 1), (0, 100), (0.999, 199), (1, 199), (1.0001, 199), (-1.01, 0)])
  func binsCoverTheCosines(similarity: Float, bin: Int) {
    #expect(SimilarityHistogram.bin(of: similarity) == bin)
    #expect(SimilarityHistogram.bin(of: .nan) == 0)
  }
}
