package import BenchCore
import Foundation

/// The results of a folder, a row each.
package enum RunListing {
  /// The cells of a heading and of each run, R@1 in percent on the test split.
  package static func rows(of runs: [(file: String, record: RunRecord)]) -> [[String]] {
    [
      [
        "file", "dataset", "method", "noise", "seed", "epochs", "precision", "Best R@1", "Last R@1", "sources",
        "outcome",
      ]
    ]
      + runs.map { file, record in
        let spec = record.spec
        return [
          file, spec.dataset.id, spec.method.id, "\((spec.noise.rate * 100).formatted())%", "\(spec.seed)",
          spec.recipe.map { "\($0.epochs)" } ?? "-", spec.setup?.arithmetic.precision.rawValue ?? "-", r1(record.best),
          r1(record.last), record.provenance.sources.map { String($0.prefix(12)) } ?? "-", RunSummary(record).outcome,
        ]
      }
  }

  private static func r1(_ checkpoint: CheckpointRecord?) -> String {
    checkpoint?.textToImage.metrics[.r1].map { String(format: "%.2f", $0) } ?? "-"
  }
}
