/// A dataset by name and by content.
public struct DatasetSpec: Codable, Sendable, Hashable {
  /// The registry id, such as `CUHK-PEDES`.
  public var id: String
  /// SHA-256 of the annotation file: other annotations are another run.
  public var annotationChecksum: String
  /// SHA-256 over the names and contents of all image files: other pixels are another run; `nil` in runs of before images
  /// were looked at.
  public var imageChecksum: String?
  /// Training images, by their names in the annotation file, whose pairs were dropped before noise was injected because
  /// they cannot be decoded (`--skip-corrupt`); `nil` when there are none.
  public var skippedImages: [String]?

  /// Names a dataset.
  public init(
    id: String, annotationChecksum: String, imageChecksum: String? = nil, skippedImages: [String]? = nil
  ) {
    self.id = id
    self.annotationChecksum = annotationChecksum
    self.imageChecksum = imageChecksum
    self.skippedImages = skippedImages
  }
}
