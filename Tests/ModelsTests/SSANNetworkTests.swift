import BenchCore
import Models
import Testing
import Torch

@Suite struct SSANNetworkTests {
  private static let settings = SSANNetwork.Settings(parts: 3, dropout: 0.5, slope: 0.25, relationScale: 1)

  private static func spec(_ change: (inout ModelSpec) -> Void = { _ in }) -> ModelSpec {
    var spec = ModelSpec(
      imageHeight: 64, imageWidth: 32, patchHeight: 32, patchWidth: 32, visionWidth: 32, visionLayers: 14,
      visionHeads: 1, textWidth: 6, textLayers: 1, textHeads: 2, contextLength: 7, vocabularySize: 20,
      embeddingWidth: 8)
    spec.family = .ssan
    change(&spec)
    return spec
  }

  private static func network() throws -> (store: ParameterStore, network: SSANNetwork) {
    let store = try ParameterStore(seed: 1)
    return (store, try SSANNetwork(store.root, sizes: SSANNetwork.Sizes(spec()), settings: settings))
  }

  private func values(_ embeddings: SSANEmbeddings) throws -> [[Float]] {
    try embeddings.heads.map { try $0.parts.values() }
  }

  @Test func headsHaveTheSizesOfTheModel() throws {
    let (_, network) = try Self.network()
    let images = try network.embed(images: Generator(seed: 2).normal([2, 3, 64, 32]), training: false)
    let captions = try network.embed(
      captions: Tensor([3, 4, 0, 0, 5, 6, 7, 8] as [Int64], shape: [2, 4]), training: false)
    for found in [images, captions] {
      #expect(found.heads.map(\.name) == ["global", "local", "nonlocal"])
      #expect(try found.heads.map { try $0.parts.shape } == [[2, 8, 1], [2, 8, 3], [2, 6, 3]])
    }
  }

  /// A caption's embedding is its own: not that of the padding beside it, cut off or not, nor of the other captions.
  @Test func paddingAndOtherCaptionsAreNotRead() throws {
    let (_, network) = try Self.network()
    let words: [Int64] = [3, 9, 4]
    let long: [Int64] = [1, 2, 3, 4, 5, 6, 7]
    let alone = try network.embed(captions: Tensor(words, shape: [1, 3]), training: false)
    let beside = try network.embed(captions: Tensor(words + [0, 0, 0, 0] + long, shape: [2, 7]), training: false)
    for (cut, padded) in zip(alone.heads, beside.heads) {
      let difference = try (cut.parts.selected(0, 0) - padded.parts.selected(0, 0)).magnitude().maximum().item()
      #expect(difference < 1e-6, "\(cut.name)")
    }
    // The zeros of the padding are part of the global maximum, and a caption without it has none.
    let full = try network.embed(captions: Tensor(long, shape: [1, 7]), training: false)
    let shorter = try network.embed(captions: Tensor(Array(long.dropLast()), shape: [1, 6]), training: false)
    #expect(try values(full) != values(shorter))
    // No words at all is no division by zero.
    let empty = try network.embed(captions: Tensor([0, 0, 0] as [Int64], shape: [1, 3]), training: false)
    #expect(try values(empty).joined().allSatisfy(\.isFinite))
  }

  @Test func paddingStartsAtZeroAndStaysThere() throws {
    let (store, network) = try Self.network()
    let table = try #require(store["TextExtract.embedding_local.weight"])
    #expect(try table.narrowed(0, start: 0, length: 1).values() == [Float](repeating: 0, count: 6))
    #expect(try table.selected(0, 1).values() != [Float](repeating: 0, count: 6))
    let ids = try Tensor([3, 4, 0, 0, 5, 6, 7, 8] as [Int64], shape: [2, 4])
    let found = try network.embed(captions: ids, training: true, droppingBy: Generator(seed: 3))
    try found.heads.dropFirst().reduce(found.heads[0].parts.sum()) { try $0 + ($1.parts * $1.parts).sum() }.backward()
    let gradient = try #require(try table.gradient)
    #expect(try gradient.selected(0, 0).values() == [Float](repeating: 0, count: 6))
    #expect(try gradient.selected(0, 3).magnitude().sum().item() > 0)
  }

  @Test func wordsAreDroppedInTraining() throws {
    let (_, network) = try Self.network()
    let ids = try Tensor([3, 4, 9, 0, 5, 6, 7, 8] as [Int64], shape: [2, 4])
    func embedded(_ seed: UInt64?) throws -> [[Float]] {
      try values(
        network.embed(captions: ids, training: false, droppingBy: seed.map { try Generator(seed: $0) }))
    }
    #expect(try embedded(1) == embedded(1))
    #expect(try embedded(1) != embedded(2) && embedded(1) != embedded(nil))
  }

  @Test func otherModelsAreRefused() throws {
    for spec in [
      ModelSpec.paper, Self.spec { $0.visionLayers = 12 }, Self.spec { $0.visionWidth = 40 },
      Self.spec { $0.embeddingWidth = 0 },
    ] {
      #expect(throws: ModelFailure.self) { try SSANNetwork.Sizes(spec) }
    }
  }
}
