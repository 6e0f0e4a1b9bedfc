import Models
import TensorTestSupport
import Testing
import Torch

/// RDE's token selection heads where the golden of VerificationTests does not go.
@Suite struct TokenSelectionHeadTests {
  /// Table 7's variants against their definition: a caption of 2 and one of 5 tokens, 6 selected.
  @Test(arguments: TokenPooling.allCases) func poolsOnlyTheCaptionsOwnTokens(pooling: TokenPooling) throws {
    let head = try TokenSelectionHead(
      ParameterStore(seed: 3).root, modality: .text, tokenWidth: 4, ratio: 0.5, transforms: false, pooling: pooling)
    #expect(head.embeddingWidth == 4)
    let generator = try Generator(seed: 6)
    let tokens = try generator.normal([2, 14, 4])
    let attention = try generator.uniform([2, 14])
    let lengths = [2, 5]
    var ids: [Int64] = []
    for length in lengths {
      ids += [30] + (1...Int64(length)) + [31]
      ids += [Int64](repeating: 0, count: 12 - length)
    }
    let found = try embedded(tokens, attention, by: head, ids: Tensor(ids, shape: [2, 14]), training: true)
    let values = try tokens.values(as: Double.self)
    var expected: [Double] = []
    for (row, length) in lengths.enumerated() {
      let own = (1...length).map { Self.unitVector($0 + 14 * row, of: values, width: 4) }
      for feature in 0..<4 {
        let column = own.map { $0[feature] }
        expected.append(pooling == .max ? column.max() ?? .nan : column.reduce(0, +) / Double(length))
      }
    }
    #expect(try excess(found.values(as: Double.self), over: expected, absolute: 1e-6, relative: 1e-6) <= 0)
  }

  @Test func imagesArePooledOverTheirMostAttendedTokens() throws {
    let tokens = try Generator(seed: 8).normal([1, 25, 3])
    // Tokens 1 to 24 in falling order of attention; half of them are kept, ten of those enter the mean of the largest.
    let attention = try Tensor((0..<25).map { Float(25 - $0) }, shape: [1, 25])
    let values = try tokens.values(as: Double.self)
    let kept = (1...12).map { Self.unitVector($0, of: values, width: 3) }
    for (pooling, count) in [(TokenPooling.max, 1), (.topk, 10), (.avg, 12)] {
      let head = try TokenSelectionHead(
        ParameterStore(seed: 3).root, modality: .image, tokenWidth: 3, ratio: 0.5, transforms: false,
        pooling: pooling)
      let selected = try tokens.tokens(at: head.selection(ofImages: attention))
      let found = try head.embedImages(selected, training: false)
      let expected = (0..<3).map { feature in
        kept.map { $0[feature] }.sorted(by: >).prefix(count).reduce(0, +) / Double(count)
      }
      #expect(try excess(found.values(as: Double.self), over: expected, absolute: 1e-6, relative: 1e-6) <= 0)
    }
  }

  @Test func cuttingPaddingChangesNothingInEvaluation() throws {
    let store = try ParameterStore(seed: 3)
    let head = try TokenSelectionHead(store.root, modality: .text, tokenWidth: 8, ratio: 0.5)
    let generator = try Generator(seed: 5)
    let tokens = try generator.normal([2, 12, 8])
    let attention = try generator.uniform([2, 12])
    let ids = try Tensor(
      [30, 4, 5, 31, 0, 0, 0, 0, 0, 0, 0, 0, 30, 1, 31, 0, 0, 0, 0, 0, 0, 0, 0, 0] as [Int64], shape: [2, 12])
    let whole = try embedded(tokens, attention, by: head, ids: ids, training: false)
    let cut = try embedded(
      tokens.narrowed(1, start: 0, length: 4), attention.narrowed(1, start: 0, length: 4), by: head,
      ids: ids.narrowed(1, start: 0, length: 4), contextLength: 12, training: false)
    #expect(try excess(cut, over: whole, absolute: 1e-6, relative: 1e-6) <= 0)
  }

  private static func unitVector(_ row: Int, of values: [Double], width: Int) -> [Double] {
    let vector = Array(values[(row * width)..<((row + 1) * width)])
    let norm = vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
    return vector.map { $0 / norm }
  }

  private func embedded(
    _ tokens: Tensor, _ attention: Tensor, by head: TokenSelectionHead, ids: Tensor, contextLength: Int? = nil,
    training: Bool
  ) throws -> Tensor {
    let selected = try head.selection(
      ofCaptions: attention, ids: ids, contextLength: contextLength ?? ids.size(1))
    return try head.embedCaptions(tokens.tokens(at: selected), ids: ids, training: training)
  }
}
