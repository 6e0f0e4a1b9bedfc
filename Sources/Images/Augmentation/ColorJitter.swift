public import BenchCore

/// Changes brightness, contrast, saturation and hue at random, in random order.
///
/// Each strength is the furthest a factor strays from 1 (for the hue: from 0, in turns of the colour circle).
/// Source: torchvision's `ColorJitter` on Pillow images.
public struct ColorJitter: Codable, Sendable, Hashable {
  /// The probability of any change.
  public var probability: Double
  /// The strength of the change of brightness.
  public var brightness: Double
  /// The strength of the change of contrast.
  public var contrast: Double
  /// The strength of the change of saturation.
  public var saturation: Double
  /// The strength of the change of hue, at most 0.5.
  public var hue: Double

  /// A-CLIP's settings unless others are given; a hue of 0.5 is half of the colour circle.
  public init(
    probability: Double = 0.8,
    brightness: Double = 0.4,
    contrast: Double = 0.4,
    saturation: Double = 0.2,
    hue: Double = 0.1
  ) {
    self.probability = probability
    self.brightness = brightness
    self.contrast = contrast
    self.saturation = saturation
    self.hue = hue
  }

  /// Draws the changes and their order; empty when there are none.
  public func draw(using generator: inout SeededGenerator) -> [ColorAdjustment] {
    guard generator.chance(probability) else { return [] }
    func factor(_ strength: Double) -> Double { generator.uniform(max(0, 1 - strength), 1 + strength) }
    let order = generator.permutation(of: 4)
    let adjustments: [ColorAdjustment] = [
      .brightness(factor(brightness)), .contrast(factor(contrast)), .saturation(factor(saturation)),
      .hue(generator.uniform(-hue, hue)),
    ]
    return order.map { adjustments[$0] }
  }
}
