import BenchCore
import Datasets
import Foundation
import Images
import Testing

extension [UInt8]: PixelMemory {
  package mutating func withBytes<Result>(
    _ body: (UnsafeMutableBufferPointer<UInt8>) throws -> Result
  ) throws -> Result {
    try withUnsafeMutableBufferPointer { try body($0) }
  }
}

struct TrainingPipelineTests {
  private static let size = (width: 4, height: 12)
  private let fixture: DatasetFixture
  private let images: ImageStore
  private let pairs: PairTable
  private let vocabulary: WordVocabulary

  init() throws {
    let fixture = try DatasetFixture()
    self.fixture = fixture
    let names = (0..<5).map { "\($0).png" }
    for name in names { try fixture.writeImage(to: name, width: Self.size.width, height: Self.size.height) }
    images = try ImageStore(
      paths: names.map { fixture.root.path + "/" + $0 },
      width: Self.size.width,
      height: Self.size.height,
      cacheDirectory: nil
    )
    let captions = (0..<11).map { "person \($0) wears a red coat and walks" }
    pairs = PairTable(
      identities: (0..<11).map { $0 % 3 },
      imageIndices: (0..<11).map { $0 % 5 },
      captions: captions,
      imagePaths: images.paths,
      identityCount: 3
    )
    vocabulary = WordVocabulary(captions: captions, contextLength: 12)
  }

  @Test func everyPairComesOnceWithItsOwnData() throws {
    let batches = try collect(
      pipeline(augmentation: .none, captionAugmentation: nil, masking: nil).batches(
        epoch: 1, pass: "training", memory: Self.memory)
    )
    #expect(batches.map(\.pairIndices.count) == [4, 4, 3], "the last, smaller batch is kept")
    let order = batches.flatMap(\.pairIndices)
    #expect(order.sorted() == Array(0..<11))
    #expect(order != Array(0..<11))
    #expect(batches.flatMap(\.identities) == order.map { Int64($0 % 3) })
    for batch in batches {
      #expect(batch.maskedIDs == nil && batch.maskedLabels == nil)
      let length = 3 * Self.size.width * Self.size.height
      for (row, pair) in batch.pairIndices.enumerated() {
        let ids = batch.captionIDs[(row * 12)..<(row * 12 + 12)].map(Int32.init)
        #expect(ids == vocabulary.tokenized(pairs.captions[pair]))
        #expect(Array(batch.images.pixels[(row * length)..<((row + 1) * length)]) == (try planes(pair % 5)))
      }
    }
  }

  @Test func workersAndBatchSizeChangeNothing() throws {
    let reference = try byPair(
      pipeline(batchSize: 1, workers: 0).batches(epoch: 3, pass: "training", memory: Self.memory))
    #expect(reference.order.count == 11)
    for (batchSize, workers) in [(4, 0), (4, 3), (11, 2), (64, 1)] {
      let other = try byPair(
        pipeline(batchSize: batchSize, workers: workers).batches(epoch: 3, pass: "training", memory: Self.memory))
      #expect(other.order == reference.order)
      #expect(other.rows == reference.rows)
    }
  }

  @Test func seedEpochAndLookChooseTheDraws() throws {
    let reference = try byPair(pipeline().batches(epoch: 1, pass: "training", memory: Self.memory))
    let others = [
      try byPair(pipeline().batches(epoch: 2, pass: "training", memory: Self.memory)),
      try byPair(pipeline().batches(epoch: 1, pass: "division", memory: Self.memory)),
      try byPair(pipeline(seed: 2).batches(epoch: 1, pass: "training", memory: Self.memory)),
    ]
    for other in others {
      #expect(other.order != reference.order)
      #expect(other.rows != reference.rows)
    }
  }

  @Test(arguments: [0, 3]) func skippedBatchesChangeNoOther(workers: Int) throws {
    let all = try collect(
      pipeline(batchSize: 2, workers: workers).batches(epoch: 2, pass: "training", memory: Self.memory))
    for skipped in [0, 1, 4, all.count, all.count + 1] {
      let rest = try collect(
        pipeline(batchSize: 2, workers: workers).batches(
          epoch: 2, pass: "training", skipping: skipped, memory: Self.memory))
      #expect(rest == Array(all.dropFirst(skipped)))
    }
  }

  @Test func maskingFollowsAugmentation() throws {
    let batches = try collect(pipeline().batches(epoch: 1, pass: "training", memory: Self.memory))
    let mask = Int64(vocabulary.maskID)
    for batch in batches {
      let masked = try #require(batch.maskedIDs)
      let labels = try #require(batch.maskedLabels)
      #expect(masked.count == batch.captionIDs.count && labels.count == masked.count)
      #expect(labels.contains { $0 != 0 })
      for (position, label) in labels.enumerated() {
        #expect(label == 0 ? masked[position] == batch.captionIDs[position] : label == batch.captionIDs[position])
      }
      #expect(zip(labels, masked).contains { $0 != 0 && $1 == mask })
    }
  }

