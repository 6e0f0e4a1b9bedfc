package import BenchCore

/// R@1, or another metric, on the test split against the noise rate: a panel for each dataset, for each method a solid line
/// for Best and a dashed one for Last.
package enum NoiseFigure {
  /// The figure of `runs`; `nil` if no run finished.
  package static func figure(
    of runs: [RunRecord],
    metric: Metric = .r1,
    order: DisplayOrder = DisplayOrder()
  ) -> LineFigure? {
    let lines = RunLines(runs, order: order)
    guard !lines.datasets.isEmpty else { return nil }
    var rates: Set<Double> = []
    let panels = lines.datasets.map { dataset in
      let members = lines.noises(in: dataset).flatMap { lines.members(dataset: dataset, noise: $0) }
      let names = members.reduce(into: [String]()) { if !$0.contains($1.name) { $0.append($1.name) } }
      let series = names.flatMap { name -> [LineFigure.Series] in
        let line = members.filter { $0.name == name }
        return CheckpointName.allCases.map { checkpoint in
          let points = line.compactMap { point(checkpoint, of: $0.group, metric) }
          rates.formUnion(points.map(\.x))
          let isBest = checkpoint == .best
          return LineFigure.Series(
            name: "\(name) \(checkpoint.title)",
            style: LineFigure.Style(color: line[0].color, isDashed: !isBest, symbol: isBest ? .disc : .ring),
            points: points.sorted { $0.x < $1.x }
          )
        }
      }
      return LineFigure.Panel(title: dataset.title, series: series.filter { !$0.points.isEmpty })
    }
    let legend =
      lines.legend(in: nil).map { LineFigure.LegendEntry($0.text, style: LineFigure.Style(color: $0.style.color)) } + [
        LineFigure.LegendEntry("Best", style: LineFigure.Style(color: nil, symbol: .disc)),
        LineFigure.LegendEntry("Last", style: LineFigure.Style(color: nil, isDashed: true, symbol: .ring)),
      ]
    return LineFigure(
      name: "noise\(metric.figureSuffix)",
      title: "\(metric.title) under noisy correspondence",
      xLabel: "Mismatched training pairs (%)",
      yLabel: "\(metric.title) on the test split\(metric.unit.suffix)",
      xTicks: rates.sorted(),
      note: LineFigure.bandNote(panels),
      panels: panels,
      legend: legend
    )
  }

  private static func point(
    _ checkpoint: CheckpointName,
    of group: RunGroup,
    _ metric: Metric
  ) -> LineFigure.Point? {
    let values = group.finished.compactMap { $0[checkpoint]?.textToImage.metrics[metric] }
    return SeedStatistics(values).map { statistics in
      LineFigure.Point(x: group.spec.noise.rate * 100, y: statistics.mean, deviation: statistics.deviation)
    }
  }
}
