public import BenchCore
import Foundation

/// Overwrites a random rectangle of the normalised image with one value per channel.
///
/// The papers' code passes the *mean* of CLIP's images as that value, after normalisation: not black and not the
/// average colour, but what the papers' runs used. Source: torchvision's `RandomErasing`.
public struct RandomErasing: Codable, Sendable, Hashable {
  /// The probability of erasing anything.
  public var probability: Double
  /// The least and greatest share of the image's area.
  public var area: ClosedRange<Double>
  /// The least and greatest height / width of the rectangle, drawn uniformly on a logarithmic scale.
  public var aspect: ClosedRange<Double>

  /// A part of an image, in pixels.
  public struct Rectangle: Sendable, Hashable {
    /// The rows.
    public let rows: Range<Int>
    /// The columns.
    public let columns: Range<Int>
  }

  /// The papers' settings unless others are given; the area is a share of the image.
  public init(
    probability: Double = 0.5,
    area: ClosedRange<Double> = 0.02...0.4,
    aspect: ClosedRange<Double> = 0.3...3.3
  ) {
    self.probability = probability
    self.area = area
    self.aspect = aspect
  }

  /// Draws the rectangle to erase, nil for none: by chance, or because ten tries in a row did not fit.
  public func draw(width: Int, height: Int, using generator: inout SeededGenerator) -> Rectangle? {
    guard generator.chance(probability) else { return nil }
    for _ in 0..<10 {
      let erasedArea = Double(width * height) * generator.uniform(area.lowerBound, area.upperBound)
      let ratio = exp(generator.uniform(log(aspect.lowerBound), log(aspect.upperBound)))
      let rows = Int((erasedArea * ratio).squareRoot().rounded(.toNearestOrEven))
      let columns = Int((erasedArea / ratio).squareRoot().rounded(.toNearestOrEven))
      guard rows < height, columns < width else { continue }
      let top = generator.index(below: height - rows + 1)
      let left = generator.index(below: width - columns + 1)
      return Rectangle(rows: top..<top + rows, columns: left..<left + columns)
    }
    return nil
  }
}
