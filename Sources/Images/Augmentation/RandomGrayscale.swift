public import BenchCore

/// Takes the colour away at random. Source: torchvision's `RandomGrayscale`.
public struct RandomGrayscale: Codable, Sendable, Hashable {
  /// The probability of a gray image.
  public var probability: Double

  /// Creates a random loss of colour with A-CLIP's setting.
  public init(probability: Double = 0.2) {
    self.probability = probability
  }

  /// Draws whether the image becomes gray.
  public func draw(using generator: inout SeededGenerator) -> Bool {
    generator.chance(probability)
  }
}
