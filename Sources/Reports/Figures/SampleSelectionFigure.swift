package import BenchCore

/// How well each epoch's sample selection tells clean pairs from noisy ones: a figure for each dataset, a row of three panels
/// (precision, recall, AUC of the losses) for each noise rate, a line for each method that selects.
///
/// The selection is the consensus that was trained with. Over several seeds the line is their mean and the band one
/// sample standard deviation.
package enum SampleSelectionFigure {
  private static let metrics: [SampleSelectionMetric] = [.precision, .recall, .lossAUC]

  /// The figures of `runs`, one for each dataset with runs that select samples.
  package static func figures(
    of runs: [RunRecord], order: DisplayOrder = DisplayOrder()
  ) -> [LineFigure] {
    let selecting = runs.filter { $0.selectionQualities != nil }
    let lines = RunLines(selecting, order: order)
    return lines.datasets.compactMap { dataset in
      let panels = lines.noises(in: dataset).flatMap { noise in
        metrics.map { metric in
          LineFigure.Panel(
            title: "\(metric.title), \(noise.title)",
            series: lines.members(dataset: dataset, noise: noise).map { line in
              LineFigure.Series(
                name: line.name, style: LineFigure.Style(color: line.color, isDashed: line.isDashed),
                points: curve(of: line.group, metric))
            }, startsRow: metric == metrics[0])
        }
      }
      let figure = LineFigure(
        name: "sample-selection-\(dataset.name)",
        title: "Sample selection on \(dataset.title)",
        xLabel: "Epoch",
        yLabel: "Detection of clean pairs (%)",
        note: LineFigure.bandNote(panels),
        panels: panels,
        legend: lines.legend(in: dataset))
      return figure.panels.isEmpty ? nil : figure
    }
  }

  private static func curve(of group: RunGroup, _ metric: SampleSelectionMetric) -> [LineFigure.Point] {
    var values: [Int: [Double]] = [:]
    for record in group.finished.flatMap({ $0.selectionQualities ?? [] }) {
      if let value = metric.value(of: record.consensus) { values[record.epoch, default: []].append(value) }
    }
    return values.sorted { $0.key < $1.key }.compactMap { epoch, values in
      SeedStatistics(values).map { LineFigure.Point(x: Double(epoch), y: $0.mean, deviation: $0.deviation) }
    }
  }
}
