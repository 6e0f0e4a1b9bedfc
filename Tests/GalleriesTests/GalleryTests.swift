import BenchCore
import Foundation
import Images
import TestSupport
import Testing

@testable import Galleries

/// Rankings, divided pairs and the pictures of them.
@Suite struct GalleryTests {
  /// Four captions and four images on a line of directions: caption q is nearest to image q, then to its neighbours.
  private static func checkpoint() -> CheckpointRecord {
    func matrix(_ angles: [Float]) -> EmbeddingMatrix {
      EmbeddingMatrix(
        rows: angles.count, columns: 2, values: angles.flatMap { [Float(cos(Double($0))), Float(sin(Double($0)))] })
    }
    let heads = HeadEmbeddings(text: matrix([0, 0.3, 0.6, 0.9]), image: matrix([0.01, 0.32, 0.63, 0.94]))
    return CheckpointRecord(
      epoch: 1,
      textToImage: DirectionRecord(
        metrics: [:], queries: QueryOutcomes(firstMatchRanks: [1, 2, 0, 3], columns: [.map: [1, 0.5, 0, 0.3]])),
      imageToText: DirectionRecord(metrics: [:]), embeddings: ["global": heads])
  }

  private static let test = TestSplitRecord(queryIdentities: [5, 6, 7, 8], galleryIdentities: [5, 5, 6, 8])

  @Test func rankingsAreTheEvaluators() throws {
    let gallery = try RetrievalGallery(
      of: Self.checkpoint(), on: Self.test, count: 4, length: 3)
    #expect(gallery.queries.map(\.index) == [0, 1, 3, 2])
    #expect(gallery.queries[0].entries.map(\.galleryIndex) == [0, 1, 2])
    #expect(gallery.queries[0].matchRanks == [1, 2])
    #expect(gallery.queries[1].entries.map(\.galleryIndex) == [1, 0, 2])
    #expect(gallery.queries[1].matchRanks == [3])
    #expect(gallery.queries[3].matchRanks == [])
    #expect(abs(gallery.queries[0].entries[0].similarity - Float(cos(0.01))) < 1e-6)
  }

  @Test func withoutEmbeddingsThereIsNothingToRank() {
    var checkpoint = Self.checkpoint()
    checkpoint.embeddings = nil
    #expect(throws: GalleryFailure.noEmbeddings) {
      try RetrievalGallery(of: checkpoint, on: Self.test)
    }
  }

  @Test func choicesAreTheMiddlesOfEqualParts() {
    #expect(RetrievalGallery.steps(4, over: Array(0..<100)) == [0, 33, 66, 99])
    #expect(RetrievalGallery.steps(1, over: [7, 8]) == [7])
    #expect(RetrievalGallery.steps(0, over: [7, 8]) == [])
    #expect(RetrievalGallery.spread(2, over: Array(0..<8)) == [2, 6])
    #expect(RetrievalGallery.spread(4, over: Array(0..<100)) == [12, 37, 62, 87])
    #expect(RetrievalGallery.spread(3, over: [7, 8]) == [7, 8])
    #expect(RetrievalGallery.spread(0, over: [7, 8]) == [])
    #expect(RetrievalGallery.spread(5, over: [Int]()) == [])
  }

  @Test func pairsCalledNoisyComeWithTheTruth() throws {
    let selection = SampleSelectionRecord(
      epoch: 3,
      heads: [
        "tse": HeadSelection(losses: [], cleanProbabilities: [1, 0, 0.1, 0.2, 0.9, 0.3]),
        "bge": HeadSelection(losses: [], cleanProbabilities: [1, 0, 0, 0, 1, 0]),
      ], treatedAsClean: [true, false, false, false, true, false])
    let isClean = [true, false, false, true, false, false]
    let distrusted = try #require(DistrustedPairs(selection, isClean: isClean, count: 2))
    #expect(distrusted.epoch == 3 && distrusted.count == 4 && distrusted.rightCount == 3)
    #expect(distrusted.pairs.map(\.index) == [2, 3])
    #expect(distrusted.pairs.map(\.isClean) == [false, true])
    #expect(distrusted.pairs[0].cleanProbabilities.names == ["tse", "bge"])
    #expect(distrusted.pairs[0].cleanProbabilities.map(\.value) == [0.1, 0])
    // All four fit: none is left out.
    #expect(DistrustedPairs(selection, isClean: isClean, count: 10)?.pairs.map(\.index) == [1, 2, 5, 3])
    #expect(DistrustedPairs(selection, isClean: [true], count: 2) == nil)
    let trusting = SampleSelectionRecord(epoch: 1, heads: [:], treatedAsClean: [true])
    #expect(DistrustedPairs(trusting, isClean: [true]) == nil)
  }

  /// Frames and pictures are where they belong, whatever the proportions of the files.
  @Test func picturesAreFramed() throws {
    try withTemporaryFolder { folder in
      let files = ["wide.png", "tall.png"].map { folder.appending(path: $0) }
      try PNGFile.write(RGBImage(width: 40, height: 10, filledWith: SIMD3(10, 20, 30)), to: files[0])
      try PNGFile.write(RGBImage(width: 20, height: 40, filledWith: SIMD3(200, 100, 0)), to: files[1])
      let painter = GalleryPainter(imageWidth: 20, imageHeight: 40, frame: 3, gap: 4)
      let bytes = try painter.png(of: [
        .init(path: files[0].path, isRight: true), .init(path: files[1].path, isRight: false),
      ])
      let image = try ImageFile.decode(bytes: bytes, name: "row")
      #expect(image.width == 56 && image.height == 46)
      let (green, red, white) = (SIMD3<UInt8>(0, 158, 115), SIMD3<UInt8>(213, 40, 40), SIMD3<UInt8>(255, 255, 255))
      #expect((0..<46).allSatisfy { image[0, $0] == green && image[25, $0] == green })
      #expect(image[31, 10] == red && image[30, 10] == white && image[31, 16] == white, "thin dashes")
      #expect((26..<30).allSatisfy { image[$0, 20] == white }, "the gap")
      #expect(image[13, 23] == SIMD3(10, 20, 30) && image[13, 5] == white, "the wide picture is in the middle")
      #expect(image[43, 23] == SIMD3(200, 100, 0))
      #expect(throws: ImageFailure.self) { try painter.png(of: [.init(path: "/nowhere.png", isRight: true)]) }
    }
  }
}
