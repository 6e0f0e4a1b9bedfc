package import BenchCore

extension PaperComparison {
  /// The papers' tables of which at least one number was measured, with published and measured numbers.
  ///
  /// - Parameter datasets: Which datasets stand in for the papers', by these.
  /// - Throws: `ReportFailure` for a published table that cannot be read.
  package static func measuredTables(
    of runs: [RunRecord], datasets: [String: String], decisions: OpenDecisions = OpenDecisions()
  ) throws(ReportFailure) -> [ReportTable] {
    var tables: [ReportTable] = []
    for paper in PaperTable.all {
      var comparison = PaperComparison(paper, numbers: .measured)
      comparison.bindings.datasets = datasets
      comparison.decisions = decisions
      let measured = try comparison.table(of: runs)
      guard measured.blocks.joined().contains(where: { $0.cells.contains { $0.content != .notRun } }) else { continue }
      comparison.numbers = .both
      tables.append(try comparison.table(of: runs))
    }
    return tables
  }
}
