import BenchCore
package import Models
package import Torch
package import Training

/// AMNS: attention-weighted masking of images (AWM), BSDM and WAF against noisy pairs, and identity classification.
///
/// Two views of each image lose the patches that a moving average of the image encoder attends to least. The encoder
/// sees what is left; ITC, SimCLR and BYOL (AWM), BSDM, WAF and ID are added without weights (equations 2 and 8).
///
/// Source: Zhang and Zhou, 2024. There is no published code: what the paper leaves open is decided as in A-CLIP (Yang et
/// al., ICCV 2023), which it builds on, and said where it is decided.
package final class AMNS: RetrievalMethod {
  /// All parameters and buffers: the backbone under IRRA's names, heads and moving averages under A-CLIP's.
  package let parameters: ParameterStore
  private let configuration: AMNSConfiguration
  private let seed: UInt64
  private let backbone: CLIP
  private let identityLoss: IdentityLoss?
  private let contrastHead: ProjectionHead
  private let projector: ProjectionHead
  private let predictor: ProjectionHead
  private let averageEncoder: ImageEncoder
  private let averageProjector: ProjectionHead
  private let average: MovingAverage

  package init(_ configuration: AMNSConfiguration, in context: MethodContext) throws {
    self.configuration = configuration
    seed = context.seed
    parameters = try context.parameterStore()
    let root = parameters.root
    backbone = try CLIP(root / "base_model", spec: context.model)
    identityLoss =
      try configuration.usesIdentityLoss
      ? IdentityLoss(root, width: context.model.embeddingWidth, identityCount: context.identityCount) : nil

    // A-CLIP: heads get the class token before the projection. SimCLR's has two hidden layers, BYOL's have one and
    // no biases.
    let (width, hidden, output) = (
      context.model.visionWidth, configuration.headHiddenWidth, configuration.headWidth
    )
    func makeProjector(_ path: ParameterPath) throws -> ProjectionHead {
      try ProjectionHead(path, widths: [width, hidden, output], hasBias: false)
    }
    let heads = root.group(.newModule)
    contrastHead = try ProjectionHead(heads / "image_mlp", widths: [width, hidden, hidden, output], hasBias: true)
    projector = try makeProjector(heads / "im_proj_byol")
    predictor = try ProjectionHead(heads / "im_pred_byol", widths: [output, hidden, output], hasBias: false)

    let (encoderCopy, projectorCopy) = ((root / "visual_ema").frozen, (root / "im_proj_byol_e").frozen)
    averageEncoder = try ImageEncoder(encoderCopy, spec: context.model)
    averageProjector = try makeProjector(projectorCopy)
    average = try MovingAverage(
      of: [root / "base_model" / "visual", root / "im_proj_byol"], in: [encoderCopy, projectorCopy],
      counter: encoderCopy, momentum: configuration.momentum, totalUpdates: context.trainingSteps)
  }

  package var lengthDependence: String? {
    "its moving average follows the weights ever more slowly until the last step"
  }

  /// The terms of one batch, which must have a second view.
  package func losses(of batch: TrainingBatch) throws -> [LossTerm] {
    guard let secondView = batch.secondView else { throw TrainingFailure.incompleteBatch(missing: "second view") }
    let views = try Tensor.concatenated([batch.images, secondView], dimension: 0)
    let guide = try emaViews(views)
    let classTokens = try backbone.imageEncoder(views, keeping: guide.kept, reading: .global).classToken
    let texts = try backbone.encode(captions: batch.cutCaptionIDs(), reading: .global).global

    // A-CLIP: ITC is the mean over the two views; the other losses that need images follow it.
    let images = try halves(of: backbone.imageEncoder.projected(classTokens))
    let similarities = try images.map { try Similarity.cosine(texts: texts, images: $0) }
    let same = try Similarity.sameIdentity(batch.identities)
    // AMNS does not say which images its equations 4 to 8 see: these, or the whole ones.
    let matchedImages =
      try configuration.matchesWholeImages
      ? [backbone.encode(images: batch.images, reading: .global).global] : images
    let matched =
      try configuration.matchesWholeImages
      ? matchedImages.map { try Similarity.cosine(texts: texts, images: $0) } : similarities

    let contrast = InfoNCE(temperature: configuration.contrastTemperature)
    var terms = [
      LossTerm(
        name: "itc",
        value: try mean(similarities.map { try contrast.perPair(similarities: $0, sameIdentity: same).mean() })),
      LossTerm(
        name: "simclr", value: try SimCLRLoss(temperature: configuration.viewTemperature)(contrastHead(classTokens))),
      // Each view predicts the other, as in BYOL. A-CLIP's views both predict the one view its moving average sees, and
      // its code counts this loss twice; equation 2 has no weights.
      LossTerm(
        name: "byol",
        value: try BYOLLoss.loss(
          predictions: predictor(projector(classTokens)), targets: guide.projections.withHalvesExchanged())),
    ]
    if let matching = configuration.matchingLoss {
      let value = try mean(
        matched.map {
          let rows = try matching.perPair(similarities: $0, sameIdentity: same)
          // RDE's code, where TAL comes from, sums it over the batch.
          return try configuration.loss == .tal ? rows.sum() : rows.mean()
        })
      terms.append(LossTerm(name: configuration.loss.rawValue, value: value))
    }
    if configuration.usesFocalLoss {
      let focal = WeightAdjustmentFocalLoss(
        alpha: configuration.focalAlpha, beta: configuration.focalBeta, gamma: configuration.focalGamma,
        temperature: configuration.temperature)
      let value = try mean(matched.map { try focal.perPair(similarities: $0, sameIdentity: same).mean() })
      terms.append(LossTerm(name: "waf", value: value))
    }
    if let identityLoss {
      let value = try mean(
        matchedImages.map { try identityLoss(images: $0, texts: texts, identities: batch.identities) })
      terms.append(LossTerm(name: "id", value: value))
    }
    return terms
  }

  /// What the moving average makes of both views `[2 * batch, ...]`, without gradient: the patches to keep (`nil` for
  /// all) and BYOL's targets.
  ///
  /// A-CLIP moves the average before it looks, and shows it one larger crop without changes of colour, whose attention
  /// it resamples to each view. Person images are not cropped but shifted by a few pixels, so here the average sees each
  /// view itself and its attention belongs to the view's own patches.
  func emaViews(_ views: Tensor) throws -> (kept: Tensor?, projections: Tensor) {
    let step = try average.updateCount
    try average.update()
    return try withoutGradients {
      let patches = backbone.spec.imageTokenCount - 1
      let count = PatchSelection.keptCount(of: patches, maskRatio: configuration.maskRatio)
      let usesAttention = configuration.masking == .attention && count < patches
      let encoded = try averageEncoder(
        views, reading: .global, attention: usesAttention ? .meanOfBlocks : nil)
      var kept = try encoded.attention.map { try PatchSelection.mostAttended($0, count: count) }
      if configuration.masking == .random && count < patches {
        var generator = SeededGenerator(seed: seed, stream: "random mask", UInt64(step))
        kept = try PatchSelection.random(
          rows: views.size(0), patches: patches, count: count, device: views.device, generator: &generator)
      }
      return (kept, try averageProjector(encoded.classToken))
    }
  }

  /// One embedding per head, of whole images.
  package func embed(images: Tensor) throws -> [HeadEmbedding] {
    let tokens = try backbone.imageEncoder(images, reading: .global)
    return [HeadEmbedding(name: "global", values: try backbone.imageEncoder.projected(tokens.classToken))]
  }

  package func embed(captions: Tensor) throws -> [HeadEmbedding] {
    [HeadEmbedding(name: "global", values: try backbone.encode(captions: captions, reading: .global).global)]
  }

  /// The rows of the first views and of the second.
  private func halves(of rows: Tensor) throws -> [Tensor] {
    let count = try rows.size(0) / 2
    return try [0, count].map { try rows.narrowed(0, start: $0, length: count) }
  }

  /// The mean of the two views' losses.
  private func mean(_ losses: [Tensor]) throws -> Tensor {
    try losses.dropFirst().reduce(losses[0]) { try $0 + $1 } / Double(losses.count)
  }
}

extension AMNS {
  /// AMNS as published, and with the matching losses of IRRA and RDE in BSDM's place.
  static let entries = [
    entry(
      .bsdm, id: "amns", title: "AMNS", summary: "Attention-weighted masking, BSDM, WAF and identity classification."),
    entry(.sdm, id: "amns-sdm", title: "AMNS-SDM", summary: "AMNS with SDM in place of BSDM."),
    entry(.tal, id: "amns-tal", title: "AMNS-TAL", summary: "AMNS with TAL in place of BSDM."),
  ]

  private static func entry(
    _ loss: AMNSConfiguration.Loss, id: String, title: String, summary: String
  ) -> MethodEntry {
    var configuration = AMNSConfiguration()
    configuration.loss = loss
    return MethodEntry(
      MethodInfo(
        id: id, title: title, summary: summary,
        citation:
          "Zhang and Zhou, AMNS: Attention-Weighted Selective Mask and Noise Label Suppression for Text-to-Image"
          + " Person Retrieval, 2024",
        revision: 1, augmentsCaptions: true,
        imageAugmentation: "amns", openDecision: OpenDecision("AMNS input", anchor: "amns")),
      defaults: configuration, build: AMNS.init)
  }
}
