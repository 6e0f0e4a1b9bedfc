import BenchCore
import Testing

@testable import Metrics

/// What metrics can be over the orders of equal similarities, against a twin that tries every order.
@Suite struct TieRangeTests {
  /// Every metric's ranges of a query: the naive twin on every order of the gallery that sorts by similarity.
  private static func extremes(_ similarities: [Float], isMatch: [Bool]) -> [Metric: (lowest: Double, highest: Double)]
  {
    var ranges: [Metric: (lowest: Double, highest: Double)] = [:]
    for order in permutations(of: Array(similarities.indices)) {
      // The twin breaks ties by index: the permuted gallery is another order of what is equal.
      let query = NaiveRetrieval.query(order.map { similarities[$0] }, isMatch: order.map { isMatch[$0] })
      let rank = query.firstMatchRank
      for (metric, value) in [
        (.r1, rank == 1 ? 1 : 0), (.r5, rank > 0 && rank <= 5 ? 1 : 0), (.map, query.averagePrecision),
        (.minp, query.inverseNegativePenalty), (.mrr, rank > 0 ? 1 / Double(rank) : 0),
        (.ndcg10, query.discountedGainAt10),
      ] as [(Metric, Double)] {
        let range = ranges[metric] ?? (value, value)
        ranges[metric] = (min(range.lowest, value), max(range.highest, value))
      }
    }
    return ranges
  }

  private static func permutations(of items: [Int]) -> [[Int]] {
    guard items.count > 1 else { return [items] }
    return items.indices.flatMap { first in
      var rest = items
      let item = rest.remove(at: first)
      return permutations(of: rest).map { [item] + $0 }
    }
  }

  /// Galleries of seven with few different similarities, 40 queries at a time; cosines of rows of signs are exact.
  @Test(arguments: 1...4) func `equal the extremes of all orders`(seed: UInt64) throws {
    let text = EmbeddingMatrix.signs(rows: 40, columns: 4, seed: seed)
    let image = EmbeddingMatrix.signs(rows: 7, columns: 4, seed: seed + 10)
    let textIdentities = randomIdentities(40, from: 4, seed: seed + 20)
    let imageIdentities = randomIdentities(7, from: 3, seed: seed + 30)
    let evaluator = try RetrievalEvaluator(
      heads: [HeadEmbeddings(text: text, image: image)], textIdentities: textIdentities,
      imageIdentities: imageIdentities)
    let result = try evaluator.evaluate(findsTies: true)
    let plain = try evaluator.evaluate()
    #expect(result.metrics == plain.metrics && result.queries == plain.queries)
    #expect(plain.tieRanges.isEmpty && plain.warnings.count < result.warnings.count)

    let extremes = zip(text.cosines(with: image), textIdentities).map { row, identity in
      Self.extremes(row.map { Float($0) }, isMatch: imageIdentities.map { $0 == identity })
    }
    let isMatched = textIdentities.map(imageIdentities.contains)
    for metric in [Metric.r1, .r5, .map, .minp, .mrr, .ndcg10] {
      let counted = extremes.indices.filter { metric.countsUnmatchedQueries || isMatched[$0] }
      func mean(_ end: KeyPath<(lowest: Double, highest: Double), Double>) -> Double {
        100 * counted.reduce(0) { $0 + (extremes[$1][metric]?[keyPath: end] ?? 0) } / Double(counted.count)
      }
      let tied = extremes.count { $0[metric].map { $0.lowest != $0.highest } ?? false }
      guard let range = result.tieRanges[metric] else {
        #expect(Double(tied) <= 0.01 * 40, "\(metric)")
        continue
      }
      #expect(abs(range.lowest - mean(\.lowest)) < 1e-9 && abs(range.highest - mean(\.highest)) < 1e-9, "\(metric)")
      #expect(range.share == Double(tied) / 40, "\(metric)")
      let value = try #require(result.metrics[metric])
      #expect(range.lowest <= value + 1e-9 && value <= range.highest + 1e-9)
    }
  }

