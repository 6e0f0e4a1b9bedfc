import BenchCore
import Models
import TensorTestSupport
import Testing
import Torch

/// CLIP with the goldens' weights; VerificationTests compare it with the official code.
@Suite struct CLIPGoldenTests {
  @Test func captionsMayBeCutAfterTheirEnd() throws {
    let golden = try GoldenTensors("clip_tiny.h5")
    let store = try ParameterStore(seed: 1)
    let clip = try CLIP(store.root, spec: .golden)
    try store.load(golden.weights("weights"))
    let ids = try golden.integers("caption_ids")
    let longest = try Int(ids.argmax(-1).maximum().item()) + 1
    let whole = try clip.encode(captions: ids).global
    let cut = try clip.encode(captions: ids.narrowed(1, start: 0, length: longest)).global
    #expect(try excess(cut, over: whole, absolute: 1e-5, relative: 1e-5) <= 0)
  }

  @Test func onlySquarePositionEmbeddingsAreResized() throws {
    #expect(throws: ModelFailure.self) { try PositionEmbedding.resized(.zeros([12, 4]), rows: 2, columns: 2) }
  }

  @Test func impossibleSizesAreRefused() throws {
    let store = try ParameterStore(seed: 1)
    var spec = ModelSpec.golden
    spec.visionHeads = 3
    #expect(throws: ModelFailure.self) { try CLIP(store.root, spec: spec) }
    spec = .golden
    spec.imageHeight = 50
    #expect(throws: ModelFailure.self) { try CLIP(store.root, spec: spec) }
  }
}
