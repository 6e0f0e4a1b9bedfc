import BenchCore
import Metrics
import Testing

@Suite struct RetrievalFailureTests {
  private func head(_ text: Int, _ image: Int, width: Int = 4) -> HeadEmbeddings {
    HeadEmbeddings(
      text: .random(rows: text, columns: width, seed: 1), image: .random(rows: image, columns: width, seed: 2))
  }

  private func evaluator(
    _ heads: [HeadEmbeddings], weights: [Double]? = nil, texts: Int = 5, images: Int = 6, threads: Int = 1
  ) throws -> RetrievalEvaluator {
    try RetrievalEvaluator(
      heads: heads, weights: weights, textIdentities: Array(0..<texts), imageIdentities: Array(0..<images),
      options: EvaluationOptions(threads: threads))
  }

  @Test func `refuses shapes that do not fit`() {
    #expect(throws: EvaluationFailure.noHeads) { try evaluator([]) }
    #expect(throws: EvaluationFailure.emptySide(.text)) { try evaluator([head(0, 6)], texts: 0) }
    #expect(throws: EvaluationFailure.emptySide(.image)) { try evaluator([head(5, 0)], images: 0) }
    #expect(throws: EvaluationFailure.rowCount(side: .text, head: 1, rows: 4, identities: 5)) {
      try evaluator([head(5, 6), head(4, 6)])
    }
    #expect(throws: EvaluationFailure.rowCount(side: .image, head: 0, rows: 7, identities: 6)) {
      try evaluator([head(5, 7)])
    }
    let mixed = HeadEmbeddings(text: head(5, 6).text, image: head(5, 6, width: 3).image)
    #expect(throws: EvaluationFailure.width(head: 0, text: 4, image: 3)) { try evaluator([mixed]) }
    #expect(throws: EvaluationFailure.width(head: 0, text: 0, image: 0)) { try evaluator([head(5, 6, width: 0)]) }
    #expect(throws: EvaluationFailure.threads(0)) { try evaluator([head(5, 6)], threads: 0) }
  }

  @Test(arguments: [[], [1, 1], [-1], [0], [.nan], [.infinity]] as [[Double]])
  func `refuses weights`(weights: [Double]) {
    #expect {
      try evaluator([head(5, 6)], weights: weights)
    } throws: { error in
      if case EvaluationFailure.weights(_, heads: 1) = error { true } else { false }
    }
  }

  @Test(arguments: [Float.nan, .infinity, -.infinity])
  func `names the first row that is not finite`(value: Float) {
    var second = head(5, 6)
    second.image.values[5 * 4] = value
    second.image.values[3 * 4 + 2] = value
    #expect(throws: EvaluationFailure.notFinite(side: .image, head: 1, row: 3)) { try evaluator([head(5, 6), second]) }
    second.text.values[4] = value
    #expect(throws: EvaluationFailure.notFinite(side: .text, head: 0, row: 1)) { try evaluator([second]) }
  }

  @Test func `warns of embeddings of length zero`() throws {
    var zeros = head(5, 6)
    for row in [1, 4] { zeros.image.values.replaceSubrange(row * 4..<(row + 1) * 4, with: [0, 0, -0, 0]) }
    let result = try evaluator([head(5, 6), zeros], weights: [0, 1]).evaluate()
    #expect(result.warnings == [.zeroEmbeddings(side: .image, head: 1, rows: [1, 4])])
    // Their similarity is 0 to every query.
    let lists = try evaluator([zeros]).top(6, queries: [0, 1])
    #expect(lists.allSatisfy { $0.filter { [1, 4].contains($0.galleryIndex) }.allSatisfy { $0.similarity == 0 } })
  }

  @Test func `a query without a match is a miss and left out of the means`() throws {
    // Two queries find their image first, one finds nothing.
    let text = EmbeddingMatrix(rows: 3, columns: 2, values: [1, 0, 0, 1, 1, 1])
    let image = EmbeddingMatrix(rows: 2, columns: 2, values: [2, 0, 0, 2])
    let result = try RetrievalEvaluator(
      heads: [HeadEmbeddings(text: text, image: image)], textIdentities: [8, 9, 77], imageIdentities: [8, 9]
    ).evaluate()
    for metric in Metric.measured {
      #expect(result.metrics[metric] == (metric.countsUnmatchedQueries ? 200.0 / 3 : 100), "\(metric)")
    }
    #expect(result.queries.firstMatchRanks == [1, 1, 0])
    #expect(result.warnings == [.queriesWithoutMatch([2])])
    #expect(result.warnings[0].description.contains("1 queries, the first of them 2"))

    let unmatched = try RetrievalEvaluator(
      heads: [HeadEmbeddings(text: text, image: image)], textIdentities: [1, 2, 3], imageIdentities: [8, 9])
    #expect(throws: EvaluationFailure.noMatches(queries: 3, gallery: 2)) { try unmatched.evaluate() }
  }

  @Test func `refuses lists that cannot be made`() throws {
    let evaluator = try evaluator([head(5, 6)])
    #expect(throws: EvaluationFailure.listLength(0)) { try evaluator.top(0, queries: [1]) }
    #expect(throws: EvaluationFailure.queryIndex(5, queries: 5)) { try evaluator.top(1, queries: [1, 5, 9]) }
    #expect(throws: EvaluationFailure.queryIndex(-1, queries: 6)) {
      try evaluator.top(1, queries: [-1], direction: .imageToText)
    }
    #expect(try evaluator.top(3, queries: []).isEmpty)
  }

  @Test func `refuses similarities`() {
    func evaluate(_ values: [Float], _ queries: [Int], _ gallery: [Int], threads: Int = 1) throws {
      _ = try RetrievalEvaluator.evaluate(
        similarities: values, queryIdentities: queries, galleryIdentities: gallery, threads: threads)
    }
    #expect(throws: EvaluationFailure.similarityCount(values: 5, queries: 2, gallery: 3)) {
      try evaluate([1, 2, 3, 4, 5], [0, 0], [0, 0, 0])
    }
    #expect(throws: EvaluationFailure.similarityCount(values: 0, queries: 0, gallery: 3)) {
      try evaluate([], [], [0, 0, 0])
    }
    #expect(throws: EvaluationFailure.similarityNotFinite(query: 1, galleryIndex: 0)) {
      try evaluate([1, 2, .nan, .infinity], [0, 0], [0, 0])
    }
    #expect(throws: EvaluationFailure.noMatches(queries: 1, gallery: 2)) { try evaluate([1, 2], [0], [1, 2]) }
    #expect(throws: EvaluationFailure.threads(0)) { try evaluate([1], [0], [0], threads: 0) }
  }

  @Test func `every failure says what to do`() {
    let failures: [EvaluationFailure] = [
      .noHeads, .emptySide(.text), .rowCount(side: .text, head: 1, rows: 2, identities: 3),
      .width(head: 0, text: 1, image: 2), .weights([1], heads: 2), .notFinite(side: .image, head: 0, row: 7),
      .similarityNotFinite(query: 1, galleryIndex: 2), .similarityCount(values: 1, queries: 2, gallery: 3),
      .noMatches(queries: 1, gallery: 2), .memoryBudget(bytes: 1, needed: 2), .threads(0), .listLength(0),
      .queryIndex(1, queries: 1),
    ]
    #expect(failures.allSatisfy { !$0.problem.isEmpty && $0.remedy != nil })
    #expect(failures[5].description.hasPrefix("image side, head 0, row 7: "))
  }
}
