/// The size of a network and where its weights come from; the words are CLIP's, `ModelFamily` has what they are of others.
public struct ModelSpec: Codable, Sendable, Hashable {
  /// Height of the input image in pixels.
  public var imageHeight: Int
  /// Width of the input image in pixels.
  public var imageWidth: Int
  /// Height of a patch in pixels.
  public var patchHeight: Int
  /// Width of a patch in pixels.
  public var patchWidth: Int
  /// Width of the image transformer.
  public var visionWidth: Int
  /// Blocks of the image transformer.
  public var visionLayers: Int
  /// Heads of the image transformer.
  public var visionHeads: Int
  /// Width of the text transformer.
  public var textWidth: Int
  /// Blocks of the text transformer.
  public var textLayers: Int
  /// Heads of the text transformer.
  public var textHeads: Int
  /// The number of tokens of a padded caption.
  public var contextLength: Int
  /// The number of different tokens.
  public var vocabularySize: Int
  /// The width of the joint embedding.
  public var embeddingWidth: Int
  /// `random`, or the checksum of the weights file training starts from.
  public var initialWeights: String
  /// The distance of patches in pixels, both ways, where they overlap; `nil` where they lie side by side.
  public var patchStride: Int?
  /// What the names of the model's tensors begin with in a file of several models; `nil` where the file has one.
  public var weightsPrefix: String?
  private var otherActivation: Activation?
  private var otherFamily: ModelFamily?

  /// The kind of the network.
  public var family: ModelFamily {
    get { otherFamily ?? .clip }
    set { otherFamily = newValue == .clip ? nil : newValue }
  }

  /// What is between the two layers of a block's perceptron.
  public var activation: Activation {
    get { otherActivation ?? .quickGELU }
    set { otherActivation = newValue == .quickGELU ? nil : newValue }
  }

  private enum CodingKeys: String, CodingKey {
    case imageHeight, imageWidth, patchHeight, patchWidth, visionWidth, visionLayers, visionHeads
    case textWidth, textLayers, textHeads, contextLength, vocabularySize, embeddingWidth, initialWeights, weightsPrefix
    case patchStride
    case otherActivation = "activation"
    case otherFamily = "family"
  }

  /// What `initialWeights` is where training starts at random.
  public static let randomWeights = "random"

  /// Creates a model size; a rectangular patch is possible.
  public init(
    imageHeight: Int, imageWidth: Int, patchHeight: Int, patchWidth: Int,
    visionWidth: Int, visionLayers: Int, visionHeads: Int,
    textWidth: Int, textLayers: Int, textHeads: Int,
    contextLength: Int, vocabularySize: Int, embeddingWidth: Int, initialWeights: String = randomWeights
  ) {
    self.imageHeight = imageHeight
    self.imageWidth = imageWidth
    self.patchHeight = patchHeight
    self.patchWidth = patchWidth
    self.visionWidth = visionWidth
    self.visionLayers = visionLayers
    self.visionHeads = visionHeads
    self.textWidth = textWidth
    self.textLayers = textLayers
    self.textHeads = textHeads
    self.contextLength = contextLength
    self.vocabularySize = vocabularySize
    self.embeddingWidth = embeddingWidth
    self.initialWeights = initialWeights
  }

  /// Rows and columns of the patch grid.
  public var patchGrid: (rows: Int, columns: Int) {
    guard let patchStride else { return (imageHeight / patchHeight, imageWidth / patchWidth) }
    return ((imageHeight - patchHeight) / patchStride + 1, (imageWidth - patchWidth) / patchStride + 1)
  }

  /// The number of image tokens: the class token and one per patch.
  public var imageTokenCount: Int { 1 + patchGrid.rows * patchGrid.columns }

  /// The papers' backbone: CLIP ViT-B/16 at 384 x 128.
  public static let paper = ModelSpec(
    imageHeight: 384, imageWidth: 128, patchHeight: 16, patchWidth: 16,
    visionWidth: 768, visionLayers: 12, visionHeads: 12,
    textWidth: 512, textLayers: 12, textHeads: 8,
    contextLength: 77, vocabularySize: 49408, embeddingWidth: 512)

  /// The embedded default's backbone: small enough to train on one core in about a minute.
  public static func embedded(vocabularySize: Int, contextLength: Int) -> ModelSpec {
    ModelSpec(
      imageHeight: 96, imageWidth: 32, patchHeight: 16, patchWidth: 8,
      visionWidth: 64, visionLayers: 3, visionHeads: 4,
      textWidth: 64, textLayers: 2, textHeads: 4,
      contextLength: contextLength, vocabularySize: vocabularySize, embeddingWidth: 64)
  }
}
