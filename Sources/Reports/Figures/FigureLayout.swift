/// Sizes, margins and axis ranges of a figure.
struct FigureLayout {
  /// The place of a panel's axes, in shares of the canvas.
  struct Frame {
    var left: Double
    var right: Double
    var bottom: Double
    var top: Double
    var isLeftmost: Bool
    var isLowest: Bool
  }

  /// The canvas in points.
  let width: Int
  let height: Int
  /// The ranges that all panels share.
  let xRange: ClosedRange<Double>
  let yRange: ClosedRange<Double>
  /// Whether equal distances on the y axis are equal ratios; `yRange` is positive then.
  let isLogarithmic: Bool
  /// The distance, or on a logarithmic axis the ratio, of labels on the y axis.
  let yStep: Double
  /// gnuplot's argument of `set xtics`.
  let xTicks: String

  private let columns: Int
  private let places: [Place]
  private let legendRows: [Range<Int>]
  private let legendWidths: [Double]

  /// The height of most letters, in units of the canvas.
  static let fontSize = 12
  /// A longer text of the legend is cut.
  static let longestLegendText = 48
  /// A longer title of a panel is cut: of 14 points, 0.6 of them wide.
  static let longestPanelTitle = 44
  private static let panelWidth = 380.0
  private static let panelHeight = 250.0
  private static let leftMargin = 68.0
  private static let rightMargin = 24.0
  private static let gapAcross = 52.0
  private static let gapDown = 74.0
  private static let bottomMargin = 70.0
  private static let titleHeight = 46.0
  private static let legendRowHeight = 22.0
  private static let panelTitleHeight = 36.0
  private static let sampleWidth = 26.0
  private static let sampleGap = 7.0
  private static let legendGap = 22.0

  init(_ figure: LineFigure) {
    columns = Self.columns(of: figure.panels)
    places = Self.places(of: figure.panels, columns: columns)
    let rows = (places.last?.row ?? 0) + 1
    let across = Double(columns)
    let down = Double(rows)
    let canvasWidth =
      Self.leftMargin + across * Self.panelWidth * (columns == 1 ? 1.5 : 1) + (across - 1) * Self.gapAcross
      + Self.rightMargin
    legendWidths = figure.legend.map { entry in
      // DejaVu Sans is 0.6 of its size wide on average; a tenth more is the margin for wide letters.
      let text = Double(entry.text.shortened(to: Self.longestLegendText).terminalWidth) * 0.66 * Double(Self.fontSize)
      return Self.sampleWidth + Self.sampleGap + text
    }
    legendRows = Self.rows(of: legendWidths, within: canvasWidth - 2 * Self.rightMargin)
    width = Int(canvasWidth)
    height = Int(
      Self.titleHeight + Double(legendRows.count) * Self.legendRowHeight + Self.panelTitleHeight
        + down * Self.panelHeight + (down - 1) * Self.gapDown + Self.bottomMargin
    )

    let points = figure.panels.flatMap { $0.series.flatMap(\.points) }.filter(\.isDrawable)
    let range = figure.logarithmicRange
    isLogarithmic = range != nil
    if let range {
      (yRange, yStep) = (range, 10)
    } else {
      let low = points.map { $0.y - ($0.deviation ?? 0) }.min() ?? 0
      let high = points.map { $0.y + ($0.deviation ?? 0) }.max() ?? 100
      yStep = Self.roundStep(for: high - low)
      let bottom = max(0, (low / yStep).rounded(.down) * yStep)
      yRange = bottom...max(bottom + yStep, (high / yStep).rounded(.up) * yStep)
    }

    let first = points.map(\.x).min() ?? 0
    let last = max(points.map(\.x).max() ?? 1, first)
    // Epochs and percentages are labelled at whole numbers; other quantities wherever steps are round.
    let isWhole = points.allSatisfy { $0.x == $0.x.rounded() }
    let padding = isWhole ? max(0.5, (last - first) * 0.03) : (last - first) * 0.03
    xRange = (first - padding)...(last + padding)
    xTicks =
      figure.xTicks.map { "(\($0.map(GnuplotRenderer.text).joined(separator: ", ")))" }
      ?? GnuplotRenderer.text(max(isWhole ? 1 : 0, Self.roundStep(for: last - first)))
  }

  /// The size in points at which a title fits above all panels; one that is too long for the smallest is cut.
  func titleSize(_ title: String) -> Int {
    min(16, max(Self.smallestTitle, Int(Double(width) / (0.55 * Double(max(1, title.count))))))
  }

