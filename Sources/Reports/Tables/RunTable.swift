package import BenchCore

/// Tables of measured numbers: any fields of the runs down and across.
///
/// A cell is the mean over runs that differ only in their seed. Runs that differ in anything else never share a cell:
/// where they would, their method's rows split and are named by what differs.
package struct RunTable {
  private typealias Key = [FieldValue]

  private let layout: RunTableLayout
  private let rows: [TableField]
  private let columns: [TableField]
  private let groups: [RunGroup]
  private let values: FieldValues
  private let placed: PlacedGroups

  /// The table of `runs` in `layout`.
  ///
  /// - Throws: `ReportFailure` if a field is unknown or named twice.
  package static func table(of runs: [RunRecord], layout: RunTableLayout) throws(ReportFailure) -> ReportTable {
    try RunTable(runs, layout).build()
  }

  private init(_ runs: [RunRecord], _ layout: RunTableLayout) throws(ReportFailure) {
    var columns = layout.columns
    let counts: [(TableField, Int)] = [
      (.direction, layout.directions.count), (.checkpoint, layout.checkpoints.count), (.metric, layout.metrics.count),
    ]
    for (field, count) in counts where count > 1 && !(layout.rows + layout.columns).contains(field) {
      columns.append(field)
    }
    groups = RunGroup.groups(of: runs, averagesSeeds: !(layout.rows + columns).contains(.seed))
    self.layout = layout
    values = FieldValues(layout: layout, groups: groups)
    self.rows = try Self.resolved(layout.rows, groups, layout.fieldNames)
    self.columns = try Self.resolved(columns, groups, layout.fieldNames)
    var seen: Set<TableField> = []
    for field in self.rows + self.columns where !seen.insert(field).inserted {
      throw .repeatedField(field.name)
    }
    placed = PlacedGroups(groups, fields: self.rows + self.columns, values: values)
  }

  /// Replaces the short names of specification fields by their paths.
  private static func resolved(
    _ fields: [TableField],
    _ groups: [RunGroup],
    _ names: FieldNames
  ) throws(ReportFailure) -> [TableField] {
    var paths: Set<String>?
    var result: [TableField] = []
    for field in fields {
      guard case .specification(let name) = field else {
        result.append(field)
        continue
      }
      let known = paths ?? Set(groups.flatMap { $0.fields.values.keys })
      paths = known
      let matches = names.paths(of: name, among: known)
      guard let path = matches.first else {
        throw .unknownField(name, known: TableField.names + known.sorted() + names.symbols.keys.sorted())
      }
      guard matches.count == 1 else { throw .ambiguousField(name, paths: matches) }
      result.append(.specification(path))
    }
    return result
  }

  private func build() -> ReportTable {
    let marksCells = !(rows + columns).contains(.dataset)
    var cells: [Key: [Key: ReportCell]] = [:]
    var columnKeys: Set<Key> = []
    for (index, group) in groups.enumerated() {
      for place in places {
        let row = key(rows, placed.values[index], place) + variantHeader(of: placed.variants[index])
        let column = key(columns, placed.values[index], place)
        columnKeys.insert(column)
        var cell = group.cell(
          place.metric, place.checkpoint, place.direction, precision: layout.precision, intervals: layout.intervals)
        // A run that has no such checkpoint, as one that was evaluated only, gets no row for it.
        let hasCheckpoint = group.finished.contains { $0[place.checkpoint] != nil }
        guard cell.content != .notRun || hasCheckpoint else { continue }
        if marksCells, group.isStandIn { cell.marks.append(RunNotes.standInMark) }
        cells[row, default: [:]][column] = cell
      }
    }
    return table(cells, columnKeys.sorted(by: FieldValue.precede))
  }

  /// A number that every run has: one metric of one checkpoint in one direction.
  private struct Place {
    var metric: Metric
    var checkpoint: CheckpointName
    var direction: RetrievalDirection
  }

  private var places: [Place] {
    layout.directions.flatMap { direction in
      layout.checkpoints.flatMap { checkpoint in
        layout.metrics.map { Place(metric: $0, checkpoint: checkpoint, direction: direction) }
      }
    }
  }

  private func key(_ fields: [TableField], _ groupValues: [TableField: FieldValue], _ place: Place) -> Key {
    fields.map { field in
      switch field {
      case .metric: values.value(of: place.metric)
      case .checkpoint: values.value(of: place.checkpoint)
      case .direction: values.value(of: place.direction)
      default: groupValues[field] ?? FieldValue(label: "")
      }
    }
  }

  /// Where the table has no methods to name variants by, they get a row header of their own.
  private var hasVariantHeader: Bool {
    !(rows + columns).contains(.method) && placed.variants.contains { !$0.suffix.isEmpty }
  }

  private func variantHeader(of variant: RunVariants.Variant) -> [FieldValue] {
    hasVariantHeader ? [FieldValue(order: variant.order, label: ReportLabel(variant.suffix))] : []
  }

  private func table(_ cells: [Key: [Key: ReportCell]], _ columnKeys: [Key]) -> ReportTable {
    var blocks: [[ReportRow]] = []
    var blockKey: Key?
    for row in cells.keys.sorted(by: FieldValue.precede) {
      let key = rows.count > 1 ? Array(row.prefix(1)) : []
      if key != blockKey { blocks.append([]) }
      blockKey = key
      blocks[blocks.count - 1].append(
        ReportRow(
          row.map(\.label),
          columnKeys.map { cells[row]?[$0] ?? .notRun },
          rankingGroup: layout.ranksCheckpointsApart ? checkpointText(in: row) : ""
        )
      )
    }
    let ranksApart = layout.ranksCheckpointsApart && rows.contains(.checkpoint)
    var table = ReportTable(
      title: layout.title,
      rowHeadings: rows.map(\.title) + (hasVariantHeader ? ["Settings"] : []),
      columns: columnKeys.map { ReportColumn($0.map(\.label), ranking: ranking(of: $0)) },
      blocks: blocks,
      emphasisNote: RunNotes.emphasisNote(blockName: rows.count > 1 ? rows[0].title : nil, ranksApart: ranksApart)
    )
    table.constants = constants
    table.footnotes = RunNotes(
      groups, checkpoints: layout.checkpoints, intervals: layout.intervals, decisions: layout.decisions
    ).notes(for: table, dash: knowsAllMetrics ? "not run" : "not run, or not known of the run")
    return table.emphasizingBest().markingTies()
  }

  /// The direction, checkpoint and metric that all numbers share and no side of the table names.
  private var constants: [String: String] {
    var constants: [String: String] = [:]
    for (field, value) in [
      (TableField.direction, layout.directions.first?.rawValue), (.checkpoint, layout.checkpoints.first?.rawValue),
      (.metric, layout.metrics.first?.rawValue),
    ] where !(rows + columns).contains(field) {
      constants[field.name] = value
    }
    return constants
  }

  /// Whether no run lacks a metric that is shown; files of before a metric was measured do.
  private var knowsAllMetrics: Bool {
    let runs = groups.flatMap(\.finished)
    return places.allSatisfy { place in
      runs.allSatisfy { run in
        run[place.checkpoint].map { $0[place.direction].metrics[place.metric] != nil } ?? true
      }
    }
  }

  /// A column of one metric is ranked as the metric is, one of several as most metrics are.
  private func ranking(of column: Key) -> ReportColumn.Ranking {
    let place = columns.firstIndex(of: .metric)
    let metrics = layout.metrics.filter { metric in place.map { column[$0] == values.value(of: metric) } ?? true }
    return metrics.allSatisfy { !$0.isHigherBetter } ? .lowerIsBetter : .higherIsBetter
  }

  private func checkpointText(in row: Key) -> String {
    rows.firstIndex(of: .checkpoint).map { row[$0].label.text } ?? ""
  }
}
