import BenchCore
import Models
import TensorTestSupport
import Testing
import Torch

/// CLIP by itself; VerificationTests compare it with the official code.
@Suite struct CLIPTests {
  @Test func captionsMayBeCutAfterTheirEnd() throws {
    let clip = try CLIP(ParameterStore(seed: 1).root, spec: .golden)
    let (start, end) = (Int64(118), Int64(119))
    let captions = [[start, 3, 70, 70, end], [start, 71, 31, 47, 25, 85, 98, end]]
    let longest = 8
    let ids = try Tensor(
      captions.flatMap { $0 + [Int64](repeating: 0, count: 20 - $0.count) }, shape: [captions.count, 20])
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
