import BenchCore
import Models
import TensorTestSupport
import Testing
import Torch

/// What is read of the last block against all of it with the others thrown away.
@Suite struct TokenUseTests {
  @Test(arguments: [false, true]) func chosenTokensAreThoseOfAllTokens(recordsGradients: Bool) throws {
    let (clip, images, ids) = try model()
    try recording(recordsGradients) {
      let all = (
        try clip.encode(images: images, reading: .allWithAttention),
        try clip.encode(captions: ids, reading: .allWithAttention)
      )
      // Other places for every sample, in no order.
      let places = try Tensor([7, 2, 4, 3, 1, 12] as [Int64], shape: [2, 3])
      let captionPlaces = try Tensor([3, 1, 2, 5] as [Int64], shape: [2, 2])
      var (seenByImages, seenByCaptions): ([Float], [Float]) = ([], [])
      let chosen = (
        try clip.encode(
          images: images,
          reading: .chosen { seen in
            seenByImages = try seen.values()
            return places
          }),
        try clip.encode(
          captions: ids,
          reading: .chosen { seen in
            seenByCaptions = try seen.values()
            return captionPlaces
          })
      )
      #expect(try seenByImages == #require(all.0.attention).values())
      #expect(try seenByCaptions == #require(all.1.attention).values())
      for (found, all, places) in [(chosen.0, all.0, places), (chosen.1, all.1, captionPlaces)] {
        #expect(try found.tokens.shape == [2, places.size(1), ModelSpec.golden.embeddingWidth])
        #expect(try excess(found.global, over: all.global, absolute: 1e-6, relative: 1e-6) <= 0)
        #expect(try excess(found.tokens, over: all.tokens.tokens(at: places), absolute: 1e-6, relative: 1e-6) <= 0)
      }
      let alone = (try clip.encode(images: images, reading: .global), try clip.encode(captions: ids, reading: .global))
      #expect(try excess(alone.0.global, over: all.0.global, absolute: 1e-6, relative: 1e-6) <= 0)
      #expect(try excess(alone.1.global, over: all.1.global, absolute: 1e-6, relative: 1e-6) <= 0)
      #expect(try alone.0.tokens.size(1) == 0)
    }
  }

  private func model() throws -> (CLIP, images: Tensor, ids: Tensor) {
    let spec = ModelSpec.golden
    let generator = try Generator(seed: 4)
    let ids = try Tensor(
      [118, 3, 70, 71, 119, 0, 0, 118, 31, 47, 25, 85, 98, 119] as [Int64], shape: [2, 7])
    return (
      try CLIP(ParameterStore(seed: 1).root, spec: spec),
      try generator.normal([2, 3, spec.imageHeight, spec.imageWidth]), ids
    )
  }

  private func recording(_ records: Bool, _ body: () throws -> Void) throws {
    if records { try body() } else { try withoutGradients(body) }
  }
}
