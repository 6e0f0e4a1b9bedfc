public import BenchCore

/// Takes the colour away at random. Source: torchvision's `RandomGrayscale`.
public struct RandomGrayscale: Codable, Sendable, Hashable {
  /// The probability of a gray image.
  public var probability: Double

  /// A-CLIP's probability unless another is given, `0...1`.
  public init(probability: Double = 0.2) {
    self.probability = probability
  }

  /// Draws whether the image becomes gray.
  public func draw(using generator: inout SeededGenerator) -> Bool {
    generator.chance(probability)
  }
}
