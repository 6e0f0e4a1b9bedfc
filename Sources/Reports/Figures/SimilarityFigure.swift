package import BenchCore

/// Densities of the similarities of matching and other captions and images as training goes on: RDE's figure 3.
///
/// A figure for each dataset and noise setting, a panel for each method; of several seeds the first is drawn.
package enum SimilarityFigure {
  /// The figures of `runs`; none for runs without histograms.
  package static func figures(
    of runs: [RunRecord],
    order: DisplayOrder = DisplayOrder()
  ) -> [LineFigure] {
    let lines = RunLines(runs, order: order)
    return lines.datasets.flatMap { dataset in
      lines.noises(in: dataset).compactMap { noise -> LineFigure? in
        let panels = lines.members(dataset: dataset, noise: noise).compactMap { line in
          line.group.finished.first.flatMap { panel(of: $0, named: line.name) }
        }
        guard !panels.isEmpty else { return nil }
        let legend = stages.enumerated().map { place, stage in
          LineFigure.LegendEntry(stage, style: LineFigure.Style(color: place))
        }
        return LineFigure(
          name: "similarity-\(dataset.name)-\(noise.title)",
          title: "Similarity of captions and images on \(dataset.title), \(noise.title)",
          xLabel: "Similarity on the \(dataset.selection) split",
          yLabel: "Density",
          panels: panels,
          legend: legend + [
            LineFigure.LegendEntry("same person", style: LineFigure.Style(color: nil)),
            LineFigure.LegendEntry("other persons", style: LineFigure.Style(color: nil, isDashed: true)),
          ],
          reading: .peaks
        )
      }
    }
  }

  private static let stages = ["first epoch", "middle", "last epoch"]

  /// The first, the middle and the last epoch with a histogram.
  private static func panel(of run: RunRecord, named name: String) -> LineFigure.Panel? {
    let epochs = (run.epochs ?? []).filter { $0.similarities != nil }
    guard !epochs.isEmpty else { return nil }
    let places = epochs.count < 3 ? [0, epochs.count - 1] : [0, epochs.count / 2, epochs.count - 1]
    let colors = epochs.count < 3 ? [0, 2] : [0, 1, 2]
    var series: [LineFigure.Series] = []
    for (place, color) in zip(places, colors).drop(while: { epochs.count == 1 && $0.1 == 0 }) {
      guard let histogram = epochs[place].similarities else { continue }
      for (counts, kind, isDashed) in [
        (histogram.positives, "same person", false), (histogram.negatives, "other persons", true),
      ] {
        series.append(
          LineFigure.Series(
            name: "\(kind), epoch \(epochs[place].epoch)",
            style: LineFigure.Style(color: color, isDashed: isDashed),
            points: density(counts, histogram)
          ))
      }
    }
    return LineFigure.Panel(title: name, series: series)
  }

  /// The share of pairs per unit of similarity at the middle of each bin, from the first to the last bin with any.
  private static func density(_ counts: [Int], _ histogram: SimilarityHistogram) -> [LineFigure.Point] {
    let total = counts.reduce(0, +)
    guard total > 0, let first = counts.firstIndex(where: { $0 > 0 }), let last = counts.lastIndex(where: { $0 > 0 })
    else { return [] }
    return (max(0, first - 1)...min(counts.count - 1, last + 1)).map { bin in
      let range = histogram.range(ofBin: bin)
      let width = range.upper - range.lower
      return LineFigure.Point(
        x: (range.lower + range.upper) / 2, y: Double(counts[bin]) / (Double(total) * width))
    }
  }
}
