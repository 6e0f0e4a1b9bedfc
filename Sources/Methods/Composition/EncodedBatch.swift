import Models
import Torch
import Training

/// A training batch after the encoders, as losses see it.
struct EncodedBatch {
  /// The embeddings of one head.
  struct Head {
    let head: Composition.Head
    /// `[batch, width]`.
    let texts: Tensor
    /// `[batch, width]` of each image that image-text losses see.
    let images: [Tensor]
    /// Text-major cosine similarities `[batch, batch]` with each of these images.
    let similarities: [Tensor]
  }

  let batch: TrainingBatch
  /// The global embeddings of captions, `[batch, width]`.
  let texts: Tensor
  /// The heads that are matched.
  let heads: [Head]
  /// The global embeddings, where a loss reads them, whether or not they are matched.
  let global: Head?
  /// Bool `[batch, batch]`.
  let sameIdentity: Tensor
  /// Global similarities `[batch, batch]` with each view, masked or whole.
  let viewSimilarities: [Tensor]
  /// All tokens of the first image and of the caption that all losses see, `[batch, tokens, width]`, where a loss reads
  /// them.
  let imageTokens, captionTokens: Tensor?
  /// The class tokens of first views, then of second views, before the projection, `[2 batch, image width]`.
  let classTokens: Tensor?
  /// BYOL's targets of the same views, without gradient.
  let targets: Tensor?

  /// A loss of 0 that changes no weight.
  func nothing() throws -> Tensor { try texts.sum() * 0 }

  /// The global embeddings, for a loss that reads them.
  func globals() throws -> Head {
    guard let global else { throw TrainingFailure.incompleteBatch(missing: "global embedding") }
    return global
  }
}

/// Which pairs of a batch are trusted.
package struct Trust {
  /// 1 for a trusted pair, 0 for another, `[batch]`.
  let labels: Tensor
  /// The places of the trusted pairs.
  let places: [Int]

  /// Puts the labels beside other tensors.
  init(_ labels: [Float], beside tensor: Tensor) throws {
    self.labels = try Tensor(labels).to(device: tensor.device)
    places = labels.indices.filter { labels[$0] > 0 }
  }

  /// The trusted rows of `[batch, ...]`.
  func rows(of tensor: Tensor) throws -> Tensor {
    try tensor.indexed(0, by: Tensor(places.map(Int64.init)).to(device: tensor.device))
  }
}