  @Test func aSecondViewIsDrawnApartFromEverythingElse() throws {
    let plain = try collect(pipeline(workers: 0).batches(epoch: 1, pass: "training", memory: Self.memory))
    #expect(plain.allSatisfy { $0.secondView == nil })
    var both = try collect(
      pipeline(hasSecondView: true, workers: 3).batches(epoch: 1, pass: "training", memory: Self.memory))
    let views = both.map(\.secondView)
    for index in both.indices { both[index].secondView = nil }
    #expect(both == plain, "order, first view and captions stay as they are")
    #expect(zip(views, plain).allSatisfy { $0?.pixels.count == $1.images.pixels.count && $0 != $1.images })

    let alone = try collect(
      pipeline(hasSecondView: true, batchSize: 1, workers: 0).batches(epoch: 1, pass: "training", memory: Self.memory))
    #expect(alone.flatMap { $0.secondView?.pixels ?? [] } == views.flatMap { $0?.pixels ?? [] })
    #expect(alone.flatMap { $0.secondView?.erased ?? [] } == views.flatMap { $0?.erased ?? [] })
    let later = try collect(pipeline(hasSecondView: true).batches(epoch: 2, pass: "training", memory: Self.memory))
    #expect(later.map(\.secondView) != views)
  }

  /// What is drawn without images is what batches are made of, also where pairs are passed over more than once.
  @Test(arguments: [0, 3]) func drawsAreThoseOfTheBatches(workers: Int) throws {
    let pipeline = pipeline(hasSecondView: true, captionParts: CaptionPart.allCases, workers: workers)
    let batches = try collect(
      pipeline.batches(epoch: 2, pass: "training", of: [1, 3, 4, 6, 8, 9], steps: 5, memory: Self.memory))
    let drawn = pipeline.draws(epoch: 2, pass: "training", of: [1, 3, 4, 6, 8, 9], steps: 5)
    for batch in batches {
      let draws = try #require(try drawn.next())
      #expect(draws.map(\.pair) == batch.pairIndices)
      func ids(_ values: [Int32]?...) -> [Int64] { values.flatMap { ($0 ?? []).map(Int64.init) } }
      #expect(draws.flatMap { ids($0.captionIDs) } == batch.captionIDs)
      #expect(draws.flatMap { ids($0.masked?.ids) } == batch.maskedIDs)
      #expect(draws.flatMap { ids($0.masked?.labels) } == batch.maskedLabels)
      func made(_ changes: (PairDraws) throws -> ImageChanges) throws -> HostImages<[UInt8]> {
        var result = HostImages(writtenTo: Self.memory(imageCount: draws.count))
        for draws in draws { try result.append(images.image(at: draws.pair % 5), changed: changes(draws)) }
        return result
      }
      #expect(try made(\.image) == batch.images)
      #expect(try made { try #require($0.secondView) } == batch.secondView)
      #expect(try [0, 1].map { part in try made { $0.parts[part].image } } == batch.parts.map(\.images))
      #expect([0, 1].map { part in draws.flatMap { ids($0.parts[part].captionIDs) } } == batch.parts.map(\.captionIDs))
    }
    #expect(try drawn.next() == nil)
  }

  @Test func unreadableImageIsAnErrorInItsTurn() throws {
    let broken = try ImageStore(
      paths: pairs.imagePaths.dropLast() + ["/nowhere/x.png"],
      width: 4,
      height: 12,
      cacheDirectory: nil
    )
    let batches = TrainingPipeline(
      pairs: pairs,
      captions: pairs.captions,
      images: broken,
      tokenizer: vocabulary,
      settings: settings(batchSize: 1, workers: 2)
    ).batches(epoch: 1, pass: "training", memory: Self.memory)
    var failures = 0
    for _ in 0..<11 {
      do { _ = try batches.next() } catch is ImageFailure { failures += 1 }
    }
    #expect(failures == 2)
    #expect(try batches.next() == nil)
  }

  @Test func retrievalSetComesInOrder() throws {
    let set = RetrievalSet(
      galleryPaths: images.paths,
      galleryIdentities: [3, 1, 4, 1, 5],
      queryCaptions: ["red", "a red coat", "walks"],
      queryIdentities: [1, 3, 4]
    )
    for workers in [0, 2] {
      let pipeline = RetrievalPipeline(set, images: images, tokenizer: vocabulary, batchSize: 2, workers: workers)
      #expect(pipeline.galleryIdentities == [3, 1, 4, 1, 5] && pipeline.queryIdentities == [1, 3, 4])

      var pixels: [UInt8] = []
      var counts: [Int] = []
      let imageBatches = pipeline.imageBatches(memory: Self.memory)
      while let batch = try imageBatches.next() {
        pixels += batch.pixels
        counts.append(batch.erased.count)
        #expect(batch.erased.allSatisfy { $0 == nil })
      }
      #expect(counts == [2, 2, 1])
      #expect(pixels == (try (0..<5).flatMap(planes)))

      let captionBatches = pipeline.captionBatches()
      let first = try #require(try captionBatches.next())
      let second = try #require(try captionBatches.next())
      #expect(try captionBatches.next() == nil)
      func row(_ caption: String, _ length: Int) -> [Int64] {
        vocabulary.tokenized(caption).prefix(length).map(Int64.init)
      }
      #expect(first.count == 2 && first.ids == row("red", 5) + row("a red coat", 5), "no column of padding alone")
      #expect(second.count == 1 && second.ids == row("walks", 3))
    }
  }

