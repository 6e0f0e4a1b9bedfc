package import BenchCore

/// R@1, or another metric, on the test split against a setting that runs vary: RDE's figure 4, AMNS's figure 3.
///
/// A figure for each dataset and numeric field of the specification in which runs of one label differ while all their
/// other fields agree; a panel for each noise setting, for each method a solid line for Best and a dashed one for Last.
package enum ParameterFigure {
  /// The figures of `runs`; none where nothing was varied.
  package static func figures(
    of runs: [RunRecord],
    metric: Metric = .r1,
    order: DisplayOrder = DisplayOrder()
  ) -> [LineFigure] {
    let groups = RunGroup.groups(of: runs).filter { !$0.finished.isEmpty }.map { group in
      (group: group, values: group.fields.values)
    }
    let paths = Set(groups.flatMap(\.values.keys)).filter(isSetting).sorted()
    return paths.flatMap { path -> [LineFigure] in
      let sweeps = Dictionary(grouping: groups.filter { number($0.values[path]) != nil }) { entry in
        entry.values.filter { $0.key != path }.merging(["label": .string(entry.group.label)]) { $1 }
      }.values.filter { members in Set(members.compactMap { number($0.values[path]) }).count > 1 }
      let sorted = sweeps.sorted { place($0[0].group, order) < place($1[0].group, order) }
      let datasets = Dictionary(grouping: sorted) { $0[0].group.spec.dataset.id }
      return order.sorted(datasets: datasets.keys).map { dataset in
        let points = (datasets[dataset] ?? []).map { members in
          Sweep(
            group: members[0].group,
            points: members.compactMap { entry in number(entry.values[path]).map { ($0, entry.group) } })
        }
        return figure(of: points, path: path, dataset: dataset, metric)
      }
    }
  }

  /// Runs that differ in one field only.
  private struct Sweep {
    var group: RunGroup
    var points: [(x: Double, group: RunGroup)]
  }

  private static func figure(
    of sweeps: [Sweep], path: String, dataset: String, _ metric: Metric
  ) -> LineFigure {
    let methods = sweeps.reduce(into: [String]()) { if !$0.contains($1.group.label) { $0.append($1.group.label) } }
    let panels = Dictionary(grouping: sweeps) { $0.group.spec.noise.rate }.sorted { $0.key < $1.key }
      .map { rate, sweeps in
        LineFigure.Panel(
          title: "\(rate.percentText) noise",
          series: sweeps.flatMap { sweep in
            CheckpointName.allCases.map { checkpoint in
              series(of: sweep, checkpoint, metric, color: methods.firstIndex(of: sweep.group.label) ?? 0)
            }
          })
      }
    let isStandIn = sweeps.contains { $0.group.isStandIn }
    return LineFigure(
      name: "setting-\(dataset)-\(path)\(metric.figureSuffix)",
      title: "\(metric.title) against \(path.fieldTitle) on \(dataset)\(isStandIn ? " (synthetic stand-in)" : "")",
      xLabel: path.fieldTitle.prefix(1).uppercased() + path.fieldTitle.dropFirst(),
      yLabel: "\(metric.title) on the test split\(metric.unit.suffix)",
      note: LineFigure.bandNote(panels),
      panels: panels,
      legend: methods.enumerated().map { LineFigure.LegendEntry($1, style: LineFigure.Style(color: $0)) } + [
        LineFigure.LegendEntry("Best", style: LineFigure.Style(color: nil, symbol: .disc)),
        LineFigure.LegendEntry("Last", style: LineFigure.Style(color: nil, isDashed: true, symbol: .ring)),
      ]
    )
  }

  private static func series(
    of sweep: Sweep, _ checkpoint: CheckpointName, _ metric: Metric, color: Int
  ) -> LineFigure.Series {
    let points = sweep.points.sorted { $0.x < $1.x }.compactMap { x, group -> LineFigure.Point? in
      let values = group.finished.compactMap { $0[checkpoint]?.textToImage.metrics[metric] }
      return SeedStatistics(values).map { LineFigure.Point(x: x, y: $0.mean, deviation: $0.deviation) }
    }
    let isBest = checkpoint == .best
    return LineFigure.Series(
      name: "\(sweep.group.label) \(checkpoint.title)",
      style: LineFigure.Style(color: color, isDashed: !isBest, symbol: isBest ? .disc : .ring), points: points)
  }

  /// Settings a person varies; noise has a figure of its own, and identities are no quantities.
  private static func isSetting(_ path: String) -> Bool {
    ["method.configuration.", "recipe.", "model.", "augmentation."].contains { path.hasPrefix($0) }
  }

  private static func number(_ value: JSONValue?) -> Double? {
    if case .number(let number) = value { number } else { nil }
  }

  private static func place(_ group: RunGroup, _ order: DisplayOrder) -> (Int, String) {
    (order.place(ofMethod: group.spec.method.id), group.spec.method.id)
  }
}
