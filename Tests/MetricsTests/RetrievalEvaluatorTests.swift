import BenchCore
import Testing

@testable import Metrics

@Suite struct RetrievalEvaluatorTests {
  /// A retrieval problem's size.
  struct Size: CustomTestStringConvertible {
    var queries: Int
    var gallery: Int
    var width: Int
    /// The identities that queries and gallery are drawn from.
    var queryIdentities: Int
    var galleryIdentities: Int
    var testDescription: String { "\(queries) x \(gallery) x \(width), \(queryIdentities)/\(galleryIdentities) ids" }
  }

  @Test(arguments: [
    Size(queries: 40, gallery: 30, width: 16, queryIdentities: 7, galleryIdentities: 7),
    // Several blocks on both sides, padded ends.
    Size(queries: 800, gallery: 790, width: 16, queryIdentities: 250, galleryIdentities: 250),
    // Wider than one pass of a matrix kernel.
    Size(queries: 70, gallery: 560, width: 1024, queryIdentities: 40, galleryIdentities: 40),
    // More matches than are compared one by one, and than one gathered product holds.
    Size(queries: 270, gallery: 900, width: 16, queryIdentities: 4, galleryIdentities: 4),
    // Every entry is a match.
    Size(queries: 20, gallery: 700, width: 16, queryIdentities: 1, galleryIdentities: 1),
    // Most queries have no match.
    Size(queries: 200, gallery: 100, width: 16, queryIdentities: 1000, galleryIdentities: 300),
    Size(queries: 3, gallery: 1, width: 4, queryIdentities: 1, galleryIdentities: 1),
  ])
  func `equals the naive twin on ties`(size: Size) throws {
    let text = EmbeddingMatrix.signs(rows: size.queries, columns: size.width, seed: 1)
    let image = EmbeddingMatrix.signs(rows: size.gallery, columns: size.width, seed: 2)
    let textIdentities = randomIdentities(size.queries, from: size.queryIdentities, seed: 3)
    let imageIdentities = randomIdentities(size.gallery, from: size.galleryIdentities, seed: 4)
    let evaluator = try RetrievalEvaluator(
      heads: [HeadEmbeddings(text: text, image: image)], textIdentities: textIdentities,
      imageIdentities: imageIdentities)

    let rows = text.cosines(with: image).map { $0.map { Float($0) } }
    let expected = NaiveRetrieval.queries(rows, queryIdentities: textIdentities, galleryIdentities: imageIdentities)
    let result = try evaluator.evaluate()
    #expect(result.queries.asNaive == expected)
    #expect(result.metrics == NaiveRetrieval.metrics(expected))

    let columns = (0..<size.gallery).map { column in rows.map { $0[column] } }
    let reverse = NaiveRetrieval.queries(columns, queryIdentities: imageIdentities, galleryIdentities: textIdentities)
    #expect(try evaluator.evaluate(.imageToText).queries.asNaive == reverse)
  }

  @Test func `ranks what the listed similarities say`() throws {
    let text = EmbeddingMatrix.random(rows: 60, columns: 512, seed: 1)
    let image = EmbeddingMatrix.random(rows: 700, columns: 512, seed: 2)
    let textIdentities = randomIdentities(60, from: 50, seed: 3)
    let imageIdentities = randomIdentities(700, from: 50, seed: 4)
    let evaluator = try RetrievalEvaluator(
      heads: [HeadEmbeddings(text: text, image: image)], textIdentities: textIdentities,
      imageIdentities: imageIdentities)

    let lists = try evaluator.top(1000, queries: Array(0..<60))
    let cosines = text.cosines(with: image)
    var rows: [[Float]] = []
    for (query, list) in lists.enumerated() {
      var row = [Float](repeating: .nan, count: 700)
      for entry in list { row[entry.galleryIndex] = entry.similarity }
      #expect(NaiveRetrieval.ranking(row) == list.map(\.galleryIndex))
      #expect(zip(row, cosines[query]).allSatisfy { abs(Double($0) - $1) < 1e-6 })
      rows.append(row)
    }
    let expected = NaiveRetrieval.queries(rows, queryIdentities: textIdentities, galleryIdentities: imageIdentities)
    #expect(try evaluator.evaluate().queries.asNaive == expected)
  }