  /// The characters of a title that fit at its smallest size.
  var longestTitle: Int { Int(Double(width) / (0.55 * Double(Self.smallestTitle))) }
  private static let smallestTitle = 10
  /// The characters that fit below all panels, of 10 points.
  var longestNote: Int { Int(Double(width) / (0.6 * 10)) }
  /// The height of the title's middle, in shares of the canvas.
  var titleY: Double { 1 - 24 / Double(height) }
  /// The height of the note's middle.
  var noteY: Double { 10 / Double(height) }

  /// Where an entry of the legend is, in shares of the canvas.
  struct LegendPlace {
    var sampleStart: Double
    var sampleEnd: Double
    var text: Double
    var y: Double
  }

  /// The places of the legend's entries: centred rows between the title and the panels.
  var legendPlaces: [LegendPlace] {
    legendRows.enumerated().flatMap { row, entries in
      let y = 1 - (Self.titleHeight + (Double(row) + 0.5) * Self.legendRowHeight) / Double(height)
      let total = legendWidths[entries].reduce(0, +) + Double(entries.count - 1) * Self.legendGap
      var x = (Double(width) - total) / 2
      return entries.map { entry in
        let start = x
        x += legendWidths[entry] + Self.legendGap
        return LegendPlace(
          sampleStart: start / Double(width),
          sampleEnd: (start + Self.sampleWidth) / Double(width),
          text: (start + Self.sampleWidth + Self.sampleGap) / Double(width),
          y: y
        )
      }
    }
  }

  /// Where a panel is among the others.
  private struct Place {
    var row: Int
    var column: Int
  }

  /// The columns of panels: those of the longest row where rows are given, else as many as fill rows well.
  private static func columns(of panels: [LineFigure.Panel]) -> Int {
    guard panels.dropFirst().contains(where: \.startsRow) else {
      return panels.count == 4 ? 2 : min(3, max(1, panels.count))
    }
    var longest = 0
    var current = 0
    for panel in panels {
      current = panel.startsRow ? 1 : current + 1
      longest = max(longest, current)
    }
    return min(3, longest)
  }

  private static func places(of panels: [LineFigure.Panel], columns: Int) -> [Place] {
    panels.reduce(into: [Place]()) { places, panel in
      guard let last = places.last else { return places.append(Place(row: 0, column: 0)) }
      let isNextRow = panel.startsRow || last.column + 1 == columns
      places.append(isNextRow ? Place(row: last.row + 1, column: 0) : Place(row: last.row, column: last.column + 1))
    }
  }

  private static func rows(of widths: [Double], within limit: Double) -> [Range<Int>] {
    var rows: [Range<Int>] = []
    var used = 0.0
    for (index, width) in widths.enumerated() {
      if let last = rows.last, used + legendGap + width <= limit {
        rows[rows.count - 1] = last.lowerBound..<index + 1
        used += legendGap + width
      } else {
        rows.append(index..<index + 1)
        used = width
      }
    }
    return rows
  }

  func frame(of panel: Int) -> Frame {
    let (row, column) = (places[panel].row, places[panel].column)
    let (canvasWidth, canvasHeight) = (Double(width), Double(height))
    let across = Double(columns)
    let panelWidth =
      (canvasWidth - Self.leftMargin - Self.rightMargin - (across - 1) * Self.gapAcross) / across
    let left = Self.leftMargin + Double(column) * (panelWidth + Self.gapAcross)
    let above =
      Self.titleHeight + Double(legendRows.count) * Self.legendRowHeight + Self.panelTitleHeight
      + Double(row) * (Self.panelHeight + Self.gapDown)
    return Frame(
      left: left / canvasWidth,
      right: (left + panelWidth) / canvasWidth,
      bottom: 1 - (above + Self.panelHeight) / canvasHeight,
      top: 1 - above / canvasHeight,
      isLeftmost: column == 0,
      isLowest: !places.contains { $0.column == column && $0.row > row }
    )
  }

  /// 1, 2 or 5 times a power of ten, so that `span` has at most about six steps.
  static func roundStep(for span: Double) -> Double {
    var step = 1.0
    guard span.isFinite, span > 0 else { return step }
    while span / step > 6 { step *= 10 }
    while span / step < 0.6 { step /= 10 }
    for factor in [0.2, 0.5] where span / (step * factor) <= 6 { return step * factor }
    return step
  }
}

extension Double {
  /// Whether sums and squares of such numbers are numbers: axes are computed from them.
  var isDrawable: Bool { abs(self) <= 1e30 }
}