  // MARK: - Pieces

  private func settings(
    augmentation: ImageAugmentation = .paper,
    captionAugmentation: CaptionAugmentation? = CaptionAugmentation(),
    masking: CaptionMasking? = CaptionMasking(),
    hasSecondView: Bool = false,
    captionParts: [CaptionPart] = [],
    batchSize: Int = 4,
    seed: UInt64 = 1,
    workers: Int = 2
  ) -> TrainingPipeline<WordVocabulary>.Settings {
    .init(
      imageAugmentation: augmentation,
      captionAugmentation: captionAugmentation,
      masking: masking,
      hasSecondView: hasSecondView,
      captionParts: captionParts,
      batchSize: batchSize,
      seed: seed,
      workers: workers
    )
  }

  @Test func captionPartsAreDrawnApartFromEverythingElse() throws {
    let plain = try collect(pipeline(workers: 0).batches(epoch: 1, pass: "training", memory: Self.memory))
    var both = try collect(
      pipeline(captionParts: CaptionPart.allCases, workers: 3).batches(epoch: 1, pass: "training", memory: Self.memory))
    let parts = both.map(\.parts)
    for index in both.indices { both[index].parts = [] }
    #expect(both == plain)
    for (parts, batch) in zip(parts, plain) {
      #expect(parts.count == 2 && parts[0].images != parts[1].images && parts[0].images != batch.images)
      // These captions have neither a comma nor a stop: a part is the whole, which no augmentation changed.
      let ids = batch.pairIndices.flatMap { vocabulary.tokenized(pairs.captions[$0]).map(Int64.init) }
      #expect(parts.allSatisfy { $0.captionIDs == ids })
    }
    let alone = try collect(
      pipeline(captionParts: CaptionPart.allCases, batchSize: 1, workers: 0).batches(
        epoch: 1, pass: "training", memory: Self.memory))
    #expect(alone.flatMap { $0.parts[0].images.pixels } == parts.flatMap { $0[0].images.pixels })
  }

  private func pipeline(
    augmentation: ImageAugmentation = .paper,
    captionAugmentation: CaptionAugmentation? = CaptionAugmentation(),
    masking: CaptionMasking? = CaptionMasking(),
    hasSecondView: Bool = false,
    captionParts: [CaptionPart] = [],
    batchSize: Int = 4,
    seed: UInt64 = 1,
    workers: Int = 2
  ) -> TrainingPipeline<WordVocabulary> {
    TrainingPipeline(
      pairs: pairs,
      captions: pairs.captions,
      images: images,
      tokenizer: vocabulary,
      settings: settings(
        augmentation: augmentation,
        captionAugmentation: captionAugmentation,
        masking: masking,
        hasSecondView: hasSecondView,
        captionParts: captionParts,
        batchSize: batchSize,
        seed: seed,
        workers: workers
      )
    )
  }

  private func collect(_ batches: OrderedPrefetcher<HostBatch<[UInt8]>>) throws -> [HostBatch<[UInt8]>] {
    var collected: [HostBatch<[UInt8]>] = []
    while let batch = try batches.next() { collected.append(batch) }
    return collected
  }

  /// The order of the pairs, and what became of each of them.
  private func byPair(_ batches: OrderedPrefetcher<HostBatch<[UInt8]>>) throws -> (order: [Int], rows: [Int: [Double]])
  {
    var order: [Int] = []
    var rows: [Int: [Double]] = [:]
    for batch in try collect(batches) {
      let count = batch.pairIndices.count
      func row<Value: BinaryInteger>(_ values: [Value]?, _ index: Int) -> [Double] {
        guard let values else { return [] }
        let length = values.count / count
        return values[(index * length)..<((index + 1) * length)].map { Double($0) }
      }
      let pixelCount = batch.images.pixels.count / count
      for (index, pair) in batch.pairIndices.enumerated() {
        order.append(pair)
        let pixels = batch.images.pixels[(index * pixelCount)..<((index + 1) * pixelCount)]
        let erased = batch.images.erased[index].map { [$0.rows, $0.columns] } ?? []
        var values = pixels.map { Double($0) }
        values += erased.flatMap { [Double($0.lowerBound), Double($0.upperBound)] }
        values += row(batch.captionIDs, index) + row(batch.maskedIDs, index) + row(batch.maskedLabels, index)
        rows[pair] = values
      }
    }
    return (order, rows)
  }

  private func planes(_ imageIndex: Int) throws -> [UInt8] {
    let image = try images.image(at: imageIndex)
    return (0..<3).flatMap { channel in stride(from: channel, to: image.pixels.count, by: 3).map { image.pixels[$0] } }
  }

  @Sendable private static func memory(imageCount: Int) -> [UInt8] {
    [UInt8](repeating: 99, count: imageCount * 3 * size.width * size.height)
  }
}
