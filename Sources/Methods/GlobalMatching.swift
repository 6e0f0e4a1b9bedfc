package import Models
package import Torch
package import Training

/// CLIP's two towers trained with one matching loss on their global embeddings: the plainest method.
package final class GlobalMatching: RetrievalMethod {
  /// All parameters under the reference's names.
  package let parameters: ParameterStore
  /// The pairs to train with; `nil` for all.
  package let trainingPairs: [Int]?
  /// Whether each pair of a batch is looked at; `nil` for all.
  private let takenPairs: [Bool]?
  private let backbone: CLIP
  private let loss: any MatchingLoss
  private let lossName: String

  /// Builds the towers with fresh weights.
  ///
  /// - Parameters:
  ///   - loss: The matching loss; its mean over a batch is minimised.
  ///   - name: What the loss is called in logs and result files.
  ///   - trainingPairs: The pairs to train with; `nil` for all.
  ///   - takenPairs: Which pairs of a batch are looked at, in pair order; the others are as good as not there. `nil` for all.
  package init(
    loss: any MatchingLoss, name: String, trainingPairs: [Int]? = nil, takenPairs: [Bool]? = nil,
    in context: MethodContext
  ) throws {
    parameters = try context.parameterStore()
    backbone = try CLIP(parameters.root / "base_model", spec: context.model)
    self.loss = loss
    self.trainingPairs = trainingPairs
    self.takenPairs = takenPairs
    lossName = name
  }

  package func losses(of batch: TrainingBatch) throws -> [LossTerm] {
    let places = takenPairs.map { taken in batch.pairIndices.indices.filter { taken[batch.pairIndices[$0]] } }
    // A batch of which no pair is looked at changes nothing.
    if places?.isEmpty == true { return [] }
    let rows = try places.map { try Tensor($0.map(Int64.init)).to(device: batch.images.device) }
    func taken(_ tensor: Tensor) throws -> Tensor { try rows.map { try tensor.indexed(0, by: $0) } ?? tensor }
    let texts = try backbone.encode(captions: taken(batch.cutCaptionIDs()), reading: .global).global
    let images = try backbone.encode(images: taken(batch.images), reading: .global).global
    let pairs = try loss.perPair(
      similarities: Similarity.cosine(texts: texts, images: images),
      sameIdentity: Similarity.sameIdentity(taken(batch.identities)))
    return [LossTerm(name: lossName, value: try pairs.mean())]
  }

  package func embed(images: Tensor) throws -> [HeadEmbedding] {
    [HeadEmbedding(name: "global", values: try backbone.encode(images: images, reading: .global).global)]
  }

  package func embed(captions: Tensor) throws -> [HeadEmbedding] {
    [HeadEmbedding(name: "global", values: try backbone.encode(captions: captions, reading: .global).global)]
  }
}
