/// A figure of lines in one or more panels, as a value: what is drawn, without how.
public struct LineFigure: Sendable, Equatable {
  /// What a line looks like.
  public struct Style: Sendable, Hashable {
    /// The place in the palette; `nil` for grey, in legends.
    public var color: Int?
    /// Whether the line is dashed.
    public var isDashed: Bool
    /// The symbol at each point; `nil` for a bare line.
    public var symbol: Symbol?
    /// Whether there is a line at all.
    public var hasLine: Bool
    /// Whether the room between the line and the x axis is filled.
    public var isArea: Bool

    /// Creates a style.
    public init(
      color: Int?, isDashed: Bool = false, symbol: Symbol? = nil, hasLine: Bool = true, isArea: Bool = false
    ) {
      self.color = color
      self.isDashed = isDashed
      self.symbol = symbol
      self.hasLine = hasLine
      self.isArea = isArea
    }
  }

  /// A symbol at a point.
  public enum Symbol: Sendable, Hashable {
    case disc, ring, square, star
  }

  /// A point with its spread over seeds.
  public struct Point: Sendable, Equatable {
    /// The place along the x axis.
    public var x: Double
    /// The value.
    public var y: Double
    /// The sample standard deviation of `y` over seeds, if there are several.
    public var deviation: Double?

    /// Creates a point.
    public init(x: Double, y: Double, deviation: Double? = nil) {
      self.x = x
      self.y = y
      self.deviation = deviation
    }
  }

  /// A line, or points without one.
  public struct Series: Sendable, Equatable {
    /// The name in the data file.
    public var name: String
    /// What it looks like.
    public var style: Style
    /// The points, by `x`; no two have the same.
    public var points: [Point]

    /// Creates a series.
    public init(name: String, style: Style, points: [Point]) {
      self.name = name
      self.style = style
      self.points = points
    }
  }

  /// One plot with its own axes; all panels have the same ranges.
  public struct Panel: Sendable, Equatable {
    /// The title above the panel.
    public var title: String
    /// What is drawn, the rearmost first.
    public var series: [Series]

    /// Creates a panel.
    public init(title: String, series: [Series]) {
      self.title = title
      self.series = series
    }
  }

  /// An entry of the legend that all panels share.
  public struct LegendEntry: Sendable, Equatable {
    /// The text.
    public var text: String
    /// The sample beside it.
    public var style: Style

    /// Creates an entry.
    public init(_ text: String, style: Style) {
      self.text = text
      self.style = style
    }
  }

  /// The stem of the figure's files, such as `curves-CUHK-PEDES`.
  public var name: String
  /// The title above all panels.
  public var title: String
  /// The label of the x axis, with its unit.
  public var xLabel: String
  /// The label of the y axis, with its unit.
  public var yLabel: String
  /// Where the x axis is labelled; `nil` for round steps.
  public var xTicks: [Double]?
  /// A small text below the panels; may be empty.
  public var note: String
  /// The panels, in reading order.
  public var panels: [Panel]
  /// The legend, in reading order.
  public var legend: [LegendEntry]
  /// How the lines are read, for the text beside the figure.
  public var reading: Reading

  /// Creates a figure; characters that a file name should not have become dashes in `name`.
  public init(
    name: String,
    title: String,
    xLabel: String,
    yLabel: String,
    xTicks: [Double]? = nil,
    note: String = "",
    panels: [Panel],
    legend: [LegendEntry],
    reading: Reading = .trends
  ) {
    self.name = String(name.map { $0.isASCII && ($0.isLetter || $0.isNumber || "._-".contains($0)) ? $0 : "-" })
    self.title = title
    self.xLabel = xLabel
    self.yLabel = yLabel
    self.xTicks = xTicks
    self.note = note
    self.panels = panels
    self.legend = legend
    self.reading = reading
  }
}
