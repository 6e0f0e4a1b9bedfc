/// A dataset by name and by content.
public struct DatasetSpec: Codable, Sendable, Hashable {
  /// The registry id, such as `CUHK-PEDES`.
  public var id: String
  /// SHA-256 of the annotation file: other annotations are another run.
  public var annotationChecksum: String
  /// Training images, by their names in the annotation file, whose pairs were dropped before noise was injected because
  /// they cannot be decoded (`--skip-corrupt`); `nil` when there are none.
  public var skippedImages: [String]?

  /// Names a dataset.
  public init(id: String, annotationChecksum: String, skippedImages: [String]? = nil) {
    self.id = id
    self.annotationChecksum = annotationChecksum
    self.skippedImages = skippedImages
  }
}
