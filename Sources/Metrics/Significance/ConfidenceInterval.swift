/// A number with the range its resamples fall into.
public struct ConfidenceInterval: Sendable, Equatable, Codable {
  /// The value on the queries themselves.
  public let value: Double
  /// The lower end.
  public let lower: Double
  /// The upper end.
  public let upper: Double

  /// Whether zero is outside: for a difference, whether it is larger than chance explains at this level.
  public var excludesZero: Bool { lower > 0 || upper < 0 }

  /// The percentile interval of `resamples` at `level`, with linear interpolation between order statistics.
  init(value: Double, resamples: [Double], level: Double) {
    let sorted = resamples.sorted()
    func quantile(_ share: Double) -> Double {
      let place = share * Double(sorted.count - 1)
      let below = Int(place)
      let above = min(below + 1, sorted.count - 1)
      return sorted[below] + (place - Double(below)) * (sorted[above] - sorted[below])
    }
    self.value = value
    lower = quantile((1 - level) / 2)
    upper = quantile((1 + level) / 2)
  }
}
