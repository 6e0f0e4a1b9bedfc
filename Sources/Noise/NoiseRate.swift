/// A share of pairs to corrupt, known to lie in `0...1`.
public struct NoiseRate: Sendable, Equatable {
  /// The share, `0...1`.
  public let value: Double

  /// Checks a rate; anything outside `0...1`, NaN included, is an error.
  public init(_ value: Double) throws(NoiseError) {
    guard value >= 0, value <= 1 else { throw .rateOutOfRange(value) }
    self.value = value
  }

  /// The number of pairs to corrupt: `int(rate * count)` of the reference, with the same double product.
  public func pairCount(of count: Int) -> Int {
    Int(value * Double(count))
  }
}
