/// Which side asks and which side is searched.
public enum RetrievalDirection: String, Sendable, Codable, CaseIterable {
  /// Captions query a gallery of images: what the papers' tables report.
  case textToImage = "text-to-image"
  /// Images query a gallery of captions.
  case imageToText = "image-to-text"

  /// `t2i` or `i2t`, as in many codebases of the field, and in result files of earlier versions.
  public var abbreviation: String { self == .textToImage ? "t2i" : "i2t" }

  /// The direction of a name or an abbreviation, in letters of any case.
  public init?(named name: String) {
    let name = name.lowercased()
    guard let direction = Self.allCases.first(where: { [$0.rawValue, $0.abbreviation].contains(name) }) else {
      return nil
    }
    self = direction
  }
}
