package import BenchCore

/// How well methods that select samples tell clean training pairs from noisy ones.
///
/// A row is one head's selection, or the consensus that was trained with, at one epoch; clean is the positive class.
/// Numbers are means over seeds.
package struct SampleSelectionTable {
  /// Which epochs have rows.
  package enum Epochs: String, Sendable, CaseIterable {
    /// Each run's last selection.
    case last
    /// All selections.
    case all
  }

  /// The name of what was trained with.
  private static let consensus = "consensus"

  private let groups: [RunGroup]
  private let placed: PlacedGroups

  /// The table of `runs`; one without rows where none of them selects samples.
  package static func table(
    of runs: [RunRecord], epochs: Epochs = .last, order: DisplayOrder = DisplayOrder()
  ) -> ReportTable {
    SampleSelectionTable(runs, order).build(epochs)
  }

  private init(_ runs: [RunRecord], _ order: DisplayOrder) {
    let layout = RunTableLayout(
      title: "", rows: [.dataset, .noise, .method], columns: [], order: order)
    groups = RunGroup.groups(of: runs).filter { group in group.finished.contains { $0.selectionQualities != nil } }
    placed = PlacedGroups(
      groups, fields: layout.rows, values: FieldValues(layout: layout, groups: groups))
  }

  private func build(_ epochs: Epochs) -> ReportTable {
    var blocks: [(key: [FieldValue], rows: [ReportRow])] = []
    for (key, index) in order {
      let rows = rows(of: groups[index], headers: key.map(\.label), epochs)
      let block = Array(key.dropLast())
      if blocks.last?.key == block {
        blocks[blocks.count - 1].rows += rows
      } else {
        blocks.append((block, rows))
      }
    }
    var table = ReportTable(
      title: "Sample selection: clean and noisy training pairs told apart (%)",
      rowHeadings: ["Dataset", "Noise", "Method", "Selection", "Epoch"],
      columns: SampleSelectionMetric.allCases.map { metric in
        ReportColumn([ReportLabel(metric.title)], ranking: metric.isShare ? .higherIsBetter : .unranked)
      },
      blocks: blocks.map(\.rows),
      emphasisNote: "Bold and underlined: best and second best of a column, each kind of selection apart.")
    table.footnotes =
      RunNotes(groups, checkpoints: []).notes(for: table, dash: "nothing to take a share of") + [
        ReportFootnote(
          "Clean is the positive class. AUC is that of the probabilities to be clean, with many ties at 0 and 1; Loss"
            + " AUC that of the losses they were made of. Consensus: what was trained with; its AUCs are those of the"
            + " heads' means. Kept: treated as clean; counts are training pairs.")
      ]
    return table.emphasizingBest()
  }

  /// Groups in the order of the table, with their dataset, noise and method.
  private var order: [(key: [FieldValue], index: Int)] {
    groups.indices
      .map { index in
        ([TableField.dataset, .noise, .method].compactMap { placed.values[index][$0] }, index)
      }
      .sorted { FieldValue.precede($0.0, $1.0) }
  }

  private func rows(of group: RunGroup, headers: [ReportLabel], _ epochs: Epochs) -> [ReportRow] {
    let records = group.finished.flatMap { $0.selectionQualities ?? [] }
    let all = Set(records.map(\.epoch)).sorted()
    let shown = epochs == .all ? all : Array(all.suffix(1))
    let heads = records.flatMap(\.heads.names).reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
    return shown.flatMap { epoch in
      let atEpoch = records.filter { $0.epoch == epoch }
      return ([Self.consensus] + heads).map { selection in
        let qualities = atEpoch.compactMap { selection == Self.consensus ? $0.consensus : $0.heads[selection] }
        return ReportRow(
          headers + [ReportLabel(selection), ReportLabel(String(epoch))],
          SampleSelectionMetric.allCases.map { marked($0.cell(of: qualities), of: group) }, rankingGroup: selection)
      }
    }
  }

  /// A number of the group, marked where one of its files contradicts itself.
  private func marked(_ cell: ReportCell, of group: RunGroup) -> ReportCell {
    guard cell.number != nil, !group.contradictoryFiles.isEmpty else { return cell }
    var cell = cell
    cell.marks.append(RunNotes.contradictionMark)
    return cell
  }
}

/// A number that says how good a sample selection is.
enum SampleSelectionMetric: CaseIterable {
  case precision, recall, f1, auc, lossAUC, keptClean, keptNoisy, droppedClean, droppedNoisy

  /// The heading.
  var title: String {
    switch self {
    case .precision: "Precision"
    case .recall: "Recall"
    case .f1: "F1"
    case .auc: "AUC"
    case .lossAUC: "Loss AUC"
    case .keptClean: "Kept clean"
    case .keptNoisy: "Kept noisy"
    case .droppedClean: "Dropped clean"
    case .droppedNoisy: "Dropped noisy"
    }
  }

  /// Whether it is a share, and not a count.
  var isShare: Bool {
    switch self {
    case .precision, .recall, .f1, .auc, .lossAUC: true
    case .keptClean, .keptNoisy, .droppedClean, .droppedNoisy: false
    }
  }

  /// The number, a share in percent; `nil` for a share of nothing.
  func value(of quality: SampleSelectionQuality) -> Double? {
    switch self {
    case .precision: quality.precision.map { 100 * $0 }
    case .recall: quality.recall.map { 100 * $0 }
    case .f1: quality.f1.map { 100 * $0 }
    case .auc: quality.auc.map { 100 * $0 }
    case .lossAUC: quality.lossAUC.map { 100 * $0 }
    case .keptClean: Double(quality.keptClean)
    case .keptNoisy: Double(quality.keptNoisy)
    case .droppedClean: Double(quality.droppedClean)
    case .droppedNoisy: Double(quality.droppedNoisy)
    }
  }

  /// The mean over seeds.
  func cell(of qualities: [SampleSelectionQuality]) -> ReportCell {
    guard let statistics = SeedStatistics(qualities.compactMap(value)) else { return .notRun }
    return .number(
      statistics.mean, deviation: statistics.deviation, count: statistics.count,
      precision: isShare ? 2 : statistics.count > 1 ? 1 : 0)
  }
}
