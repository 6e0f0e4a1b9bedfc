package import BenchCore

/// A paper's table with published numbers, measured numbers, or both and their difference.
package struct PaperComparison: Sendable {
  /// Which numbers are shown.
  package enum Numbers: String, Sendable, CaseIterable {
    case published, measured, both
  }

  /// The table.
  package var table: PaperTable
  /// Which numbers to show.
  package var numbers: Numbers
  /// The metrics to show, in the paper's order.
  package var metrics: [Metric]
  /// The datasets to show, by the paper's names; `nil` for all.
  package var datasets: [String]?
  /// The noise rates whose rows to show, `0...1`; `nil` for all.
  package var noiseRates: [Double]?
  /// The systems to show, by names of `PaperTable.systems`; `nil` for all.
  package var systems: [String]?
  /// Which runs belong to which row.
  package var bindings: PaperBindings
  /// Computes the intervals of measured numbers; `nil` shows none.
  package var intervals: ReportIntervals?
  /// What the methods' papers leave open.
  package var decisions = OpenDecisions()
  /// Says how the runs are made that are not there; `nil` where none is missing.
  package var remainder: ReportFootnote?

  package init(
    _ table: PaperTable,
    numbers: Numbers = .both,
    metrics: [Metric] = Metric.paper,
    datasets: [String]? = nil,
    systems: [String]? = nil,
    bindings: PaperBindings = .standard,
    intervals: ReportIntervals? = nil
  ) {
    self.table = table
    self.numbers = numbers
    self.metrics = metrics
    self.datasets = datasets
    self.systems = systems
    self.bindings = bindings
    self.intervals = intervals
  }

  /// The table with the numbers of `runs`, in the paper's own rows and columns.
  ///
  /// Every row of the paper is there, also those of systems that this project cannot run. A row of which there are
  /// runs with different settings is repeated for each.
  ///
  /// - Throws: `ReportFailure` for a dataset, a noise rate or a system that the table does not have.
  package func table(of runs: [RunRecord]) throws(ReportFailure) -> ReportTable {
    var rows = try table.rows()
    let known = try table.datasets()
    let shown = datasets ?? known
    if let unknown = shown.first(where: { !known.contains($0) }) {
      throw .notInTable("dataset \(unknown)", tables: [table.name], known: known)
    }
    if let noiseRates {
      let known = try table.noiseRates()
      if let unknown = noiseRates.first(where: { !known.contains($0) }) {
        throw .notInTable("noise of \(unknown.percentText)", tables: [table.name], known: known.map(\.percentText))
      }
      rows = rows.filter { noiseRates.contains($0.noise) }
    }
    if let systems {
      let all = try table.systems()
      if let unknown = systems.first(where: { !all.contains($0) }) { throw .unknownField(unknown, known: all) }
      rows = rows.filter { systems.contains($0.system) }
    }
    var bindings = bindings
    bindings.systems.merge(table.selectors) { $1 }
    let measured = MeasuredRows(numbers == .published ? [] : runs, rows, shown, bindings, intervals)
    return build(rows, shown, measured)
  }

  private func build(_ rows: [PaperRow], _ datasets: [String], _ measured: MeasuredRows) -> ReportTable {
    var blocks: [[ReportRow]] = []
    var previous: PaperRow?
    // Best and Last of one variant stay together, so rows of one system are written at once.
    for (index, row) in rows.enumerated() {
      if row.block != previous?.block { blocks.append([]) }
      defer { previous = row }
      if row.block == previous?.block, row.system == previous?.system { continue }
      let siblings = rows[index...].prefix { $0.block == row.block && $0.system == row.system }
      for variant in measured.variants(of: row) {
        blocks[blocks.count - 1] += siblings.map { reportRow($0, variant, datasets, measured) }
      }
    }
    let ranksApart = Set(rows.map(\.checkpoint)).count > 1
    let blockName = blocks.count > 1 ? "block" : nil
    var result = ReportTable(
      title: table.title,
      rowHeadings: table.rowHeadings,
      columns: columns(datasets, measured),
      blocks: blocks,
      emphasisNote: RunNotes.emphasisNote(blockName: blockName, ranksApart: ranksApart)
    )
    result.constants = ["direction": RetrievalDirection.textToImage.rawValue]
    result.footnotes = notes(for: result, rows, measured)
    return result.emphasizingBest().markingTies()
  }

  private func reportRow(
    _ row: PaperRow,
    _ variant: RunVariants.Variant,
    _ datasets: [String],
    _ measured: MeasuredRows
  ) -> ReportRow {
    var headers = row.headers
    if !variant.suffix.isEmpty { headers[row.methodHeader] += " (\(variant.suffix))" }
    let cells = datasets.flatMap { dataset in
      metrics.flatMap { metric in
        shownCells(row.published[dataset]?[metric], measured.cell(row, variant, dataset, metric))
      }
    }
    return ReportRow(headers.map { ReportLabel($0) }, cells, rankingGroup: row.checkpoint.title)
  }

  private func shownCells(_ published: Double?, _ measured: ReportCell) -> [ReportCell] {
    let publishedCell = published.map { ReportCell.number($0) } ?? .notRun
    switch numbers {
    case .published: return [publishedCell]
    case .measured: return [measured]
    case .both:
      // The difference of the two numbers as shown, so that a reader's own subtraction agrees.
      let difference = published.flatMap { published in
        measured.number.map { ReportCell.number($0.shownValue - published, isSigned: true) }
      }
      return [publishedCell, measured, difference ?? .notRun]
    }
  }

  private func columns(_ datasets: [String], _ measured: MeasuredRows) -> [ReportColumn] {
    datasets.flatMap { dataset in
      metrics.flatMap { metric -> [ReportColumn] in
        let marks = measured.standInDatasets.contains(dataset) ? [RunNotes.standInMark] : []
        let isBoth = numbers == .both
        let outer = [
          ReportLabel(dataset, marks: numbers == .measured ? marks : []), ReportLabel(table.heading(of: metric)),
        ]
        guard isBoth else { return [ReportColumn(outer)] }
        return [
          ReportColumn(outer + ["paper"]), ReportColumn(outer + [ReportLabel("measured", marks: marks)]),
          ReportColumn(outer + ["diff."], ranking: .unranked),
        ]
      }
    }
  }

  private func notes(for result: ReportTable, _ rows: [PaperRow], _ measured: MeasuredRows) -> [ReportFootnote] {
    var notes = [ReportFootnote("Text-to-image retrieval on the test split, %.")]
    if numbers != .measured { notes.append(ReportFootnote("Published numbers: \(table.citation).")) }
    if numbers == .both {
      notes.append(
        ReportFootnote("paper: published; measured: by this project; diff.: measured less published, in points.")
      )
    }
    let checkpoints = CheckpointName.allCases.filter { checkpoint in rows.contains { $0.checkpoint == checkpoint } }
    let dash = [
      Numbers.published: "not in the paper", .measured: "not run", .both: "not in the paper, or not run",
    ][numbers]
    let runNotes = RunNotes(measured.groups, checkpoints: checkpoints, intervals: intervals, decisions: decisions)
    return notes + runNotes.notes(for: result, dash: dash ?? "") + PaperDeviations(measured.groups).notes
      + [remainder].compactMap(\.self)
  }
}
