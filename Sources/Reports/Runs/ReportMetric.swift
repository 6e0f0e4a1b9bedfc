package import BenchCore

/// A number of a run that a table can show, in percent.
package enum ReportMetric: String, Sendable, CaseIterable {
  case r1, r5, r10, map, minp
  /// R@1 + R@5 + R@10.
  case rsum

  /// The five of the papers' tables.
  package static let paper: [ReportMetric] = [.r1, .r5, .r10, .map, .minp]

  /// The heading, as in RDE's tables.
  package var title: String {
    switch self {
    case .r1: "R-1"
    case .r5: "R-5"
    case .r10: "R-10"
    case .map: "mAP"
    case .minp: "mINP"
    case .rsum: "rSum"
    }
  }

  /// The name in figures, as in the field's text: `R@1` for `R-1`.
  package var axisTitle: String {
    switch self {
    case .r1: "R@1"
    case .r5: "R@5"
    case .r10: "R@10"
    case .map, .minp, .rsum: title
    }
  }

  /// The metric's value among `metrics`.
  package func value(in metrics: RetrievalMetrics) -> Double {
    switch self {
    case .r1: metrics.r1
    case .r5: metrics.r5
    case .r10: metrics.r10
    case .map: metrics.map
    case .minp: metrics.minp
    case .rsum: metrics.rSum
    }
  }
}

/// Which of a run's two checkpoints.
package enum ReportCheckpoint: String, Sendable, CaseIterable {
  /// The best on the selection split.
  case best
  /// The one after the last epoch.
  case last

  /// The row header, as in RDE's tables.
  package var title: String {
    switch self {
    case .best: "Best"
    case .last: "Last"
    }
  }

  /// The checkpoint of `run`.
  package func record(of run: RunRecord) -> CheckpointRecord? {
    switch self {
    case .best: run.best
    case .last: run.last
    }
  }
}

/// Which side queries which.
package enum RetrievalDirection: String, Sendable, CaseIterable {
  /// What the papers' tables report.
  case textToImage = "text-to-image"
  case imageToText = "image-to-text"

  /// The metrics of this direction.
  package func metrics(of checkpoint: CheckpointRecord) -> RetrievalMetrics {
    switch self {
    case .textToImage: checkpoint.textToImage
    case .imageToText: checkpoint.imageToText
    }
  }
}
