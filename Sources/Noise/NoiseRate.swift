/// A share of pairs to corrupt, known to lie in `0...1`.
package struct NoiseRate: Sendable, Equatable {
  /// The share, `0...1`.
  package let value: Double

  /// Checks a rate; anything outside `0...1`, NaN included, is an error.
  package init(_ value: Double) throws(NoiseFailure) {
    guard value >= 0, value <= 1 else { throw .rateOutOfRange(value) }
    self.value = value
  }

  /// Reads what a person typed: `20` and `20%` are percent, `0.2` is a fraction; `nil` for what is no rate.
  ///
  /// `0.5` is half of the pairs, and so are `50` and `50%`; `1` is one percent, `1.0` all pairs.
  package init?(typed text: String) {
    let isPercent = text.hasSuffix("%")
    guard let number = Double(isPercent ? String(text.dropLast()) : text), number.isFinite else { return nil }
    let isFraction = !isPercent && text.contains(".") && number <= 1
    try? self.init(isFraction ? number : number / 100)
  }

  /// The number of pairs to corrupt: `int(rate * count)` of the reference, with the same double product.
  package func pairCount(of count: Int) -> Int {
    Int(value * Double(count))
  }
}
