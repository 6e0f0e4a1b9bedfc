import BenchCore
import Foundation

/// A retrieval problem of a dataset's size with random embeddings around a centre for each identity.
struct RetrievalProblem {
  var name: String
  var queries: Int
  var gallery: Int
  var identities: Int
  var width = 512

  /// CUHK-PEDES' and ICFG-PEDES' test splits: about 3 and 20 matches per query.
  static let datasets = [
    RetrievalProblem(name: "cuhk", queries: 6156, gallery: 3074, identities: 1000),
    RetrievalProblem(name: "icfg", queries: 19_848, gallery: 19_848, identities: 1000),
  ]

  /// Galleries of distractors: up to 20 matches per query.
  static let growing = [10_000, 100_000, 300_000, 1_000_000].map {
    RetrievalProblem(name: "growing", queries: 10_000, gallery: $0, identities: $0 / 20)
  }

  var textIdentities: [Int] { (0..<queries).map { $0 % identities } }
  var imageIdentities: [Int] { (0..<gallery).map { $0 % identities } }

  func text() -> EmbeddingMatrix { matrix(rows: queries, stream: 1) }
  func image() -> EmbeddingMatrix { matrix(rows: gallery, stream: 2) }

  private func matrix(rows: Int, stream: UInt64) -> EmbeddingMatrix {
    var values: [Float] = []
    values.reserveCapacity(rows * width)
    for row in 0..<rows {
      var center = SeededGenerator(seed: 1, stream: "center", UInt64(row % identities))
      var noise = SeededGenerator(seed: 1, stream: "noise", stream, UInt64(row))
      for _ in 0..<width { values.append(Float(center.uniform(-1, 1) + 4 * noise.uniform(-1, 1))) }
    }
    return EmbeddingMatrix(rows: rows, columns: width, values: values)
  }
}

/// Shapes that per-sample losses take.
enum LossShape {
  static func all(count: Int) -> [(name: String, losses: [Float])] {
    var generator = SeededGenerator(seed: 1, stream: "losses")
    func normal() -> Double {
      (-2 * log(1 - generator.uniform())).squareRoot() * cos(2 * .pi * generator.uniform())
    }
    func losses(_ draw: () -> Double) -> [Float] { (0..<count).map { _ in Float(draw()) } }
    return [
      ("bimodal", losses { generator.chance(0.7) ? 0.5 * normal() : 3 + normal() }),
      ("spike at zero", losses { max(0, (generator.chance(0.5) ? -0.3 : 1) + 0.4 * normal()) }),
      ("skewed", losses { -log(1 - generator.uniform()) }),
    ]
  }
}
