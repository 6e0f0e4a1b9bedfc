import BenchCore
public import Models
public import Torch
public import Training

/// IRRA: similarity distribution matching, identity classification and masked language modelling on CLIP.
///
/// Source: Jiang and Ye, CVPR 2023; `model/build.py`.
public final class IRRA: RetrievalMethod {
  /// The settings of IRRA.
  public struct Configuration: MethodConfiguration {
    /// tau of SDM.
    public var temperature = 0.02
    /// Layers of the cross-modal transformer; 0 for a third of the image transformer's.
    public var crossModalLayers = 0
    /// The weight of the identity loss; 0 leaves it out.
    public var identityWeight = 1.0
    /// The weight of masked language modelling; 0 leaves it out.
    public var maskedModellingWeight = 1.0
    /// Whether SDM and ID see the masked caption too.
    public var masksInPlace = true

    /// The paper's settings.
    public init() {}

    /// What each field means and where it comes from.
    public static let fields = [
      ConfigurationField("temperature", "Temperature of the similarity softmax.", source: "IRRA equation 6, tau"),
      ConfigurationField(
        "crossModalLayers",
        "Blocks of the cross-modal transformer; 0 for a third of the image transformer's, as 4 of 12 in the paper.",
        source: "IRRA option cmt_depth"),
      ConfigurationField(
        "identityWeight", "Weight of the identity loss; 0 leaves it out.", source: "IRRA option id_loss_weight"),
      ConfigurationField(
        "maskedModellingWeight", "Weight of masked language modelling; 0 leaves it out.",
        source: "IRRA option mlm_loss_weight"),
      ConfigurationField(
        "masksInPlace",
        "Whether SDM and ID also see the masked caption, as the official loader's in-place masking makes them.",
        source: "IRRA datasets/bases.py"),
    ]

    /// Replaces values that stand for what the reference derives.
    public mutating func resolve(for study: StudyFacts) {
      if crossModalLayers == 0 { crossModalLayers = max(1, study.imageLayers / 3) }
    }

    /// Checks ranges.
    public func validate() throws {
      try require(temperature > 0, "temperature", temperature, "above 0")
      try require((0...64).contains(crossModalLayers), "crossModalLayers", crossModalLayers, "between 0 and 64")
      try require(identityWeight >= 0, "identityWeight", identityWeight, "0 or more")
      try require(maskedModellingWeight >= 0, "maskedModellingWeight", maskedModellingWeight, "0 or more")
    }
  }

  /// All parameters and buffers under the reference's names.
  public let parameters: ParameterStore
  private let configuration: Configuration
  private let trunk: CLIP
  private let identityLoss: IdentityLoss?
  private let crossModal: CrossModalEncoder?

  /// Builds the model with fresh weights.
  public init(_ configuration: Configuration, in context: MethodContext) throws {
    self.configuration = configuration
    parameters = try ParameterStore(seed: context.seed, device: context.device)
    let root = parameters.root
    let width = context.model.embeddingWidth
    trunk = try CLIP(root / "base_model", spec: context.model)
    identityLoss =
      try configuration.identityWeight > 0
      ? IdentityLoss(root, width: width, identityCount: context.identityCount) : nil
    crossModal =
      try configuration.maskedModellingWeight > 0
      ? CrossModalEncoder(
        root, width: width, layers: configuration.crossModalLayers, vocabularySize: context.model.vocabularySize) : nil
  }

  /// The terms of one batch.
  public func losses(of batch: TrainingBatch) throws -> [LossTerm] {
    let images = try trunk.encode(images: batch.images)
    // With in-place masking one encoding of the masked caption serves all losses.
    let shared = configuration.masksInPlace ? batch.masked?.ids : nil
    let texts = try trunk.encode(captions: shared ?? batch.captionIDs)
    let matching = SimilarityDistributionMatching(temperature: configuration.temperature)
    let pairs = try matching.perPair(
      similarities: Similarity.cosine(texts: texts.global, images: images.global),
      sameIdentity: Similarity.sameIdentity(batch.identities))
    var terms = [LossTerm(name: "sdm", value: try pairs.mean())]
    if let identityLoss {
      let loss = try identityLoss(images: images.global, texts: texts.global, identities: batch.identities)
      terms.append(LossTerm(name: "id", value: try loss * configuration.identityWeight))
    }
    if let crossModal, let masked = batch.masked {
      let hidden = try shared == nil ? trunk.encode(captions: masked.ids) : texts
      let scores = try crossModal(captions: hidden.tokens, images: images.tokens, positions: masked.positions)
      let loss = try scores.crossEntropy(labels: masked.labels)
      terms.append(LossTerm(name: "mlm", value: try loss * configuration.maskedModellingWeight))
    }
    return terms
  }

  /// One embedding per head.
  public func embed(images: Tensor) throws -> [HeadEmbedding] {
    [HeadEmbedding(name: "global", values: try trunk.encode(images: images).global)]
  }

  /// One embedding per head.
  public func embed(captions: Tensor) throws -> [HeadEmbedding] {
    [HeadEmbedding(name: "global", values: try trunk.encode(captions: captions).global)]
  }
}

extension IRRA {
  /// IRRA as published.
  static let similarityDistributionMatching = MethodEntry(
    MethodInfo(
      id: "irra-sdm", title: "IRRA",
      summary: "Similarity distribution matching, identity classification and masked language modelling.",
      citation: "Jiang and Ye, Cross-Modal Implicit Relation Reasoning and Aligning for Text-to-Image Person Retrieval,"
        + " CVPR 2023",
      revision: 1, augmentsCaptions: false, needsMaskedCaptions: true),
    defaults: Configuration(), build: IRRA.init)
}

extension MethodConfiguration {
  /// Throws `MethodError.invalidField` unless the condition holds.
  func require(_ condition: Bool, _ name: String, _ value: some Sendable, _ requirement: String) throws {
    guard condition else { throw MethodError.invalidField(name, value: "\(value)", requirement: requirement) }
  }
}
