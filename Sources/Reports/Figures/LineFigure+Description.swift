extension LineFigure {
  /// How a reader reads the lines.
  package enum Reading: Sendable, Equatable {
    /// From their first to their last point, and their highest.
    case trends
    /// At their highest point.
    case peaks
  }

  /// What the figure is, in a sentence for those who do not see it.
  package var alternativeText: String {
    let names = panels.map(\.title).filter { !$0.isEmpty }
    let panelText = names.count > 1 ? " Panels: \(names.joined(separator: ", "))." : ""
    let lines = legend.map(\.text).joined(separator: ", ")
    return "\(title). \(shownYLabel) against \(xLabel.lowercased()).\(panelText) Shown: \(lines)."
  }

  /// The numbers that the lines show, panel by panel.
  package var numbers: [String] {
    panels.map { panel in
      let lines = panel.series.filter { $0.style.hasLine && !$0.points.isEmpty }.map { series in
        "\(series.name) \(reading == .peaks ? Self.peak(series.points) : Self.trend(series.points))"
      }
      return (panel.title.isEmpty ? "" : "\(panel.title): ") + lines.joined(separator: "; ")
    }
  }

  private static func trend(_ points: [Point]) -> String {
    guard let first = points.first, let last = points.last else { return "" }
    guard points.count > 1 else { return "\(value(first)) at \(place(first))" }
    let text = "\(value(first)) at \(place(first)) to \(value(last)) at \(place(last))"
    guard let highest = points.max(by: { $0.y < $1.y }), highest.y > max(first.y, last.y) else { return text }
    return "\(text), highest \(value(highest)) at \(place(highest))"
  }

  private static func peak(_ points: [Point]) -> String {
    points.max { $0.y < $1.y }.map { "highest at \(place($0))" } ?? ""
  }

  private static func value(_ point: Point) -> String { ReportNumber(point.y).valueText }

  private static func place(_ point: Point) -> String { ((point.x * 1000).rounded() / 1000).formattedNumber }
}

extension [LineFigure] {
  /// The figures with names that differ, also where those of their runs differ in characters that files cannot have.
  package var uniquelyNamed: [LineFigure] {
    var counts: [String: Int] = [:]
    return map { figure in
      var figure = figure
      // Some file systems take letters of either case for one.
      let count = counts[figure.name.lowercased(), default: 0] + 1
      counts[figure.name.lowercased()] = count
      if count > 1 { figure.name += "--\(count)" }
      return figure
    }
  }
}
