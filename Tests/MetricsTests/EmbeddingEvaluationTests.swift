import BenchCore
import Metrics
import Testing

@Suite struct EmbeddingEvaluationTests {
  private func embeddings(_ names: [String] = ["global", "tse"]) -> RetrievalEmbeddings {
    RetrievalEmbeddings(
      heads: Heads(
        names.enumerated().map { place, name in
          (
            name: name,
            value: HeadEmbeddings(
              text: .random(rows: 30, columns: 8 + 4 * place, seed: UInt64(place)),
              image: .random(rows: 40, columns: 8 + 4 * place, seed: UInt64(place) + 50))
          )
        }), queryIdentities: (0..<30).map { $0 % 10 }, galleryIdentities: (0..<40).map { $0 % 12 })
  }

  @Test func measuresEachHeadAndTheirWeightedMean() throws {
    let embeddings = embeddings()
    let evaluation = try EmbeddingEvaluation(embeddings, weights: ["tse": 3])
    let matrices = embeddings.heads.map(\.value)
    let cosines = matrices.map { $0.text.cosines(with: $0.image) }
    for (scores, weights) in [
      (evaluation.heads[0], [1, 0]), (evaluation.heads[1], [0, 1]), (evaluation.mean, [1, 3]),
    ] as [(EmbeddingEvaluation.Scores, [Double])] {
      let rows = (0..<30).map { query in
        (0..<40).map { Float(weights[0] * cosines[0][query][$0] + weights[1] * cosines[1][query][$0]) }
      }
      let expected = NaiveRetrieval.queries(
        rows, queryIdentities: embeddings.queryIdentities, galleryIdentities: embeddings.galleryIdentities)
      #expect(scores.textToImage.queries.asNaive == expected)
      let columns = (0..<40).map { image in rows.map { $0[image] } }
      let back = NaiveRetrieval.queries(
        columns, queryIdentities: embeddings.galleryIdentities, galleryIdentities: embeddings.queryIdentities)
      #expect(scores.result(.imageToText).queries.asNaive == back)
    }
    #expect(evaluation.heads.map(\.name) == ["global", "tse"])
    #expect(evaluation.mean.name == "mean")
    // Identities 10 and 11 have images but no caption.
    #expect(evaluation.warnings.count == 1 && evaluation.warnings[0].hasPrefix("6 gallery images have no match"))
  }

  @Test func oneHeadIsItsOwnMean() throws {
    let evaluation = try EmbeddingEvaluation(embeddings(["only"]))
    #expect(evaluation.heads == [evaluation.mean])
    #expect(evaluation.mean.name == "only")
  }

  @Test func namesTheHeadAndTheRowOfABadNumber() throws {
    var broken = embeddings()
    broken.heads[1].value.image.values[12 * 7 + 3] = .nan
    let failure = #expect(throws: EmbeddingEvaluationFailure.self) { try EmbeddingEvaluation(broken) }
    #expect(failure?.location == "gallery row 7 of head `tse`")
    #expect(failure?.problem == "the embedding holds a NaN or an infinity")
  }

  @Test func warnsOfZeroRowsByNameAndOfQueriesWithoutAMatch() throws {
    var odd = embeddings()
    odd.heads[1].value.text.values.replaceSubrange(24..<48, with: Array(repeating: 0, count: 24))
    odd.queryIdentities[29] = 99
    let warnings = try EmbeddingEvaluation(odd).warnings
    #expect(warnings[0].hasPrefix("2 query rows of head `tse` are zero, the first is row 2"))
    #expect(warnings[1].hasPrefix("1 queries have no match among the gallery, the first is 29"))
  }

  @Test func refusesWeightsOfHeadsThatAreNotThere() {
    let failure = #expect(throws: EmbeddingEvaluationFailure.self) {
      try EmbeddingEvaluation(embeddings(), weights: ["tsee": 1])
    }
    #expect(failure?.remedy == "did you mean tse?")
    #expect(throws: EmbeddingEvaluationFailure.self) {
      try EmbeddingEvaluation(embeddings(), weights: ["tse": 0, "global": 0])
    }
  }

  @Test func aCheckpointKeepsWhatAComparisonNeeds() throws {
    let embeddings = embeddings()
    let evaluation = try EmbeddingEvaluation(embeddings)
    let checkpoint = CheckpointRecord(epoch: 3, embeddings: embeddings.heads, evaluation: evaluation)
    for direction in RetrievalDirection.allCases {
      let result = evaluation.mean.result(direction)
      #expect(checkpoint[direction] == DirectionRecord(metrics: result.metrics, queries: result.queries))
    }
    #expect(checkpoint.embeddings == embeddings.heads)
  }
}
