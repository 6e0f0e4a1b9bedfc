package import BenchCore
import Foundation
package import Metrics

/// What `bench compare` prints: two runs' metrics, the differences with intervals, and the queries that changed most.
package struct ComparisonReport {
  /// One run's side of the comparison.
  private struct Side {
    var file: String
    var title: String
    var checkpoint: CheckpointRecord

    init(_ run: ComparedRun, _ checkpoint: CheckpointRecord) {
      let spec = run.record.spec
      file = run.file
      title =
        "\(run.record.label), \(spec.dataset.id), \((100 * spec.noise.rate).formatted())% noise, seed \(spec.seed)"
      self.checkpoint = checkpoint
    }

    func value(of metric: Metric) -> Double? { checkpoint.textToImage.metrics[metric] }
  }

  private let first: Side
  private let second: Side
  private let checkpoint: CheckpointName
  private let comparison: RunComparison
  /// The share of resamples inside an interval.
  private let level: Double
  /// The identity of each query.
  private let identities: [Int]
  /// The text of each query, where the dataset is at hand.
  private let captions: [String]?

  /// Compares `second` with `first`.
  ///
  /// - Parameters:
  ///   - checkpoint: The checkpoint of both; by default the best where both have it, else the last.
  ///   - bootstrap: Draws queries for intervals.
  ///   - captions: The text of each query, where it is known.
  /// - Throws: `ComparedRunFailure` for runs on different test sets or without the checkpoint, `ComparisonFailure` for
  ///   settings of the bootstrap or queries that cannot be used, and what reading embeddings throws.
  package init(
    of first: ComparedRun, and second: ComparedRun, checkpoint: CheckpointName?, bootstrap: PairedBootstrap,
    captions: [String]?
  ) throws {
    let name = checkpoint ?? (first.record.best != nil && second.record.best != nil ? .best : .last)
    identities = try first.checkSameQueries(as: second).queryIdentities
    let (baseline, candidate) = (try first.checkpoint(name), try second.checkpoint(name))
    self.first = Side(first, baseline)
    self.second = Side(second, candidate)
    self.checkpoint = name
    comparison = try RunComparison(
      baseline: baseline.textToImage.queries ?? QueryOutcomes(),
      candidate: candidate.textToImage.queries ?? QueryOutcomes(), bootstrap: bootstrap)
    level = bootstrap.level
    self.captions = captions
  }

  private var sameShare: Double { max(0, 1 - comparison.wonShare - comparison.lostShare) }

  /// Two tables and a sentence.
  package func text() -> String {
    let metrics = ReportTable(
      title: "Text-to-image retrieval, \(checkpoint.title) (%)",
      rowHeadings: ["Metric"],
      columns: ["A", "B", "B - A", "\((100 * level).formatted())% interval", ""].map {
        ReportColumn([ReportLabel($0)], ranking: .unranked)
      }, blocks: [Metric.allCases.map(row)])
    let sentence = String(
      format: "B wins %.1f%% of %d queries (higher average precision), loses %.1f%%, and equals A in %.1f%%.",
      100 * comparison.wonShare, identities.count, 100 * comparison.lostShare, 100 * sameShare)
    let names = "A: \(first.title) (\(first.file))\nB: \(second.title) (\(second.file))\n"
    let parts = [names, metrics.rendered(as: .text), sentence + "\n"]
    return (parts + (changes.blocks.isEmpty ? [] : [changes.rendered(as: .text)])).joined(separator: "\n")
  }

  /// Everything, with all digits.
  ///
  /// - Throws: `EncodingError`.
  package func json() throws -> String {
    try ComparisonDocument(
      a: .init(file: first.file, title: first.title), b: .init(file: second.file, title: second.title),
      checkpoint: checkpoint.rawValue,
      metrics: Dictionary(uniqueKeysWithValues: Metric.allCases.map { ($0, documented($0)) }), level: level,
      queries: identities.count, wonShare: comparison.wonShare, lostShare: comparison.lostShare,
      largestChanges: comparison.largestChanges.map { change in
        ComparisonDocument.Change(
          query: change.query, identity: identities[change.query], rankA: change.baselineRank,
          rankB: change.candidateRank, averagePrecisionA: change.baselinePrecision,
          averagePrecisionB: change.candidatePrecision, caption: captions?[change.query])
      }
    ).reportJSON()
  }

  private func documented(_ metric: Metric) -> ComparisonDocument.Values {
    let interval = comparison.differences[metric]
    return ComparisonDocument.Values(
      a: first.value(of: metric), b: second.value(of: metric), difference: interval?.value ?? difference(metric),
      lower: interval?.lower, upper: interval?.upper)
  }

  private func difference(_ metric: Metric) -> Double? {
    guard let a = first.value(of: metric), let b = second.value(of: metric) else { return nil }
    return b - a
  }

  private func row(_ metric: Metric) -> ReportRow {
    let interval = comparison.differences[metric]
    return ReportRow(
      [ReportLabel(metric.title)],
      [
        first.value(of: metric).map { .number($0) } ?? .notRun,
        second.value(of: metric).map { .number($0) } ?? .notRun,
        (interval?.value ?? difference(metric)).map { .number($0, isSigned: true) } ?? .notRun,
        interval.map { .text(String(format: "%+.2f to %+.2f", $0.lower, $0.upper)) } ?? .notRun,
        .text(interval.map { $0.excludesZero ? "differs" : "may be chance" } ?? ""),
      ])
  }

  private var changes: ReportTable {
    let columns = ["Identity", "Rank A", "Rank B", "AP A", "AP B"] + (captions == nil ? [] : ["Caption"])
    return ReportTable(
      title: "The queries with the largest change (ranks of the first match)", rowHeadings: ["Query"],
      columns: columns.map { ReportColumn([ReportLabel($0)], ranking: .unranked) },
      blocks: comparison.largestChanges.isEmpty
        ? []
        : [
          comparison.largestChanges.map { change in
            ReportRow(
              [ReportLabel("\(change.query)")],
              [
                .number(Double(identities[change.query]), precision: 0),
                .number(Double(change.baselineRank), precision: 0),
                .number(Double(change.candidateRank), precision: 0), .number(change.baselinePrecision, precision: 3),
                .number(change.candidatePrecision, precision: 3),
              ] + (captions.map { [.text($0[change.query])] } ?? []))
          }
        ])
  }
}
