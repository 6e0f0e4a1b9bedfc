package import BenchCore
import Foundation

/// The results of a folder, a row each.
package enum RunListing {
  /// The cells of a heading and of each run, R@1 in percent on the test split. Methods of which there are several labels
  /// are followed by them.
  package static func rows(of runs: [(file: String, record: RunRecord)]) -> [[String]] {
    let labels = Dictionary(grouping: runs, by: \.record.spec.method.id).mapValues { Set($0.map(\.record.label)) }
    func method(_ record: RunRecord) -> String {
      let id = record.spec.method.id
      return labels[id]?.count == 1 ? id : "\(id) (\(record.label))"
    }
    return [
      [
        "file", "dataset", "method", "noise", "seed", "epochs", "precision", "Best R@1", "Last R@1", "sources",
        "outcome",
      ]
    ]
      + runs.map { file, record in
        let spec = record.spec
        return [
          file, spec.dataset.id, method(record), "\((spec.noise.rate * 100).formatted())%", "\(spec.seed)",
          spec.recipe.map { "\($0.epochs)" } ?? "-", spec.setup?.arithmetic.precision.rawValue ?? "-", r1(record.best),
          r1(record.last), record.provenance.sources.map { String($0.prefix(12)) } ?? "-", RunSummary(record).outcome,
        ]
      }
  }

  /// A run of a listing, for programs.
  package struct Entry: Encodable, Sendable {
    let file: String
    let dataset: String
    let method: String
    let label: String
    let injector: String
    /// The share of noisy pairs, `0...1`.
    let noise: Double
    let seed: UInt64
    let epochs: Int?
    let precision: String?
    /// R@1 of text-to-image retrieval in percent.
    let bestR1: Double?
    let lastR1: Double?
    let commit: String?
    let sources: String?
    let outcome: String
  }

  /// The same runs with all digits.
  package static func entries(of runs: [(file: String, record: RunRecord)]) -> [Entry] {
    runs.map { file, record in
      let spec = record.spec
      return Entry(
        file: file, dataset: spec.dataset.id, method: spec.method.id, label: record.label,
        injector: spec.noise.injector, noise: spec.noise.rate, seed: spec.seed, epochs: spec.recipe?.epochs,
        precision: spec.setup?.arithmetic.precision.rawValue, bestR1: record.best?.textToImage.metrics[.r1],
        lastR1: record.last?.textToImage.metrics[.r1], commit: record.provenance.commit,
        sources: record.provenance.sources, outcome: RunSummary(record).outcome)
    }
  }

  private static func r1(_ checkpoint: CheckpointRecord?) -> String {
    checkpoint?.textToImage.metrics[.r1].map { String(format: "%.2f", $0) } ?? "-"
  }
}
