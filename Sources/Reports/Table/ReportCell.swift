import Foundation

/// One cell of a table.
public struct ReportCell: Sendable, Equatable {
  /// What a cell holds.
  public enum Content: Sendable, Equatable {
    case number(ReportNumber)
    case text(String)
    /// Nothing was run, measured or published for this cell: a dash.
    case notRun
    /// It was run and did not finish.
    case failed
  }

  /// How a cell stands out.
  public enum Emphasis: String, Sendable, Equatable {
    case none, best, second
  }

  /// What the cell holds.
  public var content: Content
  /// Whether it is the best or the second best of its column.
  public var emphasis: Emphasis
  /// Symbols of the footnotes it refers to.
  public var marks: [String]

  /// Creates a cell.
  public init(_ content: Content, emphasis: Emphasis = .none, marks: [String] = []) {
    self.content = content
    self.emphasis = emphasis
    self.marks = marks
  }

  /// A cell for which nothing was run.
  public static let notRun = ReportCell(.notRun)
  /// A cell whose runs all failed.
  public static let failed = ReportCell(.failed)

  /// A cell with a number of `precision` decimals; `failed` for a number that is not finite.
  public static func number(
    _ value: Double,
    deviation: Double? = nil,
    count: Int = 1,
    precision: Int = 2,
    isSigned: Bool = false,
    interval: ClosedRange<Double>? = nil
  ) -> ReportCell {
    guard value.isFinite else { return .failed }
    var number = ReportNumber(value, deviation: deviation, count: count, precision: precision, isSigned: isSigned)
    number.interval = interval
    return ReportCell(.number(number))
  }

  /// A cell with a text.
  public static func text(_ text: String) -> ReportCell {
    ReportCell(.text(text))
  }

  /// The number, if the cell holds one.
  public var number: ReportNumber? {
    if case .number(let number) = content { number } else { nil }
  }
}

/// A number as a table shows it.
public struct ReportNumber: Sendable, Equatable {
  /// The number, or the mean over `count` runs.
  public var value: Double
  /// The sample standard deviation over the runs; `nil` for a single run.
  public var deviation: Double?
  /// How many runs the number is the mean of.
  public var count: Int
  /// Decimals shown.
  public var precision: Int
  /// Whether a positive number gets a plus sign, as differences do.
  public var isSigned: Bool
  /// Where the number may lie, if that was asked for.
  public var interval: ClosedRange<Double>?

  /// Creates a number.
  public init(
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
  public var valueText: String {
    let text = Self.fixed(value, precision)
    return isSigned && shownValue > 0 ? "+" + text : text
  }

  /// The deviation with the same decimals, if there is one.
  public var deviationText: String? {
    deviation.map { Self.fixed($0, precision) }
  }

  /// The ends of the interval with the same decimals, if there is one.
  public var intervalTexts: (lower: String, upper: String)? {
    interval.map { (Self.fixed($0.lowerBound, precision), Self.fixed($0.upperBound, precision)) }
  }

  /// What follows the number: ` ± 0.50 [70.10, 72.40]`; empty where there is neither.
  var spreadText: String {
    (deviationText.map { " ± \($0)" } ?? "") + (intervalTexts.map { " [\($0.lower), \($0.upper)]" } ?? "")
  }

  /// The number after rounding to its decimals: what a reader compares.
  public var shownValue: Double {
    Double(Self.fixed(value, precision)) ?? value
  }

  private static func fixed(_ value: Double, _ precision: Int) -> String {
    let text = String(format: "%.\(max(0, precision))f", value)
    return text.hasPrefix("-") && text.allSatisfy({ "-0.".contains($0) }) ? String(text.dropFirst()) : text
  }
}
