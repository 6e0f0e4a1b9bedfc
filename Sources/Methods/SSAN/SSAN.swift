import BenchCore
package import Models
package import Torch
package import Training

/// SSAN: global, part and related part embeddings of a ResNet and an LSTM, with identity losses and a ranking loss that
/// knows another caption of each identity.
///
/// Source: Ding et al. 2021; `zifyloo/SSAN`, `train.py`. Batch statistics tie the images of a batch, so that neither
/// micro-batches nor recomputation have a part in it.
package final class SSAN: RetrievalMethod {
  package let parameters: ParameterStore
  private let configuration: SSANConfiguration
  private let seed: UInt64
  private let network: SSANNetwork
  /// One of each head.
  private let identityLosses: [PartIdentityLoss]
  /// Batches seen; a buffer, so that checkpoints keep it.
  private let step: Tensor

  package convenience init(_ configuration: SSANConfiguration, in context: MethodContext) throws {
    try self.init(configuration, sizes: SSANNetwork.Sizes(context.model), in: context)
  }

  /// The method with a network of any sizes, in place of those of the context's model.
  package init(_ configuration: SSANConfiguration, sizes: SSANNetwork.Sizes, in context: MethodContext) throws {
    self.configuration = configuration
    seed = context.seed
    parameters = try context.parameterStore()
    let (root, parts, identities) = (parameters.root, configuration.parts, context.identityCount)
    network = try SSANNetwork(root, sizes: sizes, settings: configuration.network)
    identityLosses = try [
      PartIdentityLoss(root / "id_global", parts: 1, width: sizes.partWidth, identityCount: identities),
      PartIdentityLoss(root / "id_local", parts: parts, width: sizes.partWidth, identityCount: identities),
      PartIdentityLoss(root / "id_non_local", parts: parts, width: sizes.relationWidth, identityCount: identities),
    ]
    step = try (root / "ssan").buffer("step", [], value: 0, dtype: .int64)
  }

  package var ownDraws: String? { "the negatives and what is dropped" }

  package func losses(of batch: TrainingBatch) throws -> [LossTerm] {
    var stream = SeededGenerator(seed: seed, stream: "SSAN", UInt64(try step.item()))
    try step.increment(by: 1)
    let generator = try Generator(seed: stream.next())
    let same = try Similarity.sameIdentity(batch.identities)
    return try losses(of: batch, droppingBy: generator) { _, choice in
      let scores = try generator.uniform(same.shape).to(device: same.device)
      return try SemiHardNegatives.drawn(choice, sameIdentity: same, scores: scores)
    }
  }

  /// The losses with given negatives of each head's anchors.
  ///
  /// - Parameters:
  ///   - generator: Decides what is dropped; `nil` for nothing.
  ///   - negatives: The negatives of a head, as `CompoundRankingLoss` takes them.
  package func losses(
    of batch: TrainingBatch, droppingBy generator: Generator?,
    negatives: (_ head: String, CompoundRankingLoss.Choice) throws -> Tensor
  ) throws -> [LossTerm] {
    guard let partner = batch.partner else {
      throw TrainingFailure.incompleteBatch(missing: "other captions of its identities")
    }
    // In the reference's order, in which running statistics move.
    let images = try network.embed(images: batch.images, training: true)
    let texts = try network.embed(captions: batch.cutCaptionIDs(), training: true, droppingBy: generator)
    let partnerIDs = try partner.ids.narrowed(1, start: 0, length: partner.lengths.max() ?? partner.ids.size(1))
    let partners = try network.embed(captions: partnerIDs, training: true, droppingBy: generator)

    let ranking = configuration.ranking
    let isAdaptive = batch.epoch > configuration.fixedMarginEpochs
    let found = try zip(images.heads, zip(texts.heads, partners.heads)).enumerated().map { place, head in
      let (images, texts, partners) = (head.0, head.1.0.parts, head.1.1.parts)
      return (
        identity: try identityLoss(head: place, images: images.parts, texts: texts, identities: batch.identities),
        ranking: try ranking(
          images: images.parts.flattened(), texts: texts.flattened(), partners: partners.flattened(),
          isAdaptive: isAdaptive
        ) { try negatives(images.name, $0) }
      )
    }
    return [
      LossTerm(name: "id", value: try weighted(found.map(\.identity))),
      LossTerm(name: "cr", value: try weighted(found.map(\.ranking))),
    ]
  }

  /// The identity loss of a head, by its place, of embeddings `[batch, width, parts]`: a scalar without weight.
  package func identityLoss(head: Int, images: Tensor, texts: Tensor, identities: Tensor) throws -> Tensor {
    try identityLosses[head](images: images, texts: texts, identities: identities)
  }

  /// The sum of a loss over the heads, those of parts with their weight.
  private func weighted(_ losses: [Tensor]) throws -> Tensor {
    try losses[0] + (losses[1] + losses[2]) * configuration.localLossWeight
  }

  /// One embedding per head; the mean of their cosines ranks as the sum that the reference's test takes.
  package func embed(images: Tensor) throws -> [HeadEmbedding] {
    try embeddings(network.embed(images: images, training: false))
  }

  package func embed(captions: Tensor) throws -> [HeadEmbedding] {
    try embeddings(network.embed(captions: captions, training: false))
  }

  private func embeddings(_ found: SSANEmbeddings) throws -> [HeadEmbedding] {
    try found.heads.map { HeadEmbedding(name: $0.name, values: try $0.parts.flattened()) }
  }

  /// The feature map of images in evaluation mode, `[batch, channels, height / 32, width / 32]`.
  package func featureMap(of images: Tensor) throws -> Tensor { try network.featureMap(of: images, training: false) }
}

extension Tensor {
  /// `[batch, width, parts]` with the parts in one row, `[batch, width * parts]`.
  fileprivate func flattened() throws -> Tensor { try reshaped(size(0), -1) }
}

extension SSAN {
  /// SSAN as in RDE's tables.
  static let entry = MethodEntry(
    MethodInfo(
      id: "ssan", title: "SSAN",
      summary: "Part embeddings of a ResNet and an LSTM with a compound ranking loss; all pairs are trusted.",
      citation: "Ding et al., Semantically Self-Aligned Network for Text-to-Image Part-aware Person Re-identification,"
        + " arXiv 2107.12666, 2021",
      imageAugmentation: "flip", family: .ssan, openDecision: OpenDecision("SSAN partners", anchor: "ssan")),
    defaults: SSANConfiguration(), build: SSAN.init(_:in:))
}
