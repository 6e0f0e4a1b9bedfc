package import BenchCore

/// R@1, or another metric, on the selection split against epochs: a figure for each dataset, a panel for each noise rate, a
/// line for each method.
///
/// Over several seeds the line is their mean and the band one sample standard deviation. Discs mark each run's Best
/// epoch and squares its Last.
package enum CurvesFigure {
  /// Which split's metrics a curve follows.
  package enum MeasuredSplit: Sendable {
    /// The one Best is chosen on, measured every epoch.
    case selection
    /// Test, as in RDE's figure 5; only of runs that measured it every epoch.
    case test
  }

  /// The figures of `runs`, one for each dataset with finished runs.
  package static func figures(
    of runs: [RunRecord],
    metric: Metric = .r1,
    split: MeasuredSplit = .selection,
    order: DisplayOrder = DisplayOrder()
  ) -> [LineFigure] {
    // An external method need not say how good it is after every epoch.
    let measured = runs.filter { run in (run.epochs ?? []).contains { split.value(metric, in: $0) != nil } }
    let lines = RunLines(measured, order: order)
    return lines.datasets.map { dataset in
      let panels = lines.noises(in: dataset).map { noise in
        let members = lines.members(dataset: dataset, noise: noise)
        let curves = members.map { line in
          LineFigure.Series(
            name: line.name,
            style: LineFigure.Style(color: line.color, isDashed: line.isDashed),
            points: curve(of: line.group, metric, split)
          )
        }
        let symbols = members.flatMap { line in
          line.group.finished.flatMap {
            marks(of: $0, line, isOneOfSeveral: line.group.finished.count > 1, metric, split)
          }
        }
        return LineFigure.Panel(title: noise.title, series: curves + symbols)
      }
      let legend =
        lines.legend(in: dataset) + [
          LineFigure.LegendEntry("Best", style: LineFigure.Style(color: nil, symbol: .disc, hasLine: false)),
          LineFigure.LegendEntry("Last", style: LineFigure.Style(color: nil, symbol: .square, hasLine: false)),
        ]
      return LineFigure(
        name: (split == .test ? "curves-test-" : "curves-") + dataset.name + metric.figureSuffix,
        title: "\(split == .test ? "Test " : "")\(metric.title) during training on \(dataset.title)",
        xLabel: "Epoch",
        yLabel: "\(metric.title) on the \(split == .test ? "test" : dataset.selection) split\(metric.unit.suffix)",
        note: LineFigure.bandNote(panels),
        panels: panels,
        legend: legend
      )
    }
  }

  private static func curve(
    of group: RunGroup,
    _ metric: Metric,
    _ split: MeasuredSplit
  ) -> [LineFigure.Point] {
    var values: [Int: [Double]] = [:]
    for epoch in group.finished.flatMap({ $0.epochs ?? [] }) {
      if let value = split.value(metric, in: epoch) { values[epoch.epoch, default: []].append(value) }
    }
    return values.sorted { $0.key < $1.key }.compactMap { epoch, values in
      SeedStatistics(values).map { LineFigure.Point(x: Double(epoch), y: $0.mean, deviation: $0.deviation) }
    }
  }

  /// A run's Best and Last epoch with the metric there; a series each, since seeds can share an epoch.
  private static func marks(
    of run: RunRecord,
    _ line: RunLines.Line,
    isOneOfSeveral: Bool,
    _ metric: Metric,
    _ split: MeasuredSplit
  ) -> [LineFigure.Series] {
    [(CheckpointName.best, LineFigure.Symbol.disc), (.last, .square)].compactMap { checkpoint, symbol in
      guard let epoch = run[checkpoint]?.epoch,
        let value = run.epochs?.first(where: { $0.epoch == epoch }).flatMap({ split.value(metric, in: $0) })
      else { return nil }
      return LineFigure.Series(
        name: "\(line.name) \(checkpoint.title)" + (isOneOfSeveral ? " seed \(run.spec.seed)" : ""),
        style: LineFigure.Style(color: line.color, symbol: symbol, hasLine: false),
        points: [LineFigure.Point(x: Double(epoch), y: value)]
      )
    }
  }
}

extension CurvesFigure.MeasuredSplit {
  /// A metric of an epoch on this split; `nil` where it is unknown.
  fileprivate func value(_ metric: Metric, in epoch: EpochRecord) -> Double? {
    let metrics = self == .selection ? epoch.selection : epoch.test
    return metrics?[metric].flatMap { $0.isFinite ? $0 : nil }
  }
}
