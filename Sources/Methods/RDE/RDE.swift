package import BenchCore
package import Models
package import Torch
package import Training

/// RDE: global and token selection embeddings, a robust triplet loss, and training on confidently clean pairs only.
///
/// Source: Qin et al., CVPR 2024; `model/build.py` and `processor/processor.py`.
package final class RDE: RetrievalMethod {
  package let parameters: ParameterStore
  private let configuration: RDEConfiguration
  private let seed: UInt64
  private let backbone: CLIP
  private let imageHead: TokenSelectionHead?
  private let captionHead: TokenSelectionHead?
  private let loss: any MatchingLoss
  /// 1 for pairs trained as positives, 0 for the others; `nil` before the first sample selection.
  private var pairLabels: [Float]?

  package init(_ configuration: RDEConfiguration, in context: MethodContext) throws {
    self.configuration = configuration
    seed = context.seed
    parameters = try context.parameterStore()
    let root = parameters.root
    let width = context.model.embeddingWidth
    let ratio = configuration.selectionRatio
    backbone = try CLIP(root / "base_model", spec: context.model)
    let selects = configuration.usesTokenSelection
    imageHead =
      try selects
      ? TokenSelectionHead(
        root / "visul_emb_layer", modality: .image, tokenWidth: width, ratio: ratio,
        transforms: configuration.transformsTokens, pooling: configuration.tokenPooling) : nil
    captionHead =
      try selects
      ? TokenSelectionHead(
        root / "texual_emb_layer", modality: .text, tokenWidth: width, ratio: ratio,
        transforms: configuration.transformsTokens, pooling: configuration.tokenPooling) : nil
    loss = configuration.matchingLoss
  }

  /// Divides the training pairs by their losses (CCD).
  package func prepare(epoch: Int, pass: any TrainingPass) throws -> SampleSelectionRecord? {
    guard configuration.divides else { return nil }
    let losses = try pairLosses(pass)
    if !configuration.overflowSafe, !losses.allSatisfy({ $0.values.allSatisfy(\.isFinite) }) {
      throw MethodFailure.overflow(temperature: configuration.temperature)
    }
    let division = try ConsensusDivision(
      losses: losses, settings: configuration.mixtureSettings, epoch: epoch,
      generator: SeededGenerator(seed: seed, stream: "consensus division", UInt64(epoch)))
    return division.record
  }

  package func treatPairs(as selection: SampleSelectionRecord?) {
    pairLabels = selection?.treatedAsClean.map { $0 ? 1 : 0 }
  }

  /// The loss of every training pair under each head, in evaluation mode.
  ///
  /// A pair's loss depends on the batch it falls in, as in the reference.
  package func pairLosses(_ pass: any TrainingPass) throws -> [(head: String, values: [Float])] {
    var collected: [(head: String, values: [Float])] = []
    try withoutGradients {
      try pass.forEachBatch { batch in
        let heads = try headSimilarities(batch, batchStatistics: false)
        if collected.isEmpty {
          collected = heads.map { ($0.name, [Float](repeating: 0, count: pass.pairCount)) }
        }
        let same = try Similarity.sameIdentity(batch.identities)
        let rows = try heads.map { try loss.perPair(similarities: $0.similarities, sameIdentity: same) }
        let values = try Tensor.valuesReadAtOnce(of: rows)
        for index in heads.indices {
          for (pair, value) in zip(batch.pairIndices, values[index]) { collected[index].values[pair] = value }
        }
      }
    }
    return collected
  }

  package func losses(of batch: TrainingBatch) throws -> [LossTerm] {
    let labels = batch.pairIndices.map { pairLabels?[$0] ?? 1 }
    return try losses(of: batch, pairLabels: Tensor(labels).to(device: batch.images.device))
  }

  /// The loss of each head with given labels `[batch]`: a pair labelled 0 adds no row but stays a negative of others.
  package func losses(of batch: TrainingBatch, pairLabels: Tensor) throws -> [LossTerm] {
    let same = try Similarity.sameIdentity(batch.identities)
    let heads = try headSimilarities(batch, batchStatistics: !configuration.trainsInEvaluationMode)
    return try heads.map { head in
      let rows = try loss.perPair(similarities: head.similarities, sameIdentity: same)
      let total = try (rows * pairLabels).sum()
      // The reference sums triplet losses over the batch and averages the others over the pairs it trusts.
      // Where it trusts none, as in a small last batch, its mean is 0 / 0; here such a batch changes nothing.
      let value = try configuration.loss.sumsOverBatch ? total : total / pairLabels.sum().clamped(minimum: 1)
      return LossTerm(name: head.name == "global" ? "bge" : head.name, value: value)
    }
  }

  private func headSimilarities(
    _ batch: TrainingBatch, batchStatistics: Bool
  ) throws -> [(name: String, similarities: Tensor)] {
    // Batch statistics include selected padding (see TokenSelectionHead), so captions are cut only without them.
    let ids = try batchStatistics ? batch.captionIDs : batch.cutCaptionIDs()
    let images = try embed(images: batch.images, batchStatistics: batchStatistics)
    let captions = try embed(captions: ids, batchStatistics: batchStatistics)
    return try zip(captions, images).map { caption, image in
      (caption.name, try Similarity.cosine(texts: caption.values, images: image.values))
    }
  }

  package func embed(images: Tensor) throws -> [HeadEmbedding] { try embed(images: images, batchStatistics: false) }

  package func embed(captions: Tensor) throws -> [HeadEmbedding] {
    try embed(captions: captions, batchStatistics: false)
  }

  private func embed(images: Tensor, batchStatistics: Bool) throws -> [HeadEmbedding] {
    let features = try backbone.encode(
      images: images, reading: imageHead.map { head in .chosen { try head.selection(ofImages: $0) } } ?? .global)
    return try embeddings(
      of: features, tokenSelection: imageHead?.embedImages(features.tokens, training: batchStatistics))
  }

  private func embed(captions ids: Tensor, batchStatistics: Bool) throws -> [HeadEmbedding] {
    let contextLength = backbone.spec.contextLength
    let use = captionHead.map { head in
      TokenUse.chosen { try head.selection(ofCaptions: $0, ids: ids, contextLength: contextLength) }
    }
    let features = try backbone.encode(captions: ids, reading: use ?? .global)
    return try embeddings(
      of: features,
      tokenSelection: captionHead?.embedCaptions(features.tokens, ids: ids, training: batchStatistics))
  }

  private func embeddings(of features: TokenFeatures, tokenSelection: Tensor?) -> [HeadEmbedding] {
    var heads: [HeadEmbedding] = []
    if configuration.usesGlobal { heads.append(HeadEmbedding(name: "global", values: features.global)) }
    if let tokenSelection { heads.append(HeadEmbedding(name: "tse", values: tokenSelection)) }
    return heads
  }
}

