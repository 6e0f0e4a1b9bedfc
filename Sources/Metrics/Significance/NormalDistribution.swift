import Foundation

/// The standard normal distribution.
enum NormalDistribution {
  /// The probability of a value up to `z`.
  static func probability(upTo z: Double) -> Double { 0.5 * erfc(-z / 2.0.squareRoot()) }

  /// The value that is not exceeded with `probability`; infinite at 0 and 1.
  static func quantile(_ probability: Double) -> Double {
    guard probability > 0 else { return -.infinity }
    guard probability < 1 else { return .infinity }
    // In the lower tail, where probabilities have all their digits.
    if probability > 0.5 { return -quantile(1 - probability) }
    return bisected(in: -40...0) { Self.probability(upTo: $0) < probability }
  }
}

/// Student's t distribution.
enum StudentT {
  /// The value that is not exceeded with `probability`, of `degrees` of freedom, which need not be whole.
  static func quantile(_ probability: Double, degrees: Double) -> Double {
    if probability < 0.5 { return -quantile(1 - probability, degrees: degrees) }
    let tail = 2 * (1 - probability)
    guard tail > 0 else { return .infinity }
    // t = sqrt(v (1 - x) / x), where x has the beta distribution of v/2 and 1/2; x in logarithms, because it can be tiny.
    let logarithm = bisected(in: -700...0) {
      incompleteBeta(degrees / 2, 0.5, exp($0)) < tail
    }
    return (degrees * -expm1(logarithm) / exp(logarithm)).squareRoot()
  }

  /// The regularised incomplete beta function by its continued fraction (Abramowitz & Stegun 26.5.8, Lentz's method).
  private static func incompleteBeta(_ a: Double, _ b: Double, _ x: Double) -> Double {
    guard x > 0 else { return 0 }
    guard x < 1 else { return 1 }
    // The fraction converges fast on this side of the mean.
    if x > (a + 1) / (a + b + 2) { return 1 - incompleteBeta(b, a, 1 - x) }
    let front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log1p(-x)) / a
    let least = 1e-300
    func away(_ value: Double) -> Double { abs(value) < least ? least : value }
    var (numerator, denominator) = (1.0, 1 / away(1 - (a + b) * x / (a + 1)))
    var fraction = denominator
    for step in 1...10_000 {
      let m = Double(step)
      for term in [
        m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)), -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)),
      ] {
        denominator = 1 / away(1 + term * denominator)
        numerator = away(1 + term / numerator)
        fraction *= numerator * denominator
      }
      if abs(numerator * denominator - 1) < 1e-15 { break }
    }
    return front * fraction
  }
}

/// Where `isBelow` stops to hold in `range`.
private func bisected(in range: ClosedRange<Double>, _ isBelow: (Double) -> Bool) -> Double {
  var (low, high) = (range.lowerBound, range.upperBound)
  while true {
    let middle = low + (high - low) / 2
    if middle <= low || middle >= high { return middle }
    if isBelow(middle) { low = middle } else { high = middle }
  }
}
