import Models
import Torch
import Training

/// CLIP's towers with the heads of a composition: what of an image and of a caption is embedded.
struct RetrievalEncoder {
  /// What was made of some images, or of some captions.
  struct Features {
    /// `[rows, embedding]`.
    let global: Tensor
    /// The token selection embedding, `[rows, 2 * embedding]` as in RDE.
    let tse: Tensor?
    /// All tokens in the joint space, `[rows, tokens, embedding]`, where a loss reads them.
    var tokens: Tensor?
    /// The class token before the projection, `[rows, image width]`, of images.
    var classTokens: Tensor?

    /// The embedding of a head.
    subscript(head: Composition.Head) -> Tensor { head == .global ? global : tse ?? global }
  }

  let backbone: CLIP
  /// Whether captions are read with hidden words.
  let masksInPlace: Bool
  /// Whether a loss reads the tokens of images, and whether one reads those of the captions that all losses see.
  private let readsImageTokens, readsCaptionTokens: Bool
  private let imageHead: TokenSelectionHead?
  private let captionHead: TokenSelectionHead?

  /// Creates the parameters, RDE's heads after the towers.
  init(_ root: ParameterPath, _ composition: Composition, in context: MethodContext) throws {
    masksInPlace = composition.masksInPlace
    readsImageTokens = composition.auxiliaries.contains { $0.name == .mlm }
    readsCaptionTokens = readsImageTokens && masksInPlace
    backbone = try CLIP(
      root / "base_model", spec: context.model, trainsPatchEmbedding: composition.trainsPatchEmbedding)
    guard composition.heads.contains(where: { $0.head == .tse }) else {
      (imageHead, captionHead) = (nil, nil)
      return
    }
    func head(_ name: String, _ modality: Modality) throws -> TokenSelectionHead {
      let tokens = composition.tokens
      return try TokenSelectionHead(
        root / name, modality: modality, tokenWidth: context.model.embeddingWidth, ratio: tokens.ratio,
        transforms: tokens.transforms, pooling: tokens.pooling)
    }
    imageHead = try head("visul_emb_layer", .image)
    captionHead = try head("texual_emb_layer", .text)
  }

  // MARK: - Images

  /// Encodes images `[rows, 3, height, width]`.
  ///
  /// - Parameters:
  ///   - kept: The patches to encode, int64 `[rows, kept]`; `nil` for all.
  ///   - forTraining: Whether what training reads is there, besides the embeddings.
  ///   - batchStatistics: Whether the token selection head normalises by the batch.
  func encode(
    images: Tensor, keeping kept: Tensor? = nil, forTraining: Bool = false, batchStatistics: Bool = false
  ) throws -> Features {
    guard let head = imageHead else {
      let features = try backbone.encode(
        images: images, keeping: kept, reading: forTraining && readsImageTokens ? .all : .global)
      return Features(
        global: features.global, tse: nil, tokens: features.tokens, classTokens: try features.classToken())
    }
    func embedded(_ selected: Tensor) throws -> Tensor { try head.embedImages(selected, training: batchStatistics) }
    guard forTraining && readsImageTokens else {
      let features = try backbone.encode(
        images: images, keeping: kept, reading: .chosen { try head.selection(ofImages: $0) })
      return Features(
        global: features.global, tse: try embedded(features.tokens), classTokens: try features.classToken())
    }
    let features = try backbone.encode(images: images, keeping: kept, reading: .allWithAttention)
    let selected = try features.attention.map { try features.tokens.tokens(at: head.selection(ofImages: $0)) }
    return Features(
      global: features.global, tse: try embedded(selected ?? features.tokens), tokens: features.tokens,
      classTokens: try features.classToken())
  }

  /// Encodes both views of images, of which each may keep some patches.
  ///
  /// Where no loss reads tokens, the class tokens alone are projected.
  func encode(views: Tensor, keeping kept: Tensor?, batchStatistics: Bool) throws -> Features {
    guard imageHead == nil, !readsImageTokens else {
      return try encode(images: views, keeping: kept, forTraining: true, batchStatistics: batchStatistics)
    }
    let classTokens = try backbone.imageEncoder(views, keeping: kept, reading: .global).classToken
    return Features(global: try backbone.imageEncoder.projected(classTokens), tse: nil, classTokens: classTokens)
  }

  // MARK: - Captions

  /// The ids of a batch that losses read, without common padding unless it takes part in what is trained: masked
  /// language modelling mixes all tokens of a caption. Else it changes no number but the last bits.
  func ids(of batch: TrainingBatch, cutting: Bool? = nil) throws -> Tensor {
    guard let ids = masksInPlace ? batch.masked?.ids : batch.captionIDs else {
      throw TrainingFailure.incompleteBatch(missing: "masked captions")
    }
    return try cutting ?? !readsCaptionTokens ? batch.cut(ids) : ids
  }

  /// Encodes captions, int64 `[rows, tokens]`; parameters as for images.
  func encode(captions ids: Tensor, forTraining: Bool = false, batchStatistics: Bool = false) throws -> Features {
    guard let head = captionHead else {
      let readsTokens = forTraining && readsCaptionTokens
      let features = try backbone.encode(captions: ids, reading: readsTokens ? .all : .global)
      return Features(global: features.global, tse: nil, tokens: readsTokens ? features.tokens : nil)
    }
    func selection(_ attention: Tensor) throws -> Tensor {
      try head.selection(ofCaptions: attention, ids: ids, contextLength: backbone.spec.contextLength)
    }
    func embedded(_ selected: Tensor) throws -> Tensor {
      try head.embedCaptions(selected, ids: ids, training: batchStatistics)
    }
    guard forTraining && readsCaptionTokens else {
      let features = try backbone.encode(captions: ids, reading: .chosen(selection))
      return Features(global: features.global, tse: try embedded(features.tokens))
    }
    let features = try backbone.encode(captions: ids, reading: .allWithAttention)
    let selected = try features.attention.map { try features.tokens.tokens(at: selection($0)) }
    return Features(
      global: features.global, tse: try embedded(selected ?? features.tokens), tokens: features.tokens)
  }

  /// All tokens of captions, `[rows, tokens, embedding]`.
  func tokens(ofCaptions ids: Tensor) throws -> Tensor { try backbone.encode(captions: ids).tokens }
}
