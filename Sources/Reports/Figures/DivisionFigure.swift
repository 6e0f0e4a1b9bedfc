public import BenchCore
import Metrics

/// How right the division into clean and noisy pairs was before each epoch: of the pairs kept as clean, the share that
/// is clean (precision), and the share of all clean pairs that was kept (recall).
///
/// A figure for each dataset, a panel for each noise setting; seeds are averaged.
public enum DivisionFigure {
  /// The figures of `runs`; none for runs without divisions or without the truth.
  public static func figures(
    of runs: [RunRecord],
    methodOrder: [String] = [],
    datasetOrder: [String] = []
  ) -> [LineFigure] {
    let lines = RunLines(
      runs.filter { !$0.divisions.isEmpty && !$0.noiseIsClean.isEmpty }, methodOrder: methodOrder,
      datasetOrder: datasetOrder)
    return lines.datasets.map { dataset in
      let panels = lines.noises(in: dataset).map { noise in
        let members = lines.members(dataset: dataset, noise: noise)
        return LineFigure.Panel(
          title: noise.title,
          series: members.flatMap { line in
            [
              series(of: line, "precision", isDashed: false) { $0.precision },
              series(of: line, "recall", isDashed: true) { $0.recall },
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
    of line: RunLines.Line, _ name: String, isDashed: Bool, _ share: (DivisionQuality) -> Double?
  ) -> LineFigure.Series {
    var values: [Int: [Double]] = [:]
    for run in line.group.finished {
      for division in run.divisions {
        let quality = try? DivisionQuality(predicted: division.treatedAsClean, truth: run.noiseIsClean)
        if let value = quality.flatMap(share) { values[division.epoch, default: []].append(100 * value) }
      }
    }
    let points = values.sorted { $0.key < $1.key }.compactMap { epoch, values in
      SeedStatistics(values).map { LineFigure.Point(x: Double(epoch), y: $0.mean, deviation: $0.deviation) }
    }
    return LineFigure.Series(
      name: "\(line.name) \(name)", style: LineFigure.Style(color: line.color, isDashed: isDashed), points: points)
  }
}
