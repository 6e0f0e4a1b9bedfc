/// The input samples, and their weights, that each output sample along one axis is the sum of:
/// a triangle filter as wide as the scale when shrinking (antialiasing), two samples wide when growing.
///
/// Weights are whole multiples of 2^-22, rounded as Pillow rounds them.
/// Source: Pillow, `precompute_coeffs` and `normalize_coeffs_8bpc` of Resample.c.
struct ResampleWindows {
  /// The binary places of a weight: 32 bits less 8 of the sample and 2 to spare.
  static let fractionBits: Int32 = 32 - 8 - 2

  /// The first input sample of every output sample.
  private(set) var starts: [Int] = []
  /// Where the weights of every output sample lie in `weights`.
  private(set) var ranges: [Range<Int>] = []
  /// The weights of all output samples, one after the other.
  private(set) var weights: [Int32] = []

  init(from inputSize: Int, to outputSize: Int) {
    let scale = Double(inputSize) / Double(outputSize)
    let support = max(scale, 1)
    let inverse = 1 / support
    starts.reserveCapacity(outputSize)
    ranges.reserveCapacity(outputSize)
    weights.reserveCapacity(outputSize * (Int(support.rounded(.up)) * 2 + 1))
    for output in 0..<outputSize {
      let centre = (Double(output) + 0.5) * scale
      let window = max(0, Int(centre - support + 0.5))..<min(inputSize, Int(centre + support + 0.5))
      func weight(_ sample: Int) -> Double { max(0, 1 - abs((Double(sample) - centre + 0.5) * inverse)) }
      var sum = 0.0
      for sample in window { sum += weight(sample) }
      starts.append(window.lowerBound)
      ranges.append(weights.count..<weights.count + window.count)
      for sample in window { weights.append(Int32(0.5 + weight(sample) / sum * Double(1 << Self.fractionBits))) }
    }
  }
}