extension RDE {
  /// RDE as published, and with the losses of its table 2 and of AMNS's table I in TAL's place.
  static let entries = [
    entry("rde-tal", "RDE", "triplet alignment loss", .tal),
    entry("rde-sdm", "RDE-SDM", "similarity distribution matching (SDM)", .sdm),
    entry("rde-bsdm", "RDE-BSDM", "bidirectional SDM", .bsdm),
    entry("rde-trl", "RDE-TRL", "triplet ranking loss with the hardest negative", .trl),
    entry("rde-trls", "RDE-TRL-S", "triplet ranking loss summed over negatives", .trls),
    entry("rde-infonce", "RDE-InfoNCE", "InfoNCE", .infonce),
  ]

  private static func entry(_ id: String, _ title: String, _ loss: String, _ name: MatchingLossName) -> MethodEntry {
    MethodEntry(
      MethodInfo(
        id: id, title: title, summary: "Global and token selection embeddings, \(loss), confident consensus division.",
        citation: "Qin et al., Noisy-Correspondence Learning for Text-to-Image Person Re-identification, CVPR 2024"
          + (name == .bsdm ? "; with this loss: AMNS, 2024, table I" : ""),
        augmentsCaptions: true, openDecision: OpenDecision("RDE mode", anchor: "rde")),
      defaults: RDEConfiguration(loss: name), build: RDE.init)
  }
}

extension RDE {
  /// The encoders alone, for weights of which only the tensors are known: CLIP's global embedding, with RDE's token
  /// selection in the paper's ratio if there are its heads.
  package static func encoder(selectingTokens: Bool, in context: MethodContext) throws -> RDE {
    var configuration = RDEConfiguration()
    configuration.usesTokenSelection = selectingTokens
    configuration.divides = false
    return try RDE(configuration, in: context)
  }
}
