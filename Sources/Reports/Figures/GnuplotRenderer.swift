import Foundation

/// A figure as gnuplot wants it: a script, and the CSV file that the script reads.
///
/// Run in a folder with both files, `gnuplot NAME.gp` writes a picture in each of the formats.
package struct GnuplotFigure: Sendable, Equatable {
  /// The stem of all files.
  package var name: String
  /// The script, for a file `scriptFile`.
  package var script: String
  /// The data, for a file `dataFile`.
  package var data: String
  /// What the script writes.
  package var formats: [FigureFormat]

  /// `NAME.gp`.
  package var scriptFile: String { "\(name).gp" }
  /// `NAME.csv`.
  package var dataFile: String { "\(name).csv" }
  /// The name of the picture in a format, such as `NAME.png`.
  package func picture(_ format: FigureFormat) -> String { "\(name).\(format.rawValue)" }
}

/// Writes line figures as gnuplot scripts (gnuplot 5.4 with cairo, as in `gnuplot-nox`).
package struct GnuplotRenderer: Sendable {
  /// The formats of pictures.
  package var formats: [FigureFormat]

  package init(formats: [FigureFormat] = FigureFormat.usual) {
    self.formats = formats
  }

  /// The script and the data of `figure`.
  package func render(_ figure: LineFigure) -> GnuplotFigure {
    let data = FigureData(figure)
    let layout = FigureLayout(figure)
    let body = panels(of: figure, data, layout).joined(separator: "\n")
    let script = """
      # Writes \(figure.name) from \(figure.name).csv, in any of the formats png, svg and pdf.
      set encoding utf8
      set datafile separator comma
      do for [format in "\(formats.map(\.rawValue).joined(separator: " "))"] {
      if (format eq "png") {
        # Twice the size of the SVG; at 96 points an inch, a font of 12 points times 0.75 is 12 units high in both.
        set terminal pngcairo noenhanced size \(2 * layout.width),\(2 * layout.height) \
      font "DejaVu Sans,\(FigureLayout.fontSize)" fontscale 1.5 linewidth 2
        symbol = 1.6; lift = 0
      }
      if (format eq "svg") {
        set terminal svg noenhanced size \(layout.width),\(layout.height) \
      font "DejaVu Sans,\(FigureLayout.fontSize)" linewidth 1 background "#ffffff"
        symbol = 0.65; lift = 0.7
      }
      if (format eq "pdf") {
        # A point for each unit of the SVG.
        set terminal pdfcairo noenhanced size \(layout.width)/72.0in,\(layout.height)/72.0in \
      font "DejaVu Sans,\(FigureLayout.fontSize)" fontscale 0.75 linewidth 2
        symbol = 0.8; lift = 0
      }
      set output '\(figure.name).'.format
      set multiplot
      unset key
      set border 3 linecolor rgb "#808080"
      set tics nomirror out scale 0.5 textcolor rgb "#404040"
      set grid linecolor rgb "#e4e4e4" linetype 1 linewidth 0.7
      set style fill transparent solid 0.15 noborder
      set xrange [\(Self.text(layout.xRange.lowerBound)):\(Self.text(layout.xRange.upperBound))]
      set yrange [\(Self.text(layout.yRange.lowerBound)):\(Self.text(layout.yRange.upperBound))]\(layout.scale)
      set format "%g"
      set xtics \(layout.xTicks)
      set ytics \(Self.text(layout.yStep))
      set label \(Self.quoted(figure.title.shortened(to: layout.longestTitle))) at screen 0.5, screen \(Self.text(layout.titleY)) center \
      font ",\(layout.titleSize(figure.title))"
      set label \(Self.quoted(figure.note.shortened(to: layout.longestNote))) at screen 0.99, screen \(Self.text(layout.noteY)) right \
      font ",10" textcolor rgb "#606060"
      \(legend(of: figure, layout).joined(separator: "\n"))
      \(body)
      unset multiplot
      unset output
      unset label
      unset arrow
      unset object
      }

      """
    return GnuplotFigure(name: figure.name, script: script, data: data.csv, formats: formats)
  }

  private func panels(of figure: LineFigure, _ data: FigureData, _ layout: FigureLayout) -> [String] {
    figure.panels.enumerated().flatMap { index, panel in
      let frame = layout.frame(of: index)
      let lines = [
        "set lmargin at screen \(Self.text(frame.left)); set rmargin at screen \(Self.text(frame.right))",
        "set bmargin at screen \(Self.text(frame.bottom)); set tmargin at screen \(Self.text(frame.top))",
        "set title \(Self.quoted(panel.title.shortened(to: FigureLayout.longestPanelTitle))) offset 0,-0.4 font \",14\"",
        frame.isLowest
          ? "set xlabel \(Self.quoted(figure.xLabel.shortened(to: FigureLayout.longestLegendText))) offset 0,lift"
          : "unset xlabel",
        frame.isLeftmost
          ? "set ylabel \(Self.quoted(figure.shownYLabel.shortened(to: FigureLayout.longestLegendText)))"
          : "unset ylabel",
      ]
      let plots = panel.series.enumerated().flatMap { series, value in
        Self.plots(
          of: value, data.columns(panel: index, series: series), file: "\(figure.name).csv",
          floor: layout.isLogarithmic ? layout.yRange.lowerBound : nil)
      }
      return lines + [
        "plot " + plots.joined(separator: ", \\\n  "), "unset label", "unset arrow", "unset object",
      ]
    }
  }

  /// The legend's samples and texts. gnuplot's own key would be laid out anew, and otherwise, in each terminal.
  private func legend(of figure: LineFigure, _ layout: FigureLayout) -> [String] {
    zip(figure.legend, layout.legendPlaces).flatMap { entry, place in
      let color = "linecolor rgb \"\(FigurePalette.color(entry.style.color))\""
      let y = "screen \(Self.text(place.y))"
      let middle = Self.text((place.sampleStart + place.sampleEnd) / 2)
      var lines: [String] = []
      if entry.style.isArea {
        let (left, right) = (Self.text(place.sampleStart), Self.text(place.sampleEnd))
        let half = 5 / Double(layout.height)
        let (low, high) = (Self.text(place.y - half), Self.text(place.y + half))
        lines.append(
          "set object rectangle from screen \(left), screen \(low) to screen \(right), screen \(high) "
            + "fillcolor rgb \"\(FigurePalette.color(entry.style.color))\" fillstyle transparent solid 0.3 noborder")
      } else if entry.style.hasLine {
        let length = place.sampleEnd - place.sampleStart
        // The SVG terminal draws dashed arrows solid, so the gap is made here.
        for (from, to) in entry.style.isDashed ? [(0, 0.32), (0.68, 1)] : [(0, 1)] {
          let ends = [from, to].map { "screen \(Self.text(place.sampleStart + $0 * length)), \(y)" }
          lines.append("set arrow from \(ends[0]) to \(ends[1]) nohead \(color) linewidth 2")
        }
      }
      if let symbol = entry.style.symbol {
        lines.append("set label '' at screen \(middle), \(y) point \(color) \(Self.point(symbol))")
      }
      let text = Self.quoted(entry.text.shortened(to: FigureLayout.longestLegendText))
      return lines + ["set label \(text) at screen \(Self.text(place.text)), \(y) left"]
    }
  }

  /// gnuplot's plots of a series; `floor` is the lower end of a logarithmic axis.
  private static func plots(
    of series: LineFigure.Series, _ columns: FigureData.Columns, file: String, floor: Double?
  ) -> [String] {
    guard series.points.contains(where: \.isDrawable) else { return [] }
    let source = "'\(file)' skip 1 using 1"
    var plots: [String] = []
    if let deviation = columns.deviation {
      let (y, spread) = (columns.value, deviation)
      plots.append(
        "\(source):(column(\(y))-column(\(spread))):(column(\(y))+column(\(spread))) "
          + "with filledcurves linecolor rgb \"\(FigurePalette.color(series.style.color))\" notitle"
      )
    }
    // Zero has no place on a logarithmic axis: areas end at its end, lines go below it.
    func value(atLeast least: Double?) -> String {
      guard let least else { return String(columns.value) }
      let column = "column(\(columns.value))"
      return "(valid(\(columns.value)) ? (\(column) > \(text(least)) ? \(column) : \(text(least))) : NaN)"
    }
    if series.style.isArea {
      let color = FigurePalette.color(series.style.color)
      plots.append(
        "\(source):\(value(atLeast: floor)) with filledcurves y=\(text(floor ?? 0)) "
          + "fillstyle transparent solid 0.3 noborder linecolor rgb \"\(color)\" notitle")
      return plots
    }
    return plots + ["\(source):\(value(atLeast: floor.map { $0 / 2 })) \(look(of: series)) notitle"]
  }

  private static func look(of series: LineFigure.Series) -> String {
    let style = series.style
    let color = "linecolor rgb \"\(FigurePalette.color(style.color))\""
    // A line through one point is nothing to see.
    let isPoint = style.symbol == nil && series.points.count(where: \.isDrawable) == 1
    switch (style.hasLine && !isPoint, isPoint ? .disc : style.symbol) {
    case (true, let symbol?): return "with linespoints \(color) \(line(of: style)) \(point(symbol))"
    case (true, nil): return "with lines \(color) \(line(of: style))"
    case (false, let symbol?): return "with points \(color) linewidth 1.5 \(point(symbol))"
    case (false, nil): return "with dots \(color)"
    }
  }

  private static func line(of style: LineFigure.Style) -> String {
    "linewidth 2 dashtype \(style.isDashed ? "(6,4)" : "solid")"
  }

  private static func point(_ symbol: LineFigure.Symbol) -> String {
    "pointtype \(FigurePalette.pointType(symbol)) pointsize symbol*\(FigurePalette.pointSize(symbol))"
  }

  /// The text in single quotes, in which gnuplot reads nothing; with a quote of its own (which 5.4 misreads at the start of
  /// a text) in double quotes, with the octal number of every character that means something there.
  static func quoted(_ text: String) -> String {
    let line = text.singleLine
    guard line.unicodeScalars.contains("'") else { return "'\(line)'" }
    return "\"" + line.escaped { Self.isPlain($0) ? nil : "\\" + Self.octal($0) } + "\""
  }

  private static func isPlain(_ scalar: Unicode.Scalar) -> Bool {
    !scalar.isASCII || scalar.properties.isAlphabetic || scalar.properties.numericType != nil
      || " .,:;=+-_()/%".unicodeScalars.contains(scalar)
  }

  private static func octal(_ scalar: Unicode.Scalar) -> String {
    let digits = String(scalar.value, radix: 8)
    return String(repeating: "0", count: max(0, 3 - digits.count)) + digits
  }

  /// A number with at most four decimals.
  static func text(_ value: Double) -> String {
    let rounded = (value * 1e4).rounded() / 1e4
    return rounded == rounded.rounded() && abs(rounded) < 1e15 ? String(Int(rounded)) : String(rounded)
  }
}

extension FigureLayout {
  /// What makes the y axis logarithmic. Empty cells of the data are passed over also where numbers are computed from them.
  fileprivate var scale: String { isLogarithmic ? "; set logscale y; set datafile missing NaN" : "" }
}
