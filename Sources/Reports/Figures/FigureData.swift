import Foundation

/// A figure's numbers as one CSV table: `x` in the first column, then the columns of each panel's series.
struct FigureData {
  /// Where a series is in the table; columns count from 1, as in gnuplot.
  struct Columns: Equatable {
    var value: Int
    var deviation: Int?
  }

  /// The table, with a header line.
  let csv: String
  private let places: [[Columns]]

  init(_ figure: LineFigure) {
    var header = [figure.xLabel]
    var places: [[Columns]] = []
    var contents: [[Double: Double]] = []
    for panel in figure.panels {
      places.append([])
      for series in panel.series {
        let name = [panel.title, series.name].filter { !$0.isEmpty }.joined(separator: " ")
        header.append(name)
        contents.append(Self.byX(series.points) { $0.y })
        var columns = Columns(value: header.count)
        if series.points.contains(where: { $0.deviation != nil }) {
          header.append("\(name) std")
          contents.append(Self.byX(series.points) { $0.deviation })
          columns.deviation = header.count
        }
        places[places.count - 1].append(columns)
      }
    }
    self.places = places
    let xs = Set(contents.flatMap(\.keys)).sorted()
    let lines = xs.map { x in
      [GnuplotRenderer.text(x)] + contents.map { $0[x].map(GnuplotRenderer.text) ?? "" }
    }
    csv = ([header.map { CSVRenderer.quoted($0.singleLine) }] + lines).map { $0.joined(separator: ",") + "\n" }.joined()
  }

  func columns(panel: Int, series: Int) -> Columns {
    places[panel][series]
  }

  private static func byX(_ points: [LineFigure.Point], _ value: (LineFigure.Point) -> Double?) -> [Double: Double] {
    Dictionary(
      points.compactMap { point in value(point).map { (point.x, $0) } }.filter { $0.0.isDrawable && $0.1.isDrawable },
      uniquingKeysWith: { $1 }
    )
  }
}
