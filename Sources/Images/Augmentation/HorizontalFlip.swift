public import BenchCore

/// Swaps left and right at random. Source: torchvision's `RandomHorizontalFlip`.
public struct HorizontalFlip: Codable, Sendable, Hashable {
  /// The probability of a flip.
  public var probability: Double

  /// The papers' probability unless another is given, `0...1`.
  public init(probability: Double = 0.5) {
    self.probability = probability
  }

  /// Draws whether to flip.
  public func draw(using generator: inout SeededGenerator) -> Bool {
    generator.chance(probability)
  }
}