  @Test func `does not depend on threads or memory`() throws {
    let head = HeadEmbeddings(
      text: .random(rows: 1600, columns: 40, seed: 1), image: .random(rows: 1300, columns: 40, seed: 2))
    let textIdentities = randomIdentities(1600, from: 300, seed: 3)
    let imageIdentities = randomIdentities(1300, from: 300, seed: 4)
    var results: [RetrievalResult] = []
    // The second budget holds one block of queries and no packed gallery, the third the gallery, too.
    for (budget, threads) in [(1 << 30, 1), (5_000_000, 1), (5_200_000, 1), (1 << 30, 2), (6 << 20, 5)] {
      let evaluator = try RetrievalEvaluator(
        heads: [head], textIdentities: textIdentities, imageIdentities: imageIdentities,
        options: EvaluationOptions(memoryBudget: budget, threads: threads))
      results.append(try evaluator.evaluate())
      #expect(results.last == results.first)
    }
    let tooSmall = try RetrievalEvaluator(
      heads: [head], textIdentities: textIdentities, imageIdentities: imageIdentities,
      options: EvaluationOptions(memoryBudget: 4_900_000, threads: 1))
    let needed = 4 * (768 * (2 * 768 + 40) + 768 * 40)
    #expect(throws: EvaluationFailure.memoryBudget(bytes: 4_900_000, needed: needed)) { try tooSmall.evaluate() }
    #expect(throws: EvaluationFailure.memoryBudget(bytes: 4_900_000, needed: needed)) {
      try tooSmall.top(1, queries: [0])
    }
  }

  @Test(arguments: [16, 200, 512, 1536])
  func `equal embeddings tie wherever they are`(width: Int) throws {
    let text = EmbeddingMatrix.random(rows: 20, columns: width, seed: 1)
    var image = EmbeddingMatrix.random(rows: 1029, columns: width, seed: 2)
    let copies = [0, 17, 511, 767, 768, 1000, 1028]
    for copy in copies.dropFirst() {
      image.values.replaceSubrange(copy * width..<(copy + 1) * width, with: image.row(0))
    }
    // One copy is the match: the copies before it rank ahead of it, those behind it do not.
    for ahead in [0, 3, 6] {
      var imageIdentities = [Int](repeating: 1, count: 1029)
      imageIdentities[copies[ahead]] = 0
      let evaluator = try RetrievalEvaluator(
        heads: [HeadEmbeddings(text: text, image: image)], textIdentities: [Int](repeating: 0, count: 20),
        imageIdentities: imageIdentities)
      let ranks = try evaluator.evaluate().queries.firstMatchRanks
      for (query, list) in try evaluator.top(1029, queries: Array(0..<20)).enumerated() {
        let place = try #require(list.firstIndex { $0.galleryIndex == 0 })
        #expect(list[place..<place + copies.count].map(\.galleryIndex) == copies)
        #expect(ranks[query] == place + 1 + ahead)
      }
    }
  }

  /// What an adversary sends: galleries of few different directions, written in different ways, in two heads.
  ///
  /// A row can be doubled, halved, have -0 for 0, or be all zeros; none of that may tell it from its like.
  @Test(arguments: [1, 2, 5]) func `equals the naive twin where nearly everything ties`(threads: Int) throws {
    let (queryCount, galleryCount, directions) = (150, 1700, 6)
    var generator = SeededGenerator(seed: 9, stream: "adversary")
    let widths = [24, 33]
    var heads: [HeadEmbeddings] = []
    // Which direction each image points in; the last direction is zero in the first head.
    let directionOf = (0..<galleryCount).map { _ in generator.index(below: directions) }
    for (head, width) in widths.enumerated() {
      let text = EmbeddingMatrix.random(rows: queryCount, columns: width, seed: UInt64(head))
      var basis = EmbeddingMatrix.random(rows: directions, columns: width, seed: UInt64(head) + 10)
      for row in 0..<directions { basis.values[row * width] = 0 }
      if head == 0 {
        basis.values.replaceSubrange(
          (directions - 1) * width..<directions * width, with: Array(repeating: 0, count: width))
      }
      let image = directionOf.flatMap { direction in
        let scale: Float = generator.element(of: [0.25, 0.5, 1, 2, 64])
        var row = basis.row(direction).map { $0 * scale }
        if generator.chance(0.5) { row[0] = -0.0 }
        return row
      }
      heads.append(
        HeadEmbeddings(text: text, image: EmbeddingMatrix(rows: galleryCount, columns: width, values: image)))
    }
    let textIdentities = randomIdentities(queryCount, from: 12, seed: 3)
    let imageIdentities = randomIdentities(galleryCount, from: 12, seed: 4)
    let evaluator = try RetrievalEvaluator(
      heads: heads, textIdentities: textIdentities, imageIdentities: imageIdentities,
      options: EvaluationOptions(threads: threads))
    // The twin ranks directions by exact cosines, and images of one direction by their index.
    let originals = (0..<directions).map { direction in directionOf.firstIndex(of: direction) ?? 0 }
    let cosines = heads.map { $0.text.cosines(with: $0.image) }
    let rows = (0..<queryCount).map { query in
      directionOf.map { direction in
        Float(
          cosines.map { $0[query][originals[direction]] }.map { $0.isNaN ? 0 : $0 }.reduce(0, +) / Double(heads.count))
      }
    }
    let expected = NaiveRetrieval.queries(rows, queryIdentities: textIdentities, galleryIdentities: imageIdentities)
    #expect(try evaluator.evaluate().queries.asNaive == expected)
  }

  @Test func `weighs the heads`() throws {
    let heads = [16, 24].map { width in
      HeadEmbeddings(
        text: .random(rows: 20, columns: width, seed: 1), image: .random(rows: 30, columns: width, seed: 2))
    }
    let cosines = heads.map { $0.text.cosines(with: $0.image) }
    for (weights, shares) in [(nil, [0.5, 0.5]), ([3.0, 1.0], [0.75, 0.25]), ([0.0, 2.0], [0.0, 1.0])] {
      let evaluator = try RetrievalEvaluator(
        heads: heads, weights: weights, textIdentities: Array(0..<20), imageIdentities: Array(0..<30))
      for (query, list) in try evaluator.top(30, queries: Array(0..<20)).enumerated() {
        for entry in list {
          let expected = (0..<2).reduce(0) { $0 + shares[$1] * cosines[$1][query][entry.galleryIndex] }
          #expect(abs(Double(entry.similarity) - expected) < 1e-6)
        }
      }
    }
  }

  @Test func `length does not matter, however small or large`() throws {
    let text = EmbeddingMatrix.random(rows: 3, columns: 8, seed: 1)
    let image = EmbeddingMatrix.random(rows: 9, columns: 8, seed: 2)
    func list(_ textScale: Float, _ imageScale: Float) throws -> [[RankedEntry]] {
      let evaluator = try RetrievalEvaluator(
        heads: [
          HeadEmbeddings(
            text: EmbeddingMatrix(rows: 3, columns: 8, values: text.values.map { $0 * textScale }),
            image: EmbeddingMatrix(rows: 9, columns: 8, values: image.values.map { $0 * imageScale }))
        ], textIdentities: [0, 1, 2], imageIdentities: Array(0..<9))
      return try evaluator.top(9, queries: [0, 1, 2])
    }
    let expected = try list(1, 1)
    #expect(try list(0x1p100, 0x1p-100) == expected)
    #expect(try list(0x1p-90, 0x1p120) == expected)
  }
}
