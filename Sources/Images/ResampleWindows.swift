/// The input samples, and their weights, that each output sample along one axis is the sum of: a filter that is stretched
/// by the scale when shrinking (antialiasing).
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

  init(from inputSize: Int, to outputSize: Int, filter: ResizeFilter) {
    let scale = Double(inputSize) / Double(outputSize)
    let stretch = max(scale, 1)
    let support = filter.support * stretch
    let inverse = 1 / stretch
    starts.reserveCapacity(outputSize)
    ranges.reserveCapacity(outputSize)
    weights.reserveCapacity(outputSize * (Int(support.rounded(.up)) * 2 + 1))
    for output in 0..<outputSize {
      let centre = (Double(output) + 0.5) * scale
      let window = max(0, Int(centre - support + 0.5))..<min(inputSize, Int(centre + support + 0.5))
      func weight(_ sample: Int) -> Double { filter.weight(at: (Double(sample) - centre + 0.5) * inverse) }
      var sum = 0.0
      for sample in window { sum += weight(sample) }
      starts.append(window.lowerBound)
      ranges.append(weights.count..<weights.count + window.count)
      for sample in window {
        let scaled = weight(sample) / sum * Double(1 << Self.fractionBits)
        // Towards zero after a half is added away from it.
        weights.append(Int32(scaled < 0 ? scaled - 0.5 : scaled + 0.5))
      }
    }
  }
}
