import BenchCore
import Reports
import Testing

/// Stored metrics are held to what the stored queries and embeddings make.
@Suite struct ContradictionTests {
  /// Two captions of two persons, of which the second ranks the wrong image first.
  private static func record() throws -> RunRecord {
    var record = RunFixtures.run(RunFixtures.spec(), best: nil)
    let text = EmbeddingMatrix(rows: 2, columns: 2, values: [1, 0, 1, 0.1])
    let image = EmbeddingMatrix(rows: 2, columns: 2, values: [1, 0, 0, 1])
    record.test = TestSplitRecord(queryIdentities: [1, 2], galleryIdentities: [1, 2])
    func direction(_ ranks: [[Int32]]) -> DirectionRecord {
      var queries = QueryOutcomes()
      for ranks in ranks { queries.append(matchRanks: ranks) }
      return DirectionRecord(metrics: MetricValues(of: queries), queries: queries)
    }
    record.best = CheckpointRecord(
      epoch: 1, textToImage: direction([[1], [2]]), imageToText: direction([[1], [1]]),
      embeddings: ["global": HeadEmbeddings(text: text, image: image)])
    return record
  }

  @Test func aConsistentRecordHasNone() throws {
    #expect(try Self.record().contradictions() == [])
  }

  @Test func metricsThatTheQueriesDoNotMake() throws {
    var record = try Self.record()
    record.best?.embeddings = nil
    record.best?.textToImage.metrics[.r1] = 75
    #expect(record.contradictions() == ["Best, text-to-image: R@1 is stored as 75.00, its queries make 50.00"])
  }

  /// Metrics and queries agree with each other, but not with the embeddings; one query more or less may be a tie.
  @Test func queriesThatTheEmbeddingsDoNotMake() throws {
    var record = try Self.record()
    var queries = QueryOutcomes()
    for _ in 0..<2 { queries.append(matchRanks: [2]) }
    record.best?.imageToText = DirectionRecord(metrics: MetricValues(of: queries), queries: queries)
    #expect(
      record.contradictions().map {
        $0.hasPrefix("Best, image-to-text: R@1 is stored as 0.00, its embeddings make 100")
      }
        == [true])
  }

  @Test func embeddingsThatCannotBeMeasured() throws {
    var record = try Self.record()
    record.best?.embeddings?[0].value.text.values[0] = .nan
    let found = record.contradictions()
    #expect(found.count == 1 && found[0].hasPrefix("Best, its embeddings cannot be measured: "))
  }
}
