import BenchCore
import Foundation
import Metrics
import Reports

/// What `bench compare` prints.
struct ComparisonReport {
  /// One run's side of the comparison.
  struct Side {
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

  let first: Side
  let second: Side
  let checkpoint: CheckpointName
  let comparison: RunComparison
  /// The share of resamples inside an interval.
  let level: Double
  /// The identity of each query.
  let identities: [Int]
  /// The text of each query, where the dataset is at hand.
  let captions: [String]?

  private var sameShare: Double { max(0, 1 - comparison.wonShare - comparison.lostShare) }

  /// Two tables and a sentence.
  func text() -> String {
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
  func json() throws -> String {
    try Document(
      a: .init(file: first.file, title: first.title), b: .init(file: second.file, title: second.title),
      checkpoint: checkpoint.rawValue,
      metrics: Dictionary(uniqueKeysWithValues: Metric.allCases.map { ($0, documented($0)) }),
      level: level, queries: identities.count, wonShare: comparison.wonShare, lostShare: comparison.lostShare,
      largestChanges: comparison.largestChanges.map { change in
        Document.Change(
          query: change.query, identity: identities[change.query], rankA: change.baselineRank,
          rankB: change.candidateRank, averagePrecisionA: change.baselinePrecision,
          averagePrecisionB: change.candidatePrecision, caption: captions?[change.query])
      }
    ).prettyJSON()
  }

  private func documented(_ metric: Metric) -> Document.Difference {
    let interval = comparison.differences[metric]
    return Document.Difference(
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

  private struct Document: Encodable {
    struct Run: Encodable {
      var file: String
      var title: String
    }

    struct Difference: Encodable {
      var a: Double?
      var b: Double?
      var difference: Double?
      var lower: Double?
      var upper: Double?
    }

    struct Change: Encodable {
      var query: Int
      var identity: Int
      var rankA: Int
      var rankB: Int
      var averagePrecisionA: Double
      var averagePrecisionB: Double
      var caption: String?
    }

    var a: Run
    var b: Run
    var checkpoint: String
    var metrics: [Metric: Difference]
    var level: Double
    var queries: Int
    var wonShare: Double
    var lostShare: Double
    var largestChanges: [Change]
  }
}
