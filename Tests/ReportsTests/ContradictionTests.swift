import BenchCore
import Reports
import Testing

/// Stored values are held to what the other stored values make.
@Suite struct ContradictionTests {
  /// Two captions of two persons, of which the second ranks the wrong image first.
  private static func record() throws -> RunRecord {
    var record = RunFixtures.run(RunFixtures.spec(), best: nil)
    let text = EmbeddingMatrix(rows: 2, columns: 2, values: [1, 0, 1, 0.1])
    let image = EmbeddingMatrix(rows: 2, columns: 2, values: [1, 0, 0, 1])
    record.test = TestSplitRecord(queryIdentities: [1, 2], galleryIdentities: [1, 2])
    record.best = CheckpointRecord(
      epoch: 1, textToImage: direction([[1], [2]]), imageToText: direction([[1], [1]]),
      embeddings: ["global": HeadEmbeddings(text: text, image: image)])
    return record
  }

  private static func direction(_ ranks: [[Int32]]) -> DirectionRecord {
    var queries = QueryOutcomes()
    for ranks in ranks { queries.append(matchRanks: ranks) }
    return DirectionRecord(metrics: MetricValues(of: queries), queries: queries)
  }

  private func sentences(_ record: RunRecord) -> [String] { Contradiction.sentences(record.contradictions()) }

  @Test func aConsistentRecordHasNone() throws {
    #expect(try Self.record().contradictions() == [])
  }

  @Test func metricsThatTheQueriesDoNotMake() throws {
    var record = try Self.record()
    record.best?.embeddings = nil
    record.best?.textToImage.metrics[.r1] = 75
    #expect(sentences(record) == ["best text-to-image: R@1 is stored as 75, its queries make 50"])
    record.best?.textToImage.metrics[.r1] = 50.0001
    #expect(sentences(record) == ["best text-to-image: R@1 is stored as 50.0001, its queries make 50.0000"])
    record.best?.textToImage.metrics[.r1] = 50 + 1e-9
    #expect(sentences(record) == [])
  }

