import BenchCore
import Torch

extension ModelSpec {
  /// The size of the CLIP model that golden weights belong to.
  ///
  /// All but the image size follows from the weights' shapes; heads have 64 numbers, as in all of OpenAI's models.
  init(weights: [String: Tensor], prefix: String = "", imageHeight: Int, imageWidth: Int) throws {
    func shape(_ name: String, rank: Int) throws -> [Int] {
      guard let shape = try weights[prefix + name]?.shape, shape.count == rank, shape.allSatisfy({ $0 > 0 }) else {
        throw VerificationFailure.malformed("the weights have no \(prefix)\(name) with \(rank) dimensions")
      }
      return shape
    }
    func layers(_ blocks: String) -> Int {
      var count = 0
      while weights["\(prefix)\(blocks).resblocks.\(count).ln_1.weight"] != nil { count += 1 }
      return count
    }
    let patches = try shape("visual.conv1.weight", rank: 4)
    let vocabulary = try shape("token_embedding.weight", rank: 2)
    let headWidth = 64
    self.init(
      imageHeight: imageHeight, imageWidth: imageWidth, patchHeight: patches[2], patchWidth: patches[3],
      visionWidth: patches[0], visionLayers: layers("visual.transformer"), visionHeads: max(1, patches[0] / headWidth),
      textWidth: vocabulary[1], textLayers: layers("transformer"), textHeads: max(1, vocabulary[1] / headWidth),
      contextLength: try shape("positional_embedding", rank: 2)[0], vocabularySize: vocabulary[0],
      embeddingWidth: try shape("text_projection", rank: 2)[1])
  }
}

extension Tensor {
  /// The rows of attention `[batch, tokens, tokens]` at each caption's end, which has the highest id.
  func rows(atEndsOf ids: Tensor) throws -> Tensor {
    let ends = try ids.argmax(-1).reshaped(-1, 1, 1).expanded(-1, 1, ids.size(1))
    return try gathered(1, indices: ends).squeezed(1)
  }
}
