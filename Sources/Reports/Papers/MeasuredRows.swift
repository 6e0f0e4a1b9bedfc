import BenchCore

/// The runs that belong to the rows of a paper's table.
struct MeasuredRows {
  /// The groups with a place in the table.
  let groups: [RunGroup]
  /// The paper's datasets of which all measured numbers are a stand-in's.
  let standInDatasets: Set<String>
  private let intervals: ReportIntervals?
  private var variantsByRow: [RowKey: [RunVariants.Variant]] = [:]
  private var groupsByCell: [CellKey: RunGroup] = [:]

  private struct RowKey: Hashable {
    var system: String
    var noise: Double
  }

  private struct CellKey: Hashable {
    var row: RowKey
    var dataset: String
    var variant: RunVariants.Variant
  }

  init(
    _ runs: [RunRecord],
    _ rows: [PaperRow],
    _ datasets: [String],
    _ bindings: PaperBindings,
    _ intervals: ReportIntervals?
  ) {
    self.intervals = intervals
    var found: [(row: RowKey, dataset: String, group: RunGroup)] = []
    let keys = rows.reduce(into: [RowKey]()) { keys, row in
      let key = RowKey(system: row.system, noise: row.noise)
      if !keys.contains(key) { keys.append(key) }
    }
    let all = RunGroup.groups(of: runs)
    for key in keys {
      guard let selector = bindings.systems[key.system] else { continue }
      for dataset in datasets {
        let id = bindings.datasets[dataset] ?? dataset
        found +=
          all
          .filter { group in
            group.spec.dataset.id == id && abs(group.spec.noise.rate - key.noise) < 1e-9
              && selector.matches(group.spec.method)
          }
          .map { (key, dataset, $0) }
      }
    }
    groups = found.map(\.group)
    let real = Set(found.filter { !$0.group.isStandIn }.map(\.dataset))
    standInDatasets = Set(found.map(\.dataset)).subtracting(real)
    place(found)
  }

  private mutating func place(_ found: [(row: RowKey, dataset: String, group: RunGroup)]) {
    let systems = Dictionary(grouping: found.indices) { found[$0].row.system }
    var systemOf = Array(repeating: 0, count: found.count)
    for (number, members) in systems.values.enumerated() {
      for member in members { systemOf[member] = number }
    }
    var cells: [CellKey: Int] = [:]
    let cellOf = found.map { entry in
      let key = CellKey(row: entry.row, dataset: entry.dataset, variant: .init())
      let number = cells[key] ?? cells.count
      cells[key] = number
      return number
    }
    let variants = RunVariants(of: groups, row: systemOf, cell: cellOf).variants
    for (entry, variant) in zip(found, variants) {
      if variantsByRow[entry.row]?.contains(variant) != true { variantsByRow[entry.row, default: []].append(variant) }
      groupsByCell[CellKey(row: entry.row, dataset: entry.dataset, variant: variant)] = entry.group
    }
    for key in variantsByRow.keys {
      variantsByRow[key]?.sort { $0.order.lexicographicallyPrecedes($1.order) }
    }
  }

  /// The variants that a row is repeated for; one without a name where there is nothing to tell apart.
  func variants(of row: PaperRow) -> [RunVariants.Variant] {
    variantsByRow[RowKey(system: row.system, noise: row.noise)] ?? [RunVariants.Variant()]
  }

  /// The measured cell of a row's dataset and metric.
  func cell(_ row: PaperRow, _ variant: RunVariants.Variant, _ dataset: String, _ metric: Metric) -> ReportCell {
    let key = CellKey(row: RowKey(system: row.system, noise: row.noise), dataset: dataset, variant: variant)
    guard let group = groupsByCell[key] else { return .notRun }
    var cell = group.cell(metric, row.checkpoint, .textToImage, precision: 2, intervals: intervals)
    if group.isStandIn, !standInDatasets.contains(dataset), cell.content != .notRun {
      cell.marks.append(RunNotes.standInMark)
    }
    return cell
  }
}
