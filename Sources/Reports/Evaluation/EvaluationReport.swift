package import BenchCore
import Foundation
package import Metrics

/// What `bench eval` prints: the metrics of embeddings as a table or as JSON, and lists of retrieved images.
package struct EvaluationReport {
  let source: String
  let embeddings: RetrievalEmbeddings
  let evaluation: EmbeddingEvaluation
  let weights: [String: Double]
  let lists: [RankedList]
  /// By row of the report, if wanted.
  private let intervals: [[Metric: ConfidenceInterval]]?
  /// What the intervals are, if there are any.
  private let intervalNote: String?

  /// - Parameters:
  ///   - source: What the embeddings are called.
  ///   - weights: The factors that heads were given, by name.
  ///   - lists: Retrieved images to show, if any.
  ///   - bootstrap: Draws identities for intervals; `nil` for none.
  ///   - unit: What it draws instead.
  /// - Throws: `ComparisonFailure` for settings of the bootstrap that cannot be used.
  package init(
    source: String, embeddings: RetrievalEmbeddings, evaluation: EmbeddingEvaluation, weights: [String: Double],
    lists: [RankedList], bootstrap: PairedBootstrap?, by unit: ResamplingUnit = .identity
  ) throws(ComparisonFailure) {
    (self.source, self.embeddings, self.evaluation) = (source, embeddings, evaluation)
    (self.weights, self.lists) = (weights, lists)
    intervalNote = bootstrap.map { bootstrap in
      let counts = RetrievalDirection.allCases.map { direction in
        let identities = embeddings.identities(asking: direction)
        let count = unit == .identity ? Set(identities).count : identities.count
        return "\(count) \(unit.title(count: count))"
      }
      let over = counts[0] == counts[1] ? counts[0] : "\(counts[0]) of captions and \(counts[1]) of images"
      let least =
        RetrievalDirection.allCases.map { direction in
          let identities = embeddings.identities(asking: direction)
          return unit == .identity ? Set(identities).count : identities.count
        }.min() ?? 0
      return
        "In brackets: \((100 * bootstrap.level).formattedNumber)% bootstrap intervals over \(over), \(bootstrap.resamples) resamples."
        + (unit.roughGuideNote(count: least).map { " \($0)" } ?? "")
    }
    intervals = try bootstrap.map { (bootstrap) throws(ComparisonFailure) in
      try Self.rows(of: evaluation).map { (row) throws(ComparisonFailure) in
        try bootstrap.intervals(
          of: row.scores.result(row.direction).queries,
          identities: unit == .identity ? embeddings.identities(asking: row.direction) : nil)
      }
    }
  }

  /// One line of the report: a similarity in one direction.
  private struct Row {
    var direction: RetrievalDirection
    var head: String
    var result: RetrievalResult
    var intervals: [Metric: ConfidenceInterval]?
  }

  /// The metrics as a table.
  package var table: ReportTable {
    let blocks = RetrievalDirection.allCases.map { direction in
      rows.filter { $0.direction == direction }.map { row in
        let cells = Metric.allCases.map { metric -> ReportCell in
          guard let value = row.result.metrics[metric] else { return .notRun }
          let ties = row.result.tieRanges[metric].map { $0.lowest...$0.highest }
          guard let interval = row.intervals?[metric] else { return .number(value, tieRange: ties) }
          return .text(String(format: "%.2f [%.2f, %.2f]", value, interval.lower, interval.upper))
        }
        return ReportRow(
          [ReportLabel(direction.title), ReportLabel(row.head)],
          cells + [.number(row.result.medianRank, precision: 1)])
      }
    }
    var table = ReportTable(
      title:
        "\(source): \(embeddings.queryIdentities.count) queries, \(embeddings.galleryIdentities.count) gallery images",
      rowHeadings: ["Direction", "Head"],
      columns: (Metric.allCases.map(\.title) + ["median rank"]).map {
        ReportColumn([ReportLabel($0)], ranking: .unranked)
      }, blocks: blocks)
    if let intervalNote { table.footnotes.append(ReportFootnote(intervalNote)) }
    if rows.contains(where: { row in row.intervals.map { $0.count < Metric.allCases.count } ?? false }) {
      table.footnotes.append(ReportFootnote("Without brackets: fewer than two identities have a match."))
    }
    for warning in evaluation.warnings { table.footnotes.append(ReportFootnote("Warning: \(warning).")) }
    return table.markingTies()
  }

  /// The lists of retrieved images as a table.
  package var listTable: ReportTable {
    let knowsFiles = embeddings.galleryFiles != nil
    let columns = ["Similarity", "Identity", "Match", "Gallery index"] + (knowsFiles ? ["File"] : [])
    var table = ReportTable(
      title: "\(source): retrieved images", rowHeadings: ["Query", "Identity", "Rank"],
      columns: columns.map { ReportColumn([ReportLabel($0)], ranking: .unranked) },
      blocks: lists.map { list in
        list.retrieved.map { entry in
          ReportRow(
            [ReportLabel("\(list.query)"), ReportLabel("\(list.identity)"), ReportLabel("\(entry.rank)")],
            [
              .number(Double(entry.similarity), precision: 4), .number(Double(entry.identity), precision: 0),
              .text(entry.isMatch ? "right" : "wrong"), .number(Double(entry.galleryIndex), precision: 0),
            ] + (knowsFiles ? [.text(entry.file ?? "")] : []))
        }
      })
    table.footnotes = lists.map { list in
      let caption = list.caption.map { ": \($0)" } ?? ""
      let match = list.firstMatchRank == 0 ? "no match in the gallery" : "first match at rank \(list.firstMatchRank)"
      return ReportFootnote(
        "Query \(list.query) (\(match), average precision \(String(format: "%.3f", list.averagePrecision)))\(caption)")
    }
    return table
  }

  /// Everything, with all digits.
  ///
  /// - Throws: `EncodingError`.
  package func json() throws -> String {
    try EvaluationDocument(
      source: source, queries: embeddings.queryIdentities.count, gallery: embeddings.galleryIdentities.count,
      heads: embeddings.heads.map {
        .init(name: $0.name, width: $0.value.text.columns, weight: weights[$0.name] ?? 1)
      },
      scores: rows.map { row in
        EvaluationDocument.Scores(
          direction: row.direction.rawValue, head: row.head,
          metrics: row.result.metrics,
          medianRank: row.result.medianRank, queriesWithoutMatch: row.result.queries.queriesWithoutMatch.count,
          intervals: row.intervals?.mapValues { [$0.lower, $0.upper] },
          tieRanges: row.result.tieRanges.isEmpty
            ? nil : row.result.tieRanges.mapValues { [$0.lowest, $0.highest] })
      }, warnings: evaluation.warnings, lists: lists.isEmpty ? nil : lists
    ).reportJSON()
  }

  private static func rows(
    of evaluation: EmbeddingEvaluation
  ) -> [(name: String, scores: EmbeddingEvaluation.Scores, direction: RetrievalDirection)] {
    let similarities = evaluation.heads.count == 1 ? evaluation.heads : evaluation.heads + [evaluation.mean]
    return RetrievalDirection.allCases.flatMap { direction in
      similarities.map { ($0.name, $0, direction) }
    }
  }

  private var rows: [Row] {
    Self.rows(of: evaluation).enumerated().map { place, row in
      Row(
        direction: row.direction, head: row.name, result: row.scores.result(row.direction),
        intervals: intervals?[place])
    }
  }
}

extension RetrievalEmbeddings {
  /// The identity of each query of a direction.
  fileprivate func identities(asking direction: RetrievalDirection) -> [Int] {
    direction == .textToImage ? queryIdentities : galleryIdentities
  }
}

extension RetrievalDirection {
  /// `text -> image` or `image -> text`.
  fileprivate var title: String { self == .textToImage ? "text -> image" : "image -> text" }
}
