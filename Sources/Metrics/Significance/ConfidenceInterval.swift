import Foundation

/// A number with the range that resampling gives it.
public struct ConfidenceInterval: Sendable, Equatable, Codable {
  /// The value on the queries themselves.
  public let value: Double
  /// The lower end.
  public let lower: Double
  /// The upper end.
  public let upper: Double

  /// Whether zero is outside: for a difference, whether it is larger than chance explains at this level.
  public var excludesZero: Bool { lower > 0 || upper < 0 }

  init(value: Double, lower: Double, upper: Double) {
    (self.value, self.lower, self.upper) = (value, lower, upper)
  }

  /// The BCa interval (Efron 1987), at a level that is widened for few clusters (Hesterberg 2015).
  ///
  /// - Parameters:
  ///   - resamples: Values of the statistic on resamples of all clusters.
  ///   - leavingOut: Values without one cluster, one for each.
  init(biasCorrected value: Double, resamples: [Double], leavingOut: [Double], level: Double) {
    self.value = value
    let sorted = resamples.sorted()
    // Sums in another order round differently: what is equal but for that counts half, as equal values do.
    let rounding = 1e-10 * abs(value)
    let equal = Double(sorted.count { abs($0 - value) <= rounding })
    let below = Double(sorted.count { $0 < value - rounding }) + 0.5 * equal
    let bias = NormalDistribution.quantile(below / Double(sorted.count))
    let mean = leavingOut.reduce(0, +) / Double(leavingOut.count)
    let (squares, cubes) = leavingOut.reduce((0.0, 0.0)) { sums, value in
      let deviation = mean - value
      return (sums.0 + deviation * deviation, sums.1 + deviation * deviation * deviation)
    }
    let acceleration = squares > 0 ? cubes / (6 * squares * squares.squareRoot()) : 0
    let count = Double(leavingOut.count)
    let width = (count / (count - 1)).squareRoot() * StudentT.quantile((1 + level) / 2, degrees: count - 1)
    func end(_ z: Double) -> Double {
      guard bias.isFinite else { return sorted[bias < 0 ? 0 : sorted.count - 1] }
      let share = NormalDistribution.probability(upTo: bias + (bias + z) / (1 - acceleration * (bias + z)))
      return Self.quantile(share, of: sorted)
    }
    (lower, upper) = (end(-width), end(width))
  }

  /// With linear interpolation between order statistics.
  private static func quantile(_ share: Double, of sorted: [Double]) -> Double {
    let place = share * Double(sorted.count - 1)
    let below = Int(place)
    let above = min(below + 1, sorted.count - 1)
    return sorted[below] + (place - Double(below)) * (sorted[above] - sorted[below])
  }
}
