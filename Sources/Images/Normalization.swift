/// How 8-bit samples become a model's input: `(sample / 255 - mean) / standardDeviation` per channel, in Float32 and in
/// this order of operations, as torchvision's `ToTensor` and `Normalize` compute it.
public struct Normalization: Sendable, Hashable {
  /// The mean of every channel, of samples between 0 and 1.
  public let mean: SIMD3<Float>
  /// The standard deviation of every channel, of samples between 0 and 1.
  public let standardDeviation: SIMD3<Float>

  /// The statistics of CLIP's training images.
  public static let clip = Normalization(
    mean: SIMD3(0.48145466, 0.4578275, 0.40821073),
    standardDeviation: SIMD3(0.26862954, 0.26130258, 0.27577711)
  )

  /// A half everywhere: samples between -1 and 1.
  public static let half = Normalization(mean: SIMD3(repeating: 0.5), standardDeviation: SIMD3(repeating: 0.5))

  /// Statistics of red, green and blue, of samples between 0 and 1.
  public init(mean: SIMD3<Float>, standardDeviation: SIMD3<Float>) {
    self.mean = mean
    self.standardDeviation = standardDeviation
  }
}
