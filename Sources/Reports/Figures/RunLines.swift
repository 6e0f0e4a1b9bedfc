import BenchCore

/// The lines that runs are drawn as: groups of runs with their dataset, noise, name and colour.
struct RunLines {
  /// A line, or one point of it: the runs of one method under one setting.
  struct Line {
    var group: RunGroup
    var name: String
    var color: Int
    /// Lines beyond the palette's size repeat its colours, dashed.
    var isDashed: Bool
    fileprivate var dataset: FieldValue
    fileprivate var noise: FieldValue
  }

  /// A dataset with its name in titles.
  struct Dataset {
    /// The registry id, for file names; stand-ins say so.
    var name: String
    /// The id, followed by a word that it is a stand-in if it is.
    var title: String
    /// The split Best is chosen on; `selection` where runs differ.
    var selection: String
    fileprivate var value: FieldValue
  }

  /// A noise setting with its title.
  struct Noise {
    var title: String
    fileprivate var value: FieldValue
  }

  private let lines: [Line]
  /// The datasets with finished runs, in order.
  let datasets: [Dataset]

  init(_ runs: [RunRecord], order: DisplayOrder) {
    let layout = RunTableLayout(
      title: "",
      rows: [.noise, .method],
      columns: [.dataset],
      order: order
    )
    let groups = RunGroup.groups(of: runs).filter { !$0.finished.isEmpty }
    let placed = PlacedGroups(
      groups,
      fields: layout.rows + layout.columns,
      values: FieldValues(layout: layout, groups: groups)
    )
    let methods = Set(placed.values.compactMap { $0[.method] }).map { [$0] }.sorted(by: FieldValue.precede)
    let colors = Dictionary(uniqueKeysWithValues: methods.enumerated().map { ($1[0], $0) })
    lines = zip(groups, placed.values).map { group, values in
      let method = values[.method] ?? FieldValue(label: "")
      let color = colors[method, default: 0]
      return Line(
        group: group,
        name: method.label.text,
        color: color,
        isDashed: color >= FigurePalette.count,
        dataset: values[.dataset] ?? FieldValue(label: ""),
        noise: values[.noise] ?? FieldValue(label: "")
      )
    }
    let byDataset = Dictionary(grouping: lines, by: \.dataset)
    datasets = byDataset.keys.map { [$0] }.sorted(by: FieldValue.precede).map { key in
      let isStandIn = !key[0].label.marks.isEmpty
      let splits = Set(byDataset[key[0], default: []].map(\.group.spec.selection.rawValue))
      let id = key[0].label.text
      return Dataset(
        name: isStandIn ? "\(id)-stand-in" : id,
        title: isStandIn ? "\(id) (synthetic stand-in)" : id,
        selection: splits.count == 1 ? splits.first ?? "" : "selection",
        value: key[0]
      )
    }
  }

  /// The noise settings of a dataset, by rate.
  func noises(in dataset: Dataset) -> [Noise] {
    Set(lines.filter { $0.dataset == dataset.value }.map(\.noise)).map { [$0] }.sorted(by: FieldValue.precede)
      .map { Noise(title: "\($0[0].label.text) noise", value: $0[0]) }
  }

  /// The lines of a dataset under a noise setting, in the order of their colours.
  func members(dataset: Dataset, noise: Noise) -> [Line] {
    lines.filter { $0.dataset == dataset.value && $0.noise == noise.value }.sorted { $0.color < $1.color }
  }

  /// One entry for each line, of one dataset or of all.
  func legend(in dataset: Dataset?) -> [LineFigure.LegendEntry] {
    let shown = lines.filter { dataset == nil || $0.dataset == dataset?.value }.sorted { $0.color < $1.color }
    var seen: Set<Int> = []
    return shown.filter { seen.insert($0.color).inserted }.map { line in
      LineFigure.LegendEntry(line.name, style: LineFigure.Style(color: line.color, isDashed: line.isDashed))
    }
  }
}

extension LineFigure {
  /// What bands mean, if there are any.
  static func bandNote(_ panels: [Panel]) -> String {
    let hasBand = panels.contains { $0.series.contains { $0.points.contains { $0.deviation != nil } } }
    return hasBand ? "Band: one sample standard deviation over seeds to each side of the mean." : ""
  }
}
