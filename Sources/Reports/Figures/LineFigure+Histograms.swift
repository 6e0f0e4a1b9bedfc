import Foundation

/// Histograms whose highest bin leaves the others no room.
extension LineFigure {
  /// Whether the y axis has to be logarithmic: of all bins with anything in them, fewer than a fifth reach a tenth of the
  /// highest.
  var isSquashed: Bool {
    let values = binValues
    guard reading == .peaks, let highest = values.max() else { return false }
    return 5 * values.count { 10 * $0 >= highest } < values.count
  }

  /// The range of a logarithmic y axis, from and to 1, 2 or 5 times a power of ten; `nil` where the axis is not.
  ///
  /// It reaches down to the emptiest bin that has anything, over three powers of ten at most.
  var logarithmicRange: ClosedRange<Double>? {
    let values = binValues
    guard isSquashed, let highest = values.max(), let lowest = values.min() else { return nil }
    // Half of the lowest, so that a bin that holds one pair has a height.
    let bottom = Self.round(max(lowest / 2, highest / 1000), .down)
    return bottom...max(10 * bottom, Self.round(highest, .up))
  }

  /// The y axis' label, which says where the axis is logarithmic.
  package var shownYLabel: String { isSquashed ? "\(yLabel) (logarithmic axis)" : yLabel }

  /// The heights of histograms, without empty bins: those of areas, where there are any beside fitted lines.
  private var binValues: [Double] {
    let series = panels.flatMap(\.series)
    let areas = series.filter(\.style.isArea)
    return (areas.isEmpty ? series : areas).flatMap(\.points).filter(\.isDrawable).map(\.y).filter { $0 > 0 }
  }

  /// The next of 1, 2 and 5 times a power of ten.
  private static func round(_ value: Double, _ rule: FloatingPointRoundingRule) -> Double {
    let power = pow(10, log10(value).rounded(.down))
    let steps = [1.0, 2, 5, 10]
    // A hair's breadth, so that a power of ten is its own.
    let factor = value / power
    let step =
      rule == .down ? steps.last { $0 <= factor * (1 + 1e-9) } : steps.first { $0 >= factor * (1 - 1e-9) }
    return (step ?? 1) * power
  }
}
