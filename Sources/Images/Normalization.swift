/// Turns 8-bit samples into a model's input: `(sample / 255 - mean) / standardDeviation` per channel, in Float32 and in
/// this order of operations, as torchvision's `ToTensor` and `Normalize` compute it.
public struct Normalization: Sendable, Hashable {
  /// The mean of every channel, of samples between 0 and 1.
  public let mean: SIMD3<Float>
  /// The standard deviation of every channel, of samples between 0 and 1.
  public let standardDeviation: SIMD3<Float>
  /// The result for every channel and 8-bit value `[3, 256]`.
  private let table: [Float]

  /// The statistics of CLIP's training images.
  public static let clip = Normalization(
    mean: SIMD3(0.48145466, 0.4578275, 0.40821073),
    standardDeviation: SIMD3(0.26862954, 0.26130258, 0.27577711)
  )

  /// Statistics of red, green and blue, of samples between 0 and 1.
  public init(mean: SIMD3<Float>, standardDeviation: SIMD3<Float>) {
    self.mean = mean
    self.standardDeviation = standardDeviation
    table = (0..<3).flatMap { channel in
      (0..<256).map { (Float($0) / 255 - mean[channel]) / standardDeviation[channel] }
    }
  }

  /// Writes the image as planes `[3, height, width]`, moved and mirrored by `placement`; uncovered pixels are black.
  ///
  /// - Precondition: `output` has room for exactly the image.
  public func apply(
    to image: RGBImage,
    placement: Placement = .inPlace,
    into output: UnsafeMutableBufferPointer<Float>
  ) {
    let (width, height) = (image.width, image.height)
    precondition(output.count == image.pixels.count, "the output is not [3, height, width]")
    image.pixels.withUnsafeBufferPointer { samples in
      table.withUnsafeBufferPointer { table in
        for channel in 0..<3 {
          let levels = UnsafeBufferPointer(rebasing: table[(channel * 256)..<(channel * 256 + 256)])
          for y in 0..<height {
            let start = (channel * height + y) * width
            let row = UnsafeMutableBufferPointer(rebasing: output[start..<start + width])
            let covered = placement.coveredColumns(ofRow: y, width: width, height: height)
            row[..<covered.lowerBound].update(repeating: levels[0])
            row[covered.upperBound...].update(repeating: levels[0])
            guard !covered.isEmpty else { continue }
            let step = placement.isMirrored ? -3 : 3
            var sample = placement.source(ofColumn: covered.lowerBound, row: y, width: width) * 3 + channel
            for x in covered {
              row[x] = levels[Int(samples[sample])]
              sample &+= step
            }
          }
        }
      }
    }
  }
}
