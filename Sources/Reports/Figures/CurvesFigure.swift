public import BenchCore

/// R@1 on the selection split against epochs: a figure for each dataset, a panel for each noise rate, a line for each
/// method.
///
/// Over several seeds the line is their mean and the band one sample standard deviation. Discs mark each run's Best
/// epoch and squares its Last.
public enum CurvesFigure {
  /// The figures of `runs`, one for each dataset with finished runs.
  public static func figures(
    of runs: [RunRecord],
    metric: ReportMetric = .r1,
    methodOrder: [String] = [],
    datasetOrder: [String] = []
  ) -> [LineFigure] {
    let lines = RunLines(runs, methodOrder: methodOrder, datasetOrder: datasetOrder)
    return lines.datasets.map { dataset in
      let panels = lines.noises(in: dataset).map { noise in
        let members = lines.members(dataset: dataset, noise: noise)
        let curves = members.map { line in
          LineFigure.Series(
            name: line.name,
            style: LineFigure.Style(color: line.color, isDashed: line.isDashed),
            points: curve(of: line.group, metric)
          )
        }
        let symbols = members.flatMap { line in
          line.group.finished.flatMap { marks(of: $0, line, isOneOfSeveral: line.group.finished.count > 1, metric) }
        }
        return LineFigure.Panel(title: noise.title, series: curves + symbols)
      }
      let legend =
        lines.legend(in: dataset) + [
          LineFigure.LegendEntry("Best", style: LineFigure.Style(color: nil, symbol: .disc, hasLine: false)),
          LineFigure.LegendEntry("Last", style: LineFigure.Style(color: nil, symbol: .square, hasLine: false)),
        ]
      return LineFigure(
        name: "curves-\(dataset.name)",
        title: "\(metric.axisTitle) during training on \(dataset.title)",
        xLabel: "Epoch",
        yLabel: "\(metric.axisTitle) on the \(dataset.selection) split (%)",
        note: LineFigure.bandNote(panels),
        panels: panels,
        legend: legend
      )
    }
  }

  private static func curve(of group: RunGroup, _ metric: ReportMetric) -> [LineFigure.Point] {
    var values: [Int: [Double]] = [:]
    for epoch in group.finished.flatMap(\.epochs) {
      let value = metric.value(in: epoch.selection)
      // An external method need not say how good it is after every epoch.
      if value.isFinite { values[epoch.epoch, default: []].append(value) }
    }
    return values.sorted { $0.key < $1.key }.compactMap { epoch, values in
      SeedStatistics(values).map { LineFigure.Point(x: Double(epoch), y: $0.mean, deviation: $0.deviation) }
    }
  }

  /// A run's Best and Last epoch with the selection metric there; a series each, since seeds can share an epoch.
  private static func marks(
    of run: RunRecord,
    _ line: RunLines.Line,
    isOneOfSeveral: Bool,
    _ metric: ReportMetric
  ) -> [LineFigure.Series] {
    [(ReportCheckpoint.best, LineFigure.Symbol.disc), (.last, .square)].compactMap { checkpoint, symbol in
      guard let epoch = checkpoint.record(of: run)?.epoch,
        let record = run.epochs.first(where: { $0.epoch == epoch }), metric.value(in: record.selection).isFinite
      else { return nil }
      return LineFigure.Series(
        name: "\(line.name) \(checkpoint.title)" + (isOneOfSeveral ? " seed \(run.spec.seed)" : ""),
        style: LineFigure.Style(color: line.color, symbol: symbol, hasLine: false),
        points: [LineFigure.Point(x: Double(epoch), y: metric.value(in: record.selection))]
      )
    }
  }
}
