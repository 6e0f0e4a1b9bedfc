import BenchCore
import Models
import Testing
import Torch

/// IVT's network where `VerificationTests` do not compare it with the official code.
@Suite struct ImageTextTransformerTests {
  private static var spec: ModelSpec {
    var spec = ModelSpec(
      imageHeight: 16, imageWidth: 8, patchHeight: 4, patchWidth: 4, visionWidth: 8, visionLayers: 2, visionHeads: 2,
      textWidth: 8, textLayers: 2, textHeads: 2, contextLength: 6, vocabularySize: 20, embeddingWidth: 8)
    (spec.family, spec.activation) = (.ivt, .gelu)
    return spec
  }

  /// A few more columns of padding, and the caption alone, are the same caption.
  @Test func paddingIsNotSeen() throws {
    let store = try ParameterStore(seed: 3)
    let network = try ImageTextTransformer(store.root, spec: Self.spec)
    let ids: [Int64] = [3, 9, 11, 0, 0, 0, 3, 7, 0, 0, 0, 0]
    let both = try network.encode(captions: Tensor(ids, shape: [2, 6]))
    let alone = try network.encode(captions: Tensor(Array(ids[0..<3]), shape: [1, 3]))
    #expect(try zip(both.selected(0, 0).values(), alone.values()).allSatisfy { abs($0 - $1) < 1e-5 })
    #expect(try both.shape == [2, 8])
  }

  @Test func patchesMayOverlap() throws {
    var spec = Self.spec
    #expect(spec.patchGrid == (4, 2) && spec.imageTokenCount == 9)
    spec.patchStride = 3
    #expect(spec.patchGrid == (5, 2) && spec.imageTokenCount == 11)
    let store = try ParameterStore(seed: 3)
    let network = try ImageTextTransformer(store.root, spec: spec)
    #expect(try #require(store["pos_embed"]).shape == [1, 11, 8])
    #expect(try network.encode(images: .ones([2, 3, 16, 8])).shape == [2, 8])
    #expect(ModelSpec.ivt().imageTokenCount == 311 && ModelSpec.ivt(patchStride: nil).imageTokenCount == 193)
  }

  @Test func otherSizesOfTextsAreRefused() throws {
    var spec = Self.spec
    spec.textLayers = 1
    #expect(throws: ModelFailure.self) { try ImageTextTransformer(ParameterStore(seed: 1).root, spec: spec) }
    spec = Self.spec
    spec.patchStride = 0
    #expect(throws: ModelFailure.self) { try ImageTextTransformer(ParameterStore(seed: 1).root, spec: spec) }
  }
}
