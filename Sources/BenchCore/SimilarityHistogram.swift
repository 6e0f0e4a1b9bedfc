/// How often captions and images of a retrieval set have which similarity: matches and all others apart.
///
/// Bin `b` of `n` counts similarities from `-1 + 2 b / n` on and below the next bin's; the last holds 1 too.
public struct SimilarityHistogram: Codable, Sendable, Equatable {
  /// The number of bins over `-1...1` that evaluations use: 0.01 each.
  public static let binCount = 200

  /// Pairs of one identity, by bin.
  public var positives: [Int]
  /// Pairs of two identities, by bin.
  public var negatives: [Int]

  /// Gathers counts; both have the same number of bins.
  public init(positives: [Int], negatives: [Int]) {
    self.positives = positives
    self.negatives = negatives
  }

  /// The bin of a similarity; values outside `-1...1`, as rounding makes them, count in the outermost bins.
  public static func bin(of similarity: Float) -> Int {
    let place = (similarity + 1) * Float(binCount) / 2
    return place.isNaN ? 0 : Int(max(0, min(Float(binCount - 1), place)))
  }

  /// The lower and the upper end of a bin.
  public func range(ofBin bin: Int) -> (lower: Double, upper: Double) {
    let width = 2 / Double(max(1, positives.count))
    return (-1 + Double(bin) * width, -1 + Double(bin + 1) * width)
  }
}
