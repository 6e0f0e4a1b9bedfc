import Foundation

/// A share of pairs to corrupt, known to lie in `0...1`.
package struct NoiseRate: Sendable, Equatable {
  /// The share, `0...1`.
  package let value: Double

  /// Checks a rate; anything outside `0...1`, NaN included, is an error.
  package init(_ value: Double) throws(NoiseFailure) {
    guard value >= 0, value <= 1 else { throw .rateOutOfRange(value) }
    self.value = value
  }

  /// Reads what a person typed: `20` and `20%` are percent, `0.2` is a fraction; `nil` for what is no rate, or two.
  ///
  /// `0.5` is half of the pairs, and so are `50` and `50%`. `1` is none: see `expected(insteadOf:)`.
  package init?(typed text: String) {
    let isPercent = text.hasSuffix("%")
    guard let number = Double(isPercent ? String(text.dropLast()) : text), number.isFinite else { return nil }
    guard isPercent || !Self.isAmbiguous(text, number) else { return nil }
    let isFraction = !isPercent && text.contains(".") && number <= 1
    try? self.init(isFraction ? number : number / 100)
  }

  /// What a rate looks like, or the two readings of a text that has two: one percent or all for `1`.
  package static func expected(insteadOf text: String) -> String {
    guard let number = Double(text), isAmbiguous(text, number) else {
      return "a percentage from 0 to 100 or a fraction such as 0.2"
    }
    return "`\(digits(of: number, 0...20))%` (percent) or `\(digits(of: number, 1...20))` (a share of all pairs)"
  }

  /// A number without an exponent.
  private static func digits(of number: Double, _ decimals: ClosedRange<Int>) -> String {
    number.formatted(
      .number.locale(Locale(identifier: "en_US_POSIX")).grouping(.never).precision(.fractionLength(decimals)))
  }

  /// Whether a text can be meant as a percentage and as a share: a number up to 1 with neither sign. 0 is 0 either way.
  private static func isAmbiguous(_ text: String, _ number: Double) -> Bool {
    number > 0 && number <= 1 && !text.contains(".")
  }

  /// The number of pairs to corrupt: `int(rate * count)` of the reference, with the same double product.
  package func pairCount(of count: Int) -> Int {
    Int(value * Double(count))
  }
}
