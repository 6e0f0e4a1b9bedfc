import Foundation

/// How far a number may be from the expected one: `absolute + relative * |expected|`.
package struct Tolerance: Sendable, Hashable, CustomStringConvertible {
  /// The part that is the same for all numbers.
  package var absolute: Double
  /// The part that grows with the expected number.
  package var relative: Double
  /// The share of numbers that has to be that near.
  package var share: Double

  package init(absolute: Double = 0, relative: Double = 0, share: Double = 1) {
    self.absolute = absolute
    self.relative = relative
    self.share = share
  }

  /// No difference at all.
  package static let exact = Tolerance()
  /// Losses and their gradients in float32.
  package static let loss = Tolerance(absolute: 1e-5, relative: 1e-4)
  /// Losses and their gradients in float64.
  package static let exactLoss = Tolerance(absolute: 1e-12, relative: 1e-11)
  /// Outputs of models whose weights were rounded to float16, which has 11 bits.
  package static let halfPrecision = Tolerance(absolute: 5e-3, relative: 5e-3)
  /// Outputs of models in float32.
  package static let output = Tolerance(absolute: 1e-4, relative: 1e-4)
  /// Learning rates, which are computed in float64.
  package static let schedule = Tolerance(relative: 1e-9)
  /// Percentages, in percentage points.
  package static let percentage = Tolerance(absolute: 1e-4)

  /// Such as `1e-05 + 1e-04 rel`, or `exact`.
  package var description: String {
    let parts = [(absolute, ""), (relative, " rel")].filter { $0.0 > 0 }.map { number($0.0) + $0.1 }
    let bound = parts.isEmpty ? "exact" : parts.joined(separator: " + ")
    return share < 1 ? "\(bound) for \(String(format: "%.4g", 100 * share))%" : bound
  }

  private func number(_ value: Double) -> String {
    value >= 0.01 ? String(format: "%g", value) : String(format: "%.0e", value)
  }

  func accepts(_ found: Double, for expected: Double) -> Bool {
    abs(found - expected) <= absolute + relative * abs(expected)
  }
}
