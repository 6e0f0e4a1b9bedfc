public import BenchCore

/// Surrounds the image with black and cuts an image of the old size out at random, which shifts it by at most `padding`
/// pixels each way. Source: torchvision's `Pad` and `RandomCrop`.
public struct PadAndCrop: Codable, Sendable, Hashable {
  /// The width of the black border in pixels: 10 in the papers, at 384x128.
  public var padding: Int

  /// `padding` is in pixels of the image as it is given, 0 or more.
  public init(padding: Int = 10) {
    self.padding = padding
  }

  /// Draws the source row and column that the top left pixel shows, each in `-padding...padding`.
  public func draw(using generator: inout SeededGenerator) -> (top: Int, left: Int) {
    let top = generator.index(below: 2 * padding + 1) - padding
    let left = generator.index(below: 2 * padding + 1) - padding
    return (top, left)
  }
}