  /// Metrics and queries agree with each other, but not with the embeddings.
  @Test func queriesThatTheEmbeddingsDoNotMake() throws {
    var record = try Self.record()
    record.best?.imageToText = Self.direction([[2], [2]])
    let found = sentences(record)
    #expect(found.count == 1)
    #expect(
      found.first?.hasPrefix("best image-to-text: R@1 is stored as 0, its embeddings make 100; ") == true)
    #expect(
      found.first?.hasSuffix("first_match_rank of query 0 (and of 1 more) is stored as 2, its embeddings make 1")
        == true)
  }

  /// The means stay what they are.
  @Test func ranksThatWereExchanged() throws {
    var record = try Self.record()
    record.best?.textToImage = Self.direction([[2], [1]])
    #expect(
      sentences(record) == [
        "best text-to-image: first_match_rank of query 0 (and of 1 more) is stored as 2, its embeddings make 1"
      ])
  }

  /// Another machine may rank what is as good as equally similar otherwise, and nothing else.
  @Test(arguments: [(Float(1e-7), true), (1e-3, false)])
  func nearTiesMayBeRankedEitherWay(difference: Float, isAllowed: Bool) throws {
    var record = try Self.record()
    // Of the first caption: its own image is the more similar one, by a little.
    record.best?.embeddings?[0].value.text.values = [1 + difference, 1, 1, 0.1]
    record.best?.imageToText.queries = nil
    record.best?.textToImage = Self.direction([[2], [2]])
    #expect(sentences(record).contains { $0.contains("of query 0") } == !isAllowed)
    // With image-to-text unknown there is nothing else to find.
    #expect(isAllowed == !sentences(record).contains { $0.hasPrefix("best text-to-image") })
  }

  /// As many captions as said, each of a person of their own whose image they find; other persons have copies of the
  /// images, which rank behind them as their index says.
  private static func copied(_ count: Int, _ ranks: [[Int32]]) -> RunRecord {
    var record = RunFixtures.run(RunFixtures.spec(), best: nil)
    // The digits of a number, as -1 and 1: those of two numbers are far apart.
    let codes = (0..<count * 8).map { place -> Float in
      let (number, digit) = place.quotientAndRemainder(dividingBy: 8)
      return (number >> digit) & 1 == 0 ? -1 : 1
    }
    record.test = TestSplitRecord(
      queryIdentities: Array(0..<count), galleryIdentities: Array(0..<2 * count))
    record.best = CheckpointRecord(
      epoch: 1, textToImage: direction(ranks), imageToText: DirectionRecord(metrics: [:]),
      embeddings: [
        "global": HeadEmbeddings(
          text: EmbeddingMatrix(rows: count, columns: 8, values: codes),
          image: EmbeddingMatrix(rows: 2 * count, columns: 8, values: codes + codes))
      ])
    return record
  }

  /// What queries do not say is held to the embeddings.
  @Test func aMetricWithoutItsColumn() {
    var record = Self.copied(10, Array(repeating: [1], count: 10))
    record.best?.textToImage.queries?[.map] = nil
    #expect(sentences(record) == [])
    record.best?.textToImage.metrics[.map] = 60
    #expect(sentences(record) == ["best text-to-image: mAP is stored as 60, its embeddings make 100"])
    // Less than a query and a half cannot be told from rounding.
    record.best?.textToImage.metrics[.map] = 90
    #expect(sentences(record) == [])
  }

  /// Many queries may differ by the order of nearly equal similarities; behind them nothing hides.
  @Test func oneWrongQueryAmongManyThatMayDiffer() {
    let record = Self.copied(210, Array(repeating: [2], count: 209) + [[3]])
    let wrong = "first_match_rank of query 209 is stored as 3, its embeddings make 1"
    #expect(sentences(record).contains { $0.contains(wrong) }, "\(sentences(record))")
  }

  /// So many differences that not all are looked at are no accident where they have one direction.
  @Test(arguments: [(150, true), (210, false)])
  func meansCountWhereMoreQueriesDiffer(count: Int, isAllowed: Bool) {
    let found = sentences(Self.copied(count, Array(repeating: [2], count: count)))
    #expect(found.isEmpty == isAllowed, "\(found)")
    let text = "best text-to-image: R@1 is stored as 0, its embeddings make 100"
    #expect(isAllowed || found.first?.hasPrefix(text) == true, "\(found)")
  }

  @Test func embeddingsThatCannotBeMeasured() throws {
    var record = try Self.record()
    record.best?.embeddings?[0].value.text.values[0] = .nan
    let found = sentences(record)
    #expect(found.count == 1 && found[0].hasPrefix("best: its embeddings cannot be measured: "), "\(found)")
  }

  @Test func aMetricBeyondItsOwnRange() throws {
    var record = try Self.record()
    record.best?.textToImage.tieRanges = [.r1: TieRange(lowest: 10, highest: 49, share: 1)]
    #expect(
      sentences(record) == [
        "best text-to-image: R@1 is stored as 50, the orders of equal similarities make 10.00 to 49.00"
      ])
  }

  // MARK: - Training

  private static func trained() -> RunRecord {
    RunFixtures.run(
      RunFixtures.spec(epochs: 3), best: 60, last: 58, bestEpoch: 2, curve: [50, 60, 60])
  }

  private func trainingSentences(_ record: RunRecord) -> [String] {
    Contradiction.sentences(record.trainingContradictions())
  }

  @Test func theEpochsOfBestAndLast() {
    #expect(trainingSentences(Self.trained()) == [])
    var record = Self.trained()
    // As good as the second, but later.
    record.best?.epoch = 3
    record.last?.epoch = 2
    record.epochs?.removeLast()
    #expect(
      trainingSentences(record) == [
        "epochs: the number of epochs is stored as 2, the specification says 3",
        "best: the epoch is stored as 3, the highest R@1 on test is that of epoch 2",
      ])
    record = Self.trained()
    record.last?.epoch = 1
    #expect(trainingSentences(record) == ["last: the epoch is stored as 1, the last one is 3"])
  }

  @Test func cleanPairsHaveTheirOwnCaption() {
    var record = Self.trained()
    record.noise = NoiseRecord(sourceIndices: [0, 2, 1], isClean: [true, true, false])
    #expect(
      trainingSentences(record) == [
        "noise: the number of clean pairs is stored as 2, pairs with another pair's caption leave 1"
      ])
  }

  @Test func qualitiesOfSampleSelections() {
    var record = Self.trained()
    record.noise = NoiseRecord(sourceIndices: [0, 2, 1, 3], isClean: [true, false, false, true])
    record.sampleSelections = [
      SampleSelectionRecord(
        epoch: 2,
        heads: ["tse": HeadSelection(losses: [1, 4, 3, 2], takenAsClean: [true, false, true, true])],
        treatedAsClean: [true, false, false, false])
    ]
    var quality = SampleSelectionQualityRecord(
      epoch: 2,
      consensus: SampleSelectionQuality(
        keptClean: 1, keptNoisy: 0, droppedClean: 1, droppedNoisy: 2, auc: nil, lossAUC: 1),
      heads: [
        "tse": SampleSelectionQuality(
          keptClean: 2, keptNoisy: 1, droppedClean: 0, droppedNoisy: 1, auc: nil, lossAUC: 1)
      ])
    record.selectionQualities = [quality]
    #expect(trainingSentences(record) == [])
    quality.consensus.keptClean = 2
    record.selectionQualities = [quality]
    // Without the pairs, counts have each other.
    #expect(
      sentences(record) == [
        "sample selections: the number of clean pairs of epoch 2, tse is stored as 2, the first selection counts 3"
      ])
    quality.heads["tse"]?.lossAUC = 0.5
    record.selectionQualities = [quality]
    #expect(
      trainingSentences(record) == [
        "sample selection of epoch 2: kept_clean is stored as 2, its pairs and the truth make 1",
        "sample selection of epoch 2, tse: loss_auc is stored as 0.50, its pairs and the truth make 1.00",
      ])
  }
}
