import BenchCore
import Foundation
import Metrics

/// What `bench compare` prints: two groups' metrics, the differences with intervals and p-values, and the queries that
/// changed most.
package struct ComparisonReport {
  /// One group's side of the comparison.
  private struct Side {
    var group: ComparedGroup
    var results: [DirectionRecord]

    func value(of metric: Metric) -> Double? {
      let values = results.compactMap { $0.metrics[metric] }
      return values.count == results.count ? values.reduce(0, +) / Double(values.count) : nil
    }

    func tieRange(of metric: Metric) -> ClosedRange<Double>? { RunGroup.tieRange(of: metric, in: results) }

    var queries: [QueryOutcomes] { results.compactMap(\.queries) }

    var document: ComparisonDocument.Group {
      .init(files: group.runs.map(\.file), seeds: group.seeds, title: group.title)
    }
  }

  private let first: Side
  private let second: Side
  private let checkpoint: CheckpointName
  private let settings: ComparisonSettings
  private let comparison: RunComparison
  /// Between A and B, beside the methods.
  private let differing: [SpecificationDifference]
  /// Of runs, where both sides have several.
  private let arrangements: RunArrangements?
  private let adjusted: [Metric: Double]
  /// The identity of each query.
  private let identities: [Int]
  /// The text of each query, where the dataset is at hand.
  private let captions: [String]?

  /// Compares `second` with `first`.
  ///
  /// - Parameter captions: The text of each caption of the test split, where it is known.
  /// - Throws: `ComparedRunFailure` for runs on different test sets or without the checkpoint, `ComparisonFailure` for
  ///   settings of the bootstrap or queries that cannot be used, and what reading embeddings throws.
  package init(
    of first: ComparedGroup, and second: ComparedGroup, settings: ComparisonSettings, captions: [String]?
  ) throws {
    let runs = first.runs + second.runs
    let name = settings.checkpoint ?? (runs.allSatisfy { $0.record.best != nil } ? .best : .last)
    var test = try runs[0].checkSameQueries(as: runs[0])
    for run in runs.dropFirst() { test = try runs[0].checkSameQueries(as: run) }
    if settings.pairsSeeds, first.seeds != second.seeds || Set(first.seeds).count < first.seeds.count {
      throw ComparedRunFailure.unpairedSeeds(first.seeds, second.seeds)
    }
    func side(_ group: ComparedGroup) throws -> Side {
      Side(group: group, results: try group.runs.map { try $0.result(name, settings.direction) })
    }
    (self.first, self.second) = (try side(first), try side(second))
    self.checkpoint = name
    self.settings = settings
    differing = first.otherDifferences(from: second)
    arrangements = RunArrangements(first.runs.count, second.runs.count, pairsRuns: settings.pairsSeeds)
    let isTextToImage = settings.direction == .textToImage
    identities = isTextToImage ? test.queryIdentities : test.galleryIdentities
    self.captions = isTextToImage ? captions : nil
    comparison = try RunComparison(
      baseline: self.first.queries, candidate: self.second.queries,
      identities: settings.unit == .identity ? identities : nil, pairsRuns: settings.pairsSeeds,
      metrics: settings.metrics, bootstrap: settings.bootstrap)
    adjusted = comparison.differences.mapValues(\.p).holmAdjusted()
  }

  private var sameShare: Double { max(0, 1 - comparison.wonShare - comparison.lostShare) }

  private var clusters: Int { settings.unit == .identity ? Set(identities).count : identities.count }

  private var counts: (Int, Int) { (first.group.runs.count, second.group.runs.count) }

  private var accountsForSeeds: Bool { arrangements != nil }

  /// Two tables and a sentence.
  package func text(styling: ReportStyling = .plain) -> String {
    func lines(_ text: String) -> String {
      (styling.maximumWidth.map { text.wrapped(to: $0) } ?? [text]).map { $0.printableLine + "\n" }.joined()
    }
    func list(_ name: String, _ side: Side) -> String {
      lines("\(name): \(side.group.title) (\(side.group.runs.map(\.file).joined(separator: ", ")))")
    }
    let names = list("A", first) + list("B", second)
    let parts = [names, differences().rendered(as: .text, styling: styling), lines(sentence)]
    return (parts + (changes.blocks.isEmpty ? [] : [changes.rendered(as: .text, styling: styling)]))
      .joined(separator: "\n")
  }

  /// The same tables in any format.
  ///
  /// - Throws: `EncodingError`, for JSON.
  package func rendered(as format: ReportFormat) throws -> String {
    switch format {
    case .text: return text()
    case .json: return try json() + "\n"
    case .csv:
      // The format has no place for notes.
      var table = differences(endsApart: true)
      table.constants = ["A is": first.group.title, "B is": second.group.title]
      return format.rendered([table] + (changes.blocks.isEmpty ? [] : [changes]))
    case let format:
      var table = differences()
      let names = ["A: \(first.group.title).", "B: \(second.group.title)."]
      table.footnotes = (names + [sentence]).map { ReportFootnote($0) } + table.footnotes
      return format.rendered([table] + (changes.blocks.isEmpty ? [] : [changes]))
    }
  }

  private var sentence: String {
    String(
      format: "B wins %.1f%% of %d queries (higher average precision), loses %.1f%%, and equals A in %.1f%%.",
      100 * comparison.wonShare, identities.count, 100 * comparison.lostShare, 100 * sameShare)
  }

  /// Everything, with all digits.
  ///
  /// - Throws: `EncodingError`.
  package func json() throws -> String {
    try ComparisonDocument(
      a: first.document, b: second.document, checkpoint: checkpoint.rawValue, direction: settings.direction.rawValue,
      metrics: Dictionary(settings.metrics.map { ($0, documented($0)) }) { first, _ in first },
      level: settings.bootstrap.level, resamples: settings.bootstrap.resamples, by: settings.unit.rawValue,
      clusters: clusters, accountsForSeeds: accountsForSeeds, pairsSeeds: settings.pairsSeeds,
      queries: identities.count, wonShare: comparison.wonShare, lostShare: comparison.lostShare,
      largestChanges: comparison.largestChanges.map { change in
        ComparisonDocument.Change(
          query: change.query, identity: identities[change.query], rankA: change.baselineRank,
          rankB: change.candidateRank, averagePrecisionA: change.baselinePrecision,
          averagePrecisionB: change.candidatePrecision, caption: captions?[change.query])
      }, otherDifferences: differing, notes: notes
    ).reportJSON()
  }

  private func documented(_ metric: Metric) -> ComparisonDocument.Values {
    let found = comparison.differences[metric]
    var values = ComparisonDocument.Values(
      a: first.value(of: metric), b: second.value(of: metric), difference: difference(metric),
      lower: found?.interval.lower, upper: found?.interval.upper, p: found?.p, pHolm: adjusted[metric])
    func ends(_ range: ClosedRange<Double>?) -> [Double]? { range.map { [$0.lowerBound, $0.upperBound] } }
    (values.tieRangeA, values.tieRangeB) = (ends(first.tieRange(of: metric)), ends(second.tieRange(of: metric)))
    values.verdict = found.map { verdict(metric, $0).rawValue }
    switch found?.seedsNeeded {
    case .runs(let count): (values.seedsNeeded, values.isTestSetTheLimit) = (count, false)
    case .testSetLimits: values.isTestSetTheLimit = true
    case nil: break
    }
    return values
  }

  private func difference(_ metric: Metric) -> Double? {
    if let found = comparison.differences[metric] { return found.interval.value }
    guard let a = first.value(of: metric), let b = second.value(of: metric) else { return nil }
    return b - a
  }

  private func differences(endsApart: Bool = false) -> ReportTable {
    let side = settings.direction == .textToImage ? "Text-to-image" : "Image-to-text"
    return ReportTable(
      title: "\(side) retrieval, \(checkpoint.title) (%)",
      rowHeadings: ["Metric"],
      columns: (["A", "B", "B - A"]
        + (endsApart
          ? ["lower", "upper"] : ["\((100 * settings.bootstrap.level).formattedNumber)% interval"])
        + ["p", "p (Holm)", "verdict"])
        .map { ReportColumn([ReportLabel($0)], ranking: .unranked) },
      blocks: [settings.metrics.map { row($0, endsApart: endsApart) }], footnotes: notes.map { ReportFootnote($0) }
    ).markingTies()
  }

  private func row(_ metric: Metric, endsApart: Bool) -> ReportRow {
    let found = comparison.differences[metric]
    let interval: [ReportCell] =
      if endsApart {
        [found?.interval.lower, found?.interval.upper].map { end in end.map { .number($0) } ?? .notRun }
      } else {
        [
          found.map { .text(String(format: "%+.2f to %+.2f", $0.interval.lower, $0.interval.upper)) } ?? .notRun
        ]
      }
    func p(_ value: Double?) -> ReportCell {
      value.map { .text($0 < 0.0001 ? "<0.0001" : String(format: "%.4f", $0)) } ?? .notRun
    }
    return ReportRow(
      [ReportLabel(metric.title)],
      [
        first.value(of: metric).map { .number($0, tieRange: first.tieRange(of: metric)) } ?? .notRun,
        second.value(of: metric).map { .number($0, tieRange: second.tieRange(of: metric)) } ?? .notRun,
        difference(metric).map { .number($0, isSigned: true) } ?? .notRun,
      ] + interval + [p(found?.p), p(adjusted[metric]), .text(found.map { conclusion(metric, $0) } ?? "")])
  }

  /// What interval and p say together.
  private enum Verdict: String {
    case differs
    case notAfterHolm = "not after Holm"
    case tooFewRuns = "too few runs"
    case mayBeChance = "may be chance"
  }

  private func verdict(_ metric: Metric, _ found: GroupDifference) -> Verdict {
    let limit = 1 - settings.bootstrap.level
    guard found.interval.excludesZero else { return .mayBeChance }
    if let p = adjusted[metric], p < limit { return .differs }
    if let arrangements, arrangements.leastP >= limit { return .tooFewRuns }
    return found.p < limit ? .notAfterHolm : .mayBeChance
  }

  private func conclusion(_ metric: Metric, _ found: GroupDifference) -> String {
    let verdict = verdict(metric, found)
    switch found.seedsNeeded {
    case .runs(let count): return "\(verdict.rawValue); \(count) runs of each would tell"
    case .testSetLimits: return "\(verdict.rawValue); more seeds do not help: the test set limits"
    case nil: return verdict.rawValue
    }
  }

  /// What the numbers cover and what not.
  private var notes: [String] {
    var notes = [
      "Intervals and p by \(clusters) \(settings.unit.title(count: clusters))\(accountsForSeeds ? " and by the seeds of both" : ""), \(settings.bootstrap.resamples) resamples; p (Holm) is corrected for \(adjusted.count) metric\(adjusted.count == 1 ? "" : "s"): docs/statistics.md."
    ]
    if settings.unit == .query {
      notes.append("Captions of one person are not independent: these intervals are too narrow.")
    }
    if let note = settings.unit.roughGuideNote(count: clusters) { notes.append(note) }
    guard let arrangements else {
      let which = counts.0 == 1 && counts.1 == 1 ? "Each side is one run" : "\(counts.0 == 1 ? "A" : "B") is one run"
      notes.append("\(which): training seeds are not accounted for; the numbers hold for these runs alone.")
      return notes + circumstances
    }
    if settings.pairsSeeds {
      notes.append("Runs of one seed are a pair. p is at least \(Self.text(arrangements.leastP)).")
    } else {
      if arrangements.leastP > 0.001 {
        notes.append(
          "\(counts.0) runs and \(counts.1) can be told into groups in \(Int(arrangements.count)) ways: p is at least \(Self.text(arrangements.leastP))."
        )
      }
      if first.group.seeds == second.group.seeds {
        notes.append("Runs of one seed are not taken for a pair (--pair-seeds).")
      }
    }
    return notes + circumstances
  }

  /// What else differs between the runs, and what they say of their numbers.
  private var circumstances: [String] {
    var notes: [String] = []
    if !differing.isEmpty {
      let listed = differing.prefix(12).map { "\($0.field) \($0.a) and \($0.b)" }.joined(separator: "; ")
      let more = differing.count > 12 ? "; and \(differing.count - 12) more, which JSON has" : ""
      notes.append("A and B also differ in: \(listed)\(more).")
    }
    switch (first.group.isFromElsewhere, second.group.isFromElsewhere) {
    case (true, false): notes.append("A was trained elsewhere: with what, nobody knows.")
    case (false, true): notes.append("B was trained elsewhere: with what, nobody knows.")
    default: break
    }
    let codes = [("A", first.group.codes), ("B", second.group.codes)]
    if Set(codes.flatMap(\.1)).count > 1 {
      let listed = codes.map { "\($0.0) \($0.1.joined(separator: ", "))" }.joined(separator: "; ")
      notes.append("Made by different code: \(listed).")
    }
    for (name, side) in [("A", first), ("B", second)] { notes += side.group.warnings.map { "\(name): \($0)" } }
    return notes
  }

  private static func text(_ p: Double) -> String { String(format: "%.2g", p) }

  private var changes: ReportTable {
    let columns = ["Identity", "Rank A", "Rank B", "AP A", "AP B"] + (captions == nil ? [] : ["Caption"])
    func rank(_ value: Double) -> ReportCell { .number(value, precision: value == value.rounded() ? 0 : 1) }
    let rows = comparison.largestChanges.map { change in
      ReportRow(
        [ReportLabel("\(change.query)")],
        [
          .number(Double(identities[change.query]), precision: 0), rank(change.baselineRank),
          rank(change.candidateRank), .number(change.baselinePrecision, precision: 3),
          .number(change.candidatePrecision, precision: 3),
        ] + (captions.map { [.text($0[change.query])] } ?? []))
    }
    let means = counts == (1, 1) ? "" : "; means over runs"
    return ReportTable(
      title: "The queries with the largest change (ranks of the first match\(means))", rowHeadings: ["Query"],
      columns: columns.map { ReportColumn([ReportLabel($0)], ranking: .unranked) }, blocks: rows.isEmpty ? [] : [rows])
  }
}
