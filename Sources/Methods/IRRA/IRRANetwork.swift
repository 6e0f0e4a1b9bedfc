import Models
import Torch
import Training

/// IRRA's model: CLIP's towers with a classifier of identities and a cross-modal transformer that predicts hidden words.
///
/// What replaces SDM on it is up to the method. Source: IRRA `model/build.py`.
struct IRRANetwork {
  /// What the model consists of and how its own losses are weighted.
  struct Settings {
    /// Layers of the cross-modal transformer.
    var crossModalLayers: Int
    /// The weight of the identity loss; 0 leaves it out.
    var identityWeight: Double
    /// The weight of masked language modelling; 0 leaves it out.
    var maskedModellingWeight: Double
    /// Whether the matching and identity losses see the masked caption too.
    var masksInPlace: Bool
  }

  /// The projected tokens of a batch.
  struct EncodedBatch {
    var images: TokenFeatures
    /// The captions that are matched: the masked ones under in-place masking.
    var texts: TokenFeatures
  }

  let parameters: ParameterStore
  private let settings: Settings
  private let backbone: CLIP
  private let identityLoss: IdentityLoss?
  private let crossModal: CrossModalEncoder?

  init(_ settings: Settings, in context: MethodContext) throws {
    self.settings = settings
    parameters = try context.parameterStore()
    let root = parameters.root
    let width = context.model.embeddingWidth
    backbone = try CLIP(root / "base_model", spec: context.model)
    identityLoss =
      try settings.identityWeight > 0
      ? IdentityLoss(root, width: width, identityCount: context.identityCount) : nil
    crossModal =
      try settings.maskedModellingWeight > 0
      ? CrossModalEncoder(
        root, width: width, layers: settings.crossModalLayers, vocabularySize: context.model.vocabularySize) : nil
  }

  /// Encodes a training batch.
  func encode(_ batch: TrainingBatch) throws -> EncodedBatch {
    let images = try backbone.encode(images: batch.images)
    let captions = settings.masksInPlace ? batch.masked?.ids : nil
    return EncodedBatch(images: images, texts: try backbone.encode(captions: captions ?? batch.captionIDs))
  }

  /// The global embeddings of a training batch alone; what is padding in every caption is not looked at.
  func globals(of batch: TrainingBatch) throws -> (images: Tensor, texts: Tensor) {
    let masked = settings.masksInPlace ? batch.masked?.ids : nil
    return (
      images: try backbone.encode(images: batch.images, reading: .global).global,
      texts: try backbone.encode(captions: batch.cut(masked ?? batch.captionIDs), reading: .global).global
    )
  }

  /// The identity loss and masked language modelling, weighted.
  func auxiliaryLosses(of encoded: EncodedBatch, batch: TrainingBatch) throws -> [LossTerm] {
    var terms: [LossTerm] = []
    if let identityLoss {
      let loss = try identityLoss(
        images: encoded.images.global, texts: encoded.texts.global, identities: batch.identities)
      terms.append(LossTerm(name: "id", value: try loss * settings.identityWeight))
    }
    if let crossModal, let masked = batch.masked {
      // With in-place masking one encoding of the masked captions serves all losses.
      let hidden = try settings.masksInPlace ? encoded.texts : backbone.encode(captions: masked.ids)
      let scores = try crossModal(captions: hidden.tokens, images: encoded.images.tokens, positions: masked.positions)
      let loss = try scores.crossEntropy(labels: masked.labels)
      terms.append(LossTerm(name: "mlm", value: try loss * settings.maskedModellingWeight))
    }
    return terms
  }

  /// The global embedding of images.
  func embed(images: Tensor) throws -> [HeadEmbedding] {
    [HeadEmbedding(name: "global", values: try backbone.encode(images: images, reading: .global).global)]
  }

  /// The global embedding of captions.
  func embed(captions: Tensor) throws -> [HeadEmbedding] {
    [HeadEmbedding(name: "global", values: try backbone.encode(captions: captions, reading: .global).global)]
  }
}

extension ConfigurationField {
  /// The fields of methods on IRRA's model.
  static let ofIRRANetwork = [
    ConfigurationField(
      "crossModalLayers",
      "Blocks of the cross-modal transformer; 0 for a third of the image transformer's, as 4 of 12 in the paper.",
      source: "IRRA option cmt_depth", permitted: .whole(0...64)),
    ConfigurationField(
      "identityWeight", "Weight of the identity loss; 0 leaves it out.", source: "IRRA option id_loss_weight",
      permitted: .from(0, to: 1e6)),
    ConfigurationField(
      "maskedModellingWeight", "Weight of masked language modelling; 0 leaves it out.",
      source: "IRRA option mlm_loss_weight", permitted: .from(0, to: 1e6)),
    ConfigurationField(
      "masksInPlace",
      "Whether the other losses also see the masked caption, as the official loader's in-place masking makes them.",
      source: "IRRA datasets/bases.py"),
  ]
}

extension StudyFacts {
  /// The depth of IRRA's cross-modal transformer: 4 beside 12 image layers.
  var crossModalLayers: Int { max(1, imageLayers / 3) }
}
