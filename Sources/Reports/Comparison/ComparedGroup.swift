import BenchCore

/// One side of a comparison: a run, or several that differ in nothing but their seed.
package struct ComparedGroup {
  /// In the order of their seeds.
  package let runs: [ComparedRun]

  /// Fields that may differ within a group: seeds, and what follows from them or changes no more than rounding.
  private static let replicateFields: Set = ["seed", "noise.seed", "noise.indexChecksum", "threads"]

  /// Fields that a person chose come before those that follow from them.
  private static func precedence(_ field: String) -> Int {
    ["dataset.id", "noise.rate", "method.id", "label"].firstIndex(of: field) ?? 4
  }

  /// Takes runs that repeat each other.
  ///
  /// - Parameter name: `A` or `B`.
  /// - Throws: `ComparedRunFailure` for no runs, one that is there twice, and runs that differ in more than their seed.
  package init(_ name: String, _ runs: [ComparedRun]) throws(ComparedRunFailure) {
    guard let first = runs.first else { throw .noRuns(name) }
    self.runs = runs.enumerated().sorted { left, right in
      (left.element.record.spec.seed, left.offset) < (right.element.record.spec.seed, right.offset)
    }.map(\.element)
    let fields = RunSelection.fields(of: first.record)
    for (place, run) in runs.enumerated().dropFirst() {
      let others = RunSelection.fields(of: run.record)
      let differing = Set(fields.keys).union(others.keys).subtracting(Self.replicateFields)
        .filter { fields[$0] != others[$0] && !Self.isOrigin($0, run) }
        .sorted { (Self.precedence($0), $0) < (Self.precedence($1), $1) }
      if let field = differing.first {
        func value(_ fields: [String: JSONValue]) -> String { fields[field]?.shownText ?? "none" }
        throw .mixedGroup(first.file, run.file, field: field, values: "\(value(fields)) and \(value(others))")
      }
      if let twin = runs[..<place].first(where: { $0.isCopy(of: run) }) { throw .sameRun(twin.file, run.file) }
    }
  }

  /// The seed of each run.
  package var seeds: [UInt64] { runs.map(\.record.spec.seed) }

  /// What the runs are, in words.
  var title: String {
    let (record, spec) = (runs[0].record, runs[0].record.spec)
    let noise = "\((100 * spec.noise.rate).formattedNumber)% noise"
    let shown = Set(seeds).count == 1 ? "seed \(seeds[0])" : "seeds \(seeds.map(String.init).joined(separator: ", "))"
    let count = runs.count == 1 ? "" : ", \(runs.count) runs"
    return "\(record.label), \(spec.dataset.id), \(noise)\(count), \(shown)"
  }

  /// Embeddings of another origin are told apart by their digest, which says nothing about how they were made.
  private static func isOrigin(_ field: String, _ run: ComparedRun) -> Bool {
    field == "method.configuration.embeddings" && run.record.spec.training == .elsewhere
  }
}
