/// What happens to a training sample before the network sees it.
public struct AugmentationSpec: Codable, Sendable, Hashable {
  /// The image augmentation's preset name: `none`, `flip`, `paper` or `amns`.
  public var image: String
  /// The border that the shift may move an image over, in pixels; 10 at the papers' 384 x 128.
  public var padding: Int
  /// Whether captions get RDE's token augmentation (20% of the tokens masked, replaced or deleted).
  public var text: Bool

  /// Creates an augmentation setting.
  public init(image: String, padding: Int, text: Bool) {
    self.image = image
    self.padding = padding
    self.text = text
  }
}
