/// Which side asks and which side is searched.
public enum RetrievalDirection: String, Sendable, Codable, CaseIterable {
  /// Captions query a gallery of images: what the papers' tables report.
  case textToImage = "text-to-image"
  /// Images query a gallery of captions.
  case imageToText = "image-to-text"
}