  /// A model that has collapsed says nothing: everything but rSum's bound of three times 100 is possible.
  @Test(arguments: [3, 90]) func `of equal embeddings is everything`(matchesOfAQuery: Int) throws {
    let count = 1000
    let row = EmbeddingMatrix(rows: 1, columns: 8, values: [1, 2, 3, 4, 5, 6, 7, 8])
    let image = EmbeddingMatrix(rows: count, columns: 8, values: (0..<count).flatMap { _ in row.values })
    let text = EmbeddingMatrix.random(rows: 30, columns: 8, seed: 1)
    let evaluator = try RetrievalEvaluator(
      heads: [HeadEmbeddings(text: text, image: image)], textIdentities: Array(repeating: 7, count: 30),
      imageIdentities: (0..<count).map { $0 < matchesOfAQuery ? 7 : 8 })
    let result = try evaluator.evaluate(findsTies: true)
    #expect(result.metrics[.r10] == 100, "by the order of the gallery")
    for metric in [Metric.r1, .r5, .r10, .r20] {
      #expect(result.tieRanges[metric] == TieRange(lowest: 0, highest: 100, share: 1))
    }
    #expect(result.tieRanges[.rsum] == TieRange(lowest: 0, highest: 300, share: 1))
    let precision = try #require(result.tieRanges[.map])
    let worst = (1...matchesOfAQuery).map { Double($0) / Double(count - matchesOfAQuery + $0) }.reduce(0, +)
    #expect(abs(precision.lowest - 100 * worst / Double(matchesOfAQuery)) < 1e-9 && precision.highest == 100)
    #expect(result.warnings.contains { if case .ties = $0 { true } else { false } })
  }

  /// A pair of equal images, one of them a match: found for one query of 30, and tolerated for one of 300.
  @Test(arguments: [30, 300]) func `are there for more than one query in a hundred`(queries: Int) throws {
    let text = EmbeddingMatrix.random(rows: queries, columns: 16, seed: 1)
    var image = EmbeddingMatrix.random(rows: 800, columns: 16, seed: 2)
    // The first query's match is its own embedding, and so is the last image, in another block.
    image.values.replaceSubrange(0..<16, with: text.row(0))
    image.values.replaceSubrange(799 * 16..<800 * 16, with: text.row(0))
    let evaluator = try RetrievalEvaluator(
      heads: [HeadEmbeddings(text: text, image: image)], textIdentities: Array(0..<queries),
      imageIdentities: Array(0..<799) + [5000])
    let result = try evaluator.evaluate(findsTies: true)
    #expect(result.queries.firstMatchRanks[0] == 1)
    let range = result.tieRanges[.r1]
    #expect((range == nil) == (queries == 300))
    if let range {
      #expect(abs(range.highest - range.lowest - 100 / 30.0) < 1e-9 && range.share == 1 / 30.0)
      #expect(result.tieRanges[.r5] == nil, "its second place is among the first five")
    }
  }

  @Test func `of different similarities do not exist`() throws {
    let head = HeadEmbeddings(
      text: .random(rows: 100, columns: 64, seed: 1), image: .random(rows: 900, columns: 64, seed: 2))
    for identities in [5, 90] {
      let evaluator = try RetrievalEvaluator(
        heads: [head], textIdentities: randomIdentities(100, from: identities, seed: 3),
        imageIdentities: randomIdentities(900, from: identities, seed: 4))
      for direction in RetrievalDirection.allCases {
        let result = try evaluator.evaluate(direction, findsTies: true)
        #expect(result.tieRanges.isEmpty)
        #expect(!result.warnings.contains { if case .ties = $0 { true } else { false } })
      }
    }
  }

  @Test func `come with an evaluation of embeddings`() throws {
    let image = EmbeddingMatrix(rows: 20, columns: 2, values: Array(repeating: 1, count: 40))
    let embeddings = RetrievalEmbeddings(
      heads: ["global": HeadEmbeddings(text: .random(rows: 20, columns: 2, seed: 1), image: image)],
      queryIdentities: Array(0..<20), galleryIdentities: Array(0..<20))
    let evaluation = try EmbeddingEvaluation(embeddings)
    // Half of the queries have their match among the first ten, by its place in the gallery.
    #expect(evaluation.mean.textToImage.metrics[.r10] == 50)
    #expect(evaluation.warnings.first?.contains("decides up to 100% of the queries among the gallery") == true)
    #expect(evaluation.warnings.first?.contains("R@10, mAP, mINP, rSum, MRR, nDCG@10 have a range") == true)
    let checkpoint = CheckpointRecord(epoch: 1, embeddings: embeddings.heads, evaluation: evaluation)
    #expect(checkpoint.textToImage.tieRanges[.r10] == TieRange(lowest: 0, highest: 100, share: 1))
  }
}
