package import BenchCore
package import Models
package import Torch

/// A way to train text-to-image retrieval: a model, its losses, and how it treats each training pair.
///
/// A method sees captions as they are, never which of them are wrong. One that needs the truth says so in its
/// configuration (an oracle), and gets it when it is built.
package protocol RetrievalMethod: AnyObject {
  /// Every parameter and buffer, for the optimiser and for checkpoints.
  var parameters: ParameterStore { get }

  /// The training pairs that batches are made of, by their place in the pair table; `nil` for all.
  ///
  /// Only methods with an oracle leave pairs out here: others see every pair and decide how to treat it.
  var trainingPairs: [Int]? { get }

  /// Looks at the training data before an epoch, as methods that divide the data do.
  ///
  /// - Returns: What was decided, to be stored; `nil` for methods that treat all pairs alike.
  func prepare(epoch: Int, pass: any TrainingPass) throws -> SampleSelectionRecord?

  /// The terms whose sum is minimised.
  func losses(of batch: TrainingBatch) throws -> [LossTerm]

  /// Embeds normalised images `[batch, 3, height, width]`: one `[batch, width]` tensor for each head.
  func embed(images: Tensor) throws -> [HeadEmbedding]

  /// Embeds caption ids `[batch, tokens]`: one `[batch, width]` tensor for each head, in the order of the images'.
  func embed(captions: Tensor) throws -> [HeadEmbedding]
}

extension RetrievalMethod {
  /// All pairs.
  package var trainingPairs: [Int]? { nil }

  /// Does nothing: all pairs are treated alike.
  package func prepare(epoch: Int, pass: any TrainingPass) throws -> SampleSelectionRecord? { nil }
}

/// The embedding of one head.
package struct HeadEmbedding {
  /// `global` or `tse`.
  package let name: String
  /// `[batch, width]`, not normalised.
  package let values: Tensor

  /// Names an embedding.
  package init(name: String, values: Tensor) {
    self.name = name
    self.values = values
  }
}

/// One term of a training loss.
package struct LossTerm {
  /// A short name for logs and result files, such as `sdm`.
  package let name: String
  /// A scalar.
  package let value: Tensor

  /// Names a term.
  package init(name: String, value: Tensor) {
    self.name = name
    self.value = value
  }
}

/// A batch of training pairs on the training device.
package struct TrainingBatch {
  /// Each pair's place in the training pair table.
  package var pairIndices: [Int]
  /// Each pair's identity, int64 `[batch]`.
  package var identities: Tensor
  /// Augmented, normalised images, `[batch, 3, height, width]`.
  package var images: Tensor
  /// The same images augmented another time, where the method asked for it.
  package var secondView: Tensor?
  /// Caption ids, int64 `[batch, context]`.
  package var captionIDs: Tensor
  /// The masked captions, where the method asked for them.
  package var masked: MaskedCaptions?

  /// Creates a batch.
  package init(
    pairIndices: [Int], identities: Tensor, images: Tensor, secondView: Tensor? = nil, captionIDs: Tensor,
    masked: MaskedCaptions? = nil
  ) {
    self.pairIndices = pairIndices
    self.identities = identities
    self.images = images
    self.secondView = secondView
    self.captionIDs = captionIDs
    self.masked = masked
  }
}

/// Captions with some tokens hidden, for masked language modelling.
package struct MaskedCaptions {
  /// Ids after masking, int64 `[batch, context]`.
  package var ids: Tensor
  /// The places of the tokens to predict, int64 indices into `batch * context`.
  package var positions: Tensor
  /// The ids to predict there, int64.
  package var labels: Tensor

  /// Collects the labelled tokens of `[batch, context]` labels, in which 0 means "not to be predicted".
  package init(ids: Tensor, labels: [Int64]) throws {
    let places = labels.indices.filter { labels[$0] != 0 }
    let device = try ids.device
    self.ids = ids
    positions = try Tensor(places.map(Int64.init)).to(device: device)
    self.labels = try Tensor(places.map { labels[$0] }).to(device: device)
  }
}

/// One look at every training pair, in shuffled and augmented batches.
package protocol TrainingPass {
  /// The number of training pairs.
  var pairCount: Int { get }
  /// Calls `body` for every batch; each pair comes once.
  func forEachBatch(_ body: (TrainingBatch) throws -> Void) throws
}
