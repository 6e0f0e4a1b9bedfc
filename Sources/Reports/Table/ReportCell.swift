import Foundation

/// One cell of a table.
package struct ReportCell: Sendable, Equatable {
  /// What a cell holds.
  package enum Content: Sendable, Equatable {
    case number(ReportNumber)
    case text(String)
    /// Nothing was run, measured or published for this cell: a dash.
    case notRun
    /// It was run and did not finish.
    case failed
  }

  /// How a cell stands out.
  package enum Emphasis: String, Sendable, Equatable {
    case none, best, second
  }

  /// What the cell holds.
  package var content: Content
  /// Whether it is the best or the second best of its column.
  package var emphasis: Emphasis
  /// Symbols of the footnotes it refers to.
  package var marks: [String]

  package init(_ content: Content, emphasis: Emphasis = .none, marks: [String] = []) {
    self.content = content
    self.emphasis = emphasis
    self.marks = marks
  }

  /// A cell for which nothing was run.
  package static let notRun = ReportCell(.notRun)
  /// A cell whose runs all failed.
  package static let failed = ReportCell(.failed)

  /// A cell with a number of `precision` decimals; `failed` for a number that is not finite.
  package static func number(
    _ value: Double,
    deviation: Double? = nil,
    count: Int = 1,
    precision: Int = 2,
    isSigned: Bool = false,
    interval: ClosedRange<Double>? = nil,
    tieRange: ClosedRange<Double>? = nil
  ) -> ReportCell {
    guard value.isFinite else { return .failed }
    var number = ReportNumber(value, deviation: deviation, count: count, precision: precision, isSigned: isSigned)
    number.interval = interval
    number.tieRange = tieRange
    return ReportCell(.number(number))
  }

  /// A cell with a text.
  package static func text(_ text: String) -> ReportCell {
    ReportCell(.text(text))
  }

  /// The number, if the cell holds one.
  package var number: ReportNumber? {
    if case .number(let number) = content { number } else { nil }
  }
}

/// A number as a table shows it.
package struct ReportNumber: Sendable, Equatable {
  /// The number, or the mean over `count` runs.
  package var value: Double
  /// The sample standard deviation over the runs; `nil` for a single run.
  package var deviation: Double?
  /// How many runs the number is the mean of.
  package var count: Int
  /// Decimals shown.
  package var precision: Int
  /// Whether a positive number gets a plus sign, as differences do.
  package var isSigned: Bool
  /// Where the number may lie, if that was asked for.
  package var interval: ClosedRange<Double>?
  /// What the number can be over all orders of equal similarities, where these decide it.
  package var tieRange: ClosedRange<Double>?

  package init(
    _ value: Double,
    deviation: Double? = nil,
    count: Int = 1,
    precision: Int = 2,
    isSigned: Bool = false
  ) {
    self.value = value
    self.deviation = deviation
    self.count = count
    self.precision = precision
    self.isSigned = isSigned
  }

  /// The number with its decimals: `74.46`, or `+1.20` if signed; zero has no sign.
  package var valueText: String {
    let text = Self.fixed(value, precision)
    return isSigned && shownValue > 0 ? "+" + text : text
  }

  /// The deviation with the same decimals, if there is one.
  package var deviationText: String? {
    deviation.map { Self.fixed($0, precision) }
  }

  /// The ends of the interval with the same decimals, if there is one.
  package var intervalTexts: (lower: String, upper: String)? {
    interval.map { (Self.fixed($0.lowerBound, precision), Self.fixed($0.upperBound, precision)) }
  }

  /// The ends of the range over orders of equal similarities with the same decimals, if there is one.
  package var tieTexts: (lowest: String, highest: String)? {
    tieRange.map { (Self.fixed($0.lowerBound, precision), Self.fixed($0.upperBound, precision)) }
  }

  /// What follows the number: ` ± 0.50 [70.10, 72.40]`; empty where there is neither.
  var spreadText: String {
    (deviationText.map { " ± \($0)" } ?? "") + (intervalTexts.map { " [\($0.lower), \($0.upper)]" } ?? "")
  }

  /// The number after rounding to its decimals: what a reader compares.
  package var shownValue: Double {
    Double(Self.fixed(value, precision)) ?? value
  }

  private static func fixed(_ value: Double, _ precision: Int) -> String {
    let text = String(format: "%.\(max(0, precision))f", value)
    return text.hasPrefix("-") && text.allSatisfy({ "-0.".contains($0) }) ? String(text.dropFirst()) : text
  }
}
