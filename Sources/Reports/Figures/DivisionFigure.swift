public import BenchCore

/// How right the division into clean and noisy pairs was before each epoch: of the pairs kept as clean, the share that
/// is clean (precision), and the share of all clean pairs that was kept (recall).
///
/// A figure for each dataset, a panel for each noise setting; seeds are averaged.
public enum DivisionFigure {
  /// The figures of `runs`; none for runs without divisions or without the truth.
  ///
  /// - Parameter outlines: The quality of each run's divisions by the run's signature; computed from the record where it
  ///   is not there.
  public static func figures(
    of runs: [RunRecord],
    outlines: [String: [DivisionOutline]] = [:],
    methodOrder: [String] = [],
    datasetOrder: [String] = []
  ) -> [LineFigure] {
    let outlines = Dictionary(
      runs.map { ($0.signature, outlines[$0.signature] ?? DivisionOutline.outlines(of: $0)) }, uniquingKeysWith: { $1 })
    let lines = RunLines(
      runs.filter { outlines[$0.signature]?.isEmpty == false },
      methodOrder: methodOrder,
      datasetOrder: datasetOrder
    )
    return lines.datasets.map { dataset in
      let panels = lines.noises(in: dataset).map { noise in
        let members = lines.members(dataset: dataset, noise: noise)
        return LineFigure.Panel(
          title: noise.title,
          series: members.flatMap { line in
            [
              series(of: line, outlines, "precision", isDashed: false) { $0.precision },
              series(of: line, outlines, "recall", isDashed: true) { $0.recall },
            ]
          })
      }
      return LineFigure(
        name: "division-\(dataset.name)",
        title: "Division into clean and noisy pairs on \(dataset.title)",
        xLabel: "Epoch",
        yLabel: "Share of pairs (%)",
        note: LineFigure.bandNote(panels),
        panels: panels,
        legend: lines.legend(in: dataset) + [
          LineFigure.LegendEntry("precision", style: LineFigure.Style(color: nil)),
          LineFigure.LegendEntry("recall", style: LineFigure.Style(color: nil, isDashed: true)),
        ]
      )
    }
  }

  private static func series(
    of line: RunLines.Line, _ outlines: [String: [DivisionOutline]], _ name: String, isDashed: Bool,
    _ share: (DivisionOutline) -> Double?
  ) -> LineFigure.Series {
    var values: [Int: [Double]] = [:]
    for run in line.group.finished {
      for division in outlines[run.signature] ?? [] {
        if let value = share(division) { values[division.epoch, default: []].append(100 * value) }
      }
    }
    let points = values.sorted { $0.key < $1.key }.compactMap { epoch, values in
      SeedStatistics(values).map { LineFigure.Point(x: Double(epoch), y: $0.mean, deviation: $0.deviation) }
    }
    return LineFigure.Series(
      name: "\(line.name) \(name)", style: LineFigure.Style(color: line.color, isDashed: isDashed), points: points)
  }
}
