import BenchCore
import Models
import TensorTestSupport
import Testing
import Torch

/// CLIP against the official code's outputs (goldens clip_tiny.h5, pos_embed.h5).
@Suite struct CLIPGoldenTests {
  @Test func tokensAndAttentionEqualTheOfficialModel() throws {
    let golden = try GoldenTensors("clip_tiny.h5")
    let store = try ParameterStore(seed: 1)
    let clip = try CLIP(store.root, spec: .golden)
    let ignored = try store.load(golden.weights("weights"))
    #expect(ignored == [])
    let images = try clip.encode(images: golden.floats("images"), withAttention: true)
    #expect(try excess(images.tokens, over: golden.floats("image_tokens"), absolute: 1e-4, relative: 1e-4) <= 0)
    let classRow = try golden.floats("image_attention_last").selected(1, 0)
    #expect(try excess(#require(images.attention), over: classRow, absolute: 1e-4, relative: 1e-4) <= 0)

    let ids = try golden.integers("caption_ids")
    let texts = try clip.encode(captions: ids, withAttention: true)
    #expect(try excess(texts.tokens, over: golden.floats("text_tokens"), absolute: 1e-4, relative: 1e-4) <= 0)
    let (batch, length) = try (ids.size(0), ids.size(1))
    let end = try ids.argmax(-1).reshaped(batch, 1, 1).expanded(batch, 1, length)
    let endRow = try golden.floats("text_attention_last").gathered(1, indices: end).squeezed(1)
    #expect(try excess(#require(texts.attention), over: endRow, absolute: 1e-4, relative: 1e-4) <= 0)
  }

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

  @Test func positionEmbeddingsAreResizedAsInTheOfficialCode() throws {
    let golden = try GoldenTensors("pos_embed.h5")
    let large = try PositionEmbedding.resized(golden.floats("source"), rows: 24, columns: 8)
    #expect(try excess(large, over: golden.floats("resized_24x8"), absolute: 1e-6, relative: 1e-6) <= 0)
    let small = try PositionEmbedding.resized(golden.floats("source_7"), rows: 12, columns: 4)
    #expect(try excess(small, over: golden.floats("resized_12x4"), absolute: 1e-6, relative: 1e-6) <= 0)
    #expect(throws: ModelError.self) { try PositionEmbedding.resized(.zeros([12, 4]), rows: 2, columns: 2) }
  }

  @Test func impossibleSizesAreRefused() throws {
    let store = try ParameterStore(seed: 1)
    var spec = ModelSpec.golden
    spec.visionHeads = 3
    #expect(throws: ModelError.self) { try CLIP(store.root, spec: spec) }
    spec = .golden
    spec.imageHeight = 50
    #expect(throws: ModelError.self) { try CLIP(store.root, spec: spec) }
  }
}
