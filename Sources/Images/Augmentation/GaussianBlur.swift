public import BenchCore

/// Blurs the image at random, by Pillow's approximation of a Gaussian: three box filters in a row, each way.
///
/// Source: A-CLIP's `GaussianBlur`, which calls Pillow's `ImageFilter.GaussianBlur`; Pillow's `ImagingBoxBlur` and
/// `_gaussian_blur_radius` of BoxBlur.c.
public struct GaussianBlur: Codable, Sendable, Hashable {
  /// The probability of a blur.
  public var probability: Double
  /// The least and greatest standard deviation in pixels.
  public var deviation: ClosedRange<Double>

  /// A-CLIP's settings unless others are given; the deviation is in pixels.
  public init(probability: Double = 0.1, deviation: ClosedRange<Double> = 0.1...2) {
    self.probability = probability
    self.deviation = deviation
  }

  /// Draws the standard deviation of the blur in pixels, nil for none.
  public func draw(using generator: inout SeededGenerator) -> Double? {
    guard generator.chance(probability) else { return nil }
    return generator.uniform(deviation.lowerBound, deviation.upperBound)
  }

  /// The image blurred with a standard deviation in pixels.
  public static func blurred(_ image: RGBImage, deviation: Double) -> RGBImage {
    let box = BoxFilter(gaussianDeviation: Float(deviation), passes: passes)
    func blurredColumns(_ image: RGBImage) -> RGBImage {
      (0..<passes).reduce(image) { image, _ in box.columns(of: image) }
    }
    return blurredColumns(blurredColumns(image.transposed()).transposed())
  }

  private static let passes = 3
}

/// A box filter of fractional width: whole weight within the radius, less for the one sample beyond it on either side.
struct BoxFilter {
  private let radius: Int
  /// The weight of a sample within the radius, in units of 2^-24.
  private let innerWeight: UInt32
  /// The weight of the sample beyond it.
  private let outerWeight: UInt32

  /// The filter of which several passes come close to a Gaussian. Source: Gwosdek et al., "Theoretical foundations of
  /// Gaussian convolution by extended box filtering" (2011), equations 7, 11 and 14.
  init(gaussianDeviation deviation: Float, passes: Int) {
    let variance = deviation * deviation / Float(passes)
    let length = Float((12.0 * Double(variance) + 1.0).squareRoot())
    let whole = Float(((Double(length) - 1.0) / 2.0).rounded(.down))
    var fraction = (2 * whole + 1) * (whole * (whole + 1) - 3 * variance)
    fraction /= 6 * (variance - (whole + 1) * (whole + 1))
    self.init(radius: whole + fraction)
  }

  init(radius: Float) {
    self.radius = Int(radius)
    innerWeight = UInt32(Float(1 << 24) / (radius * 2 + 1))
    outerWeight = (1 << 24 &- UInt32(self.radius * 2 + 1) &* innerWeight) / 2
  }

  /// One pass along the columns; the first and last rows stand for those beyond the image.
  func columns(of image: RGBImage) -> RGBImage {
    let rowSize = image.width * 3
    return RGBImage(width: image.width, height: image.height) { output in
      image.pixels.withUnsafeBufferPointer { input in
        func start(ofRow row: Int) -> Int { min(max(row, 0), image.height - 1) * rowSize }
        var sums = [UInt32](repeating: 0, count: rowSize)
        for row in (-radius - 1)..<radius {
          let samples = start(ofRow: row)
          for column in 0..<rowSize { sums[column] &+= UInt32(input[samples + column]) }
        }
        for row in 0..<image.height {
          let (leaving, entering) = (start(ofRow: row - radius - 1), start(ofRow: row + radius))
          let next = start(ofRow: row + radius + 1)
          for column in 0..<rowSize {
            let old = UInt32(input[leaving + column])
            sums[column] = sums[column] &+ UInt32(input[entering + column]) &- old
            let edges = (old + UInt32(input[next + column])) &* outerWeight
            output[row * rowSize + column] = UInt8((sums[column] &* innerWeight &+ edges &+ 1 << 23) >> 24)
          }
        }
      }
    }
  }
}
