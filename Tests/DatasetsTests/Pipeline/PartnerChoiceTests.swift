import BenchCore
import Datasets
import Images
import Testing

/// Other captions of an identity, and batches that are full.
struct PartnerChoiceTests {
  private let images: ImageStore
  private let pairs: PairTable
  private let captions: [String]
  private let words: FrequentWords
  private let fixture: DatasetFixture

  /// Identity 0 has images 0 and 1 with two captions each, identity 1 image 2 with two captions, identity 2 images 3 and 4.
  init() throws {
    fixture = try DatasetFixture()
    let names = (0..<5).map { "\($0).png" }
    for name in names { try fixture.writeImage(to: name, width: 4, height: 12) }
    let root = fixture.root.path
    images = try ImageStore(paths: names.map { "\(root)/\($0)" }, width: 4, height: 12, cacheDirectory: nil)
    captions = (0..<8).map { "word\($0)" }
    pairs = PairTable(
      identities: [0, 0, 0, 0, 1, 1, 2, 2], imageIndices: [0, 0, 1, 1, 2, 2, 3, 4], captions: captions,
      imagePaths: images.paths, identityCount: 3)
    words = FrequentWords(captions: captions, contextLength: 3, minimumCount: 1)
  }

  private func pipeline(hasPartners: Bool = true, batchSize: Int = 3) -> TrainingPipeline<FrequentWords> {
    TrainingPipeline(
      pairs: pairs, captions: captions, images: images, tokenizer: words,
      settings: .init(
        imageAugmentation: .none, captionAugmentation: nil, masking: nil, hasPartners: hasPartners,
        batchSize: batchSize, seed: 3, workers: 0))
  }

  private func batches(
    _ pipeline: TrainingPipeline<FrequentWords>, epoch: Int = 1, of pairs: [Int]? = nil, onlyFull: Bool = false
  ) throws -> [HostBatch<[UInt8]>] {
    let prefetcher = pipeline.batches(epoch: epoch, pass: "training", of: pairs, onlyFull: onlyFull) {
      [UInt8](repeating: 0, count: $0 * 3 * 4 * 12)
    }
    var found: [HostBatch<[UInt8]>] = []
    while let batch = try prefetcher.next() { found.append(batch) }
    return found
  }

  /// The partner of each pair: captions have one word each, whose id is the pair's number and 1.
  private func partners(of batches: [HostBatch<[UInt8]>]) throws -> [Int: Int] {
    var found: [Int: Int] = [:]
    for batch in batches {
      let ids = try #require(batch.partnerIDs)
      for (row, pair) in batch.pairIndices.enumerated() { found[pair] = Int(ids[row * 3]) - 1 }
    }
    return found
  }

  @Test func partnersAreOfAnotherImageWhereThereIsOne() throws {
    var seen: [Int: Set<Int>] = [:]
    for epoch in 1...40 {
      for (pair, partner) in try partners(of: batches(pipeline(), epoch: epoch)) {
        seen[pair, default: []].insert(partner)
      }
    }
    #expect(seen == [0: [2, 3], 1: [2, 3], 2: [0, 1], 3: [0, 1], 4: [4], 5: [5], 6: [7], 7: [6]])
  }

  @Test func aPassOverSomePairsHasNoOthersCaptions() throws {
    #expect(try partners(of: batches(pipeline(), of: [0, 2, 6])) == [0: 2, 2: 0, 6: 6])
  }

  @Test func allElseIsWhatItIsWithoutPartners() throws {
    let plain = try batches(pipeline(hasPartners: false))
    var others = try batches(pipeline())
    #expect(others != plain && plain.allSatisfy { $0.partnerIDs == nil })
    for index in others.indices { others[index].partnerIDs = nil }
    #expect(others == plain)
    let larger = try partners(of: batches(pipeline(batchSize: 5)))
    #expect(try larger == partners(of: batches(pipeline())), "whatever the batches")
  }

  @Test func fullBatchesLeaveOutTheRest() throws {
    let (all, full) = (try batches(pipeline()), try batches(pipeline(), onlyFull: true))
    #expect(all.map(\.pairIndices.count) == [3, 3, 2] && full == Array(all.prefix(2)))
    #expect(try batches(pipeline(batchSize: 64), onlyFull: true).map(\.pairIndices.count) == [8], "one smaller batch")
  }
}
