/// A figure of lines in one or more panels, as a value: what is drawn, without how.
package struct LineFigure: Sendable, Equatable {
  /// What a line looks like.
  package struct Style: Sendable, Hashable {
    /// The place in the palette; `nil` for grey, in legends.
    package var color: Int?
    /// Whether the line is dashed.
    package var isDashed: Bool
    /// The symbol at each point; `nil` for a bare line.
    package var symbol: Symbol?
    /// Whether there is a line at all.
    package var hasLine: Bool
    /// Whether the room between the line and the x axis is filled.
    package var isArea: Bool

    package init(
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
  package enum Symbol: Sendable, Hashable {
    case disc, ring, square, star
  }

  /// A point with its spread over seeds.
  package struct Point: Sendable, Equatable {
    /// The place along the x axis.
    package var x: Double
    /// The value.
    package var y: Double
    /// The sample standard deviation of `y` over seeds, if there are several.
    package var deviation: Double?

    package init(x: Double, y: Double, deviation: Double? = nil) {
      self.x = x
      self.y = y
      self.deviation = deviation
    }
  }

  /// A line, or points without one.
  package struct Series: Sendable, Equatable {
    /// The name in the data file.
    package var name: String
    /// What it looks like.
    package var style: Style
    /// The points, by `x`; no two have the same.
    package var points: [Point]

    package init(name: String, style: Style, points: [Point]) {
      self.name = name
      self.style = style
      self.points = points
    }
  }

  /// One plot with its own axes; all panels have the same ranges.
  package struct Panel: Sendable, Equatable {
    /// The title above the panel.
    package var title: String
    /// What is drawn, the rearmost first.
    package var series: [Series]
    /// Whether the panel is the first of a row of panels, whatever room there is beside the one before.
    package var startsRow: Bool

    package init(title: String, series: [Series], startsRow: Bool = false) {
      self.title = title
      self.series = series
      self.startsRow = startsRow
    }
  }

  /// An entry of the legend that all panels share.
  package struct LegendEntry: Sendable, Equatable {
    /// The text.
    package var text: String
    /// The sample beside it.
    package var style: Style

    package init(_ text: String, style: Style) {
      self.text = text
      self.style = style
    }
  }

  /// The stem of the figure's files, such as `curves-CUHK-PEDES`.
  package var name: String
  /// The title above all panels.
  package var title: String
  /// The label of the x axis, with its unit.
  package var xLabel: String
  /// The label of the y axis, with its unit.
  package var yLabel: String
  /// Where the x axis is labelled; `nil` for round steps.
  package var xTicks: [Double]?
  /// A small text below the panels; may be empty.
  package var note: String
  /// The panels, in reading order.
  package var panels: [Panel]
  /// The legend, in reading order.
  package var legend: [LegendEntry]
  /// How the lines are read, for the text beside the figure.
  package var reading: Reading

  /// Creates a figure; characters that a file name should not have become dashes in `name`, which is cut where file
  /// systems would not take it. Panels without a point are left out.
  package init(
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
    let tame = name.prefix(120).map { $0.isASCII && ($0.isLetter || $0.isNumber || "._-".contains($0)) ? $0 : "-" }
    self.name = String(tame)
    self.title = title
    self.xLabel = xLabel
    self.yLabel = yLabel
    self.xTicks = xTicks
    self.note = note
    self.panels = Self.withContent(panels)
    self.legend = legend
    self.reading = reading
  }

  /// The panels that show something; a row's start moves on to its first one of these.
  private static func withContent(_ panels: [Panel]) -> [Panel] {
    var startsRow = false
    return panels.compactMap { panel in
      startsRow = startsRow || panel.startsRow
      guard panel.series.contains(where: { $0.points.contains(where: \.isDrawable) }) else { return nil }
      var panel = panel
      panel.startsRow = startsRow
      startsRow = false
      return panel
    }
  }
}

extension LineFigure.Point {
  /// Whether the point is somewhere that axes can show.
  var isDrawable: Bool { x.isDrawable && y.isDrawable && (deviation ?? 0).isDrawable }
}
