import BenchCore

/// What each cluster of queries, such as those of one identity, adds to the sums behind metrics: of a run, of the mean
/// over runs, or of the difference of two.
///
/// A metric is a ratio of sums, because clusters differ in size and some queries have no match.
struct ClusterScores {
  /// The metrics that are wanted.
  let metrics: [Metric]
  /// The number of clusters.
  let count: Int
  /// Eight terms of every cluster at a time, so that drawing a cluster is one addition for each block: a sum for each
  /// metric in its unit, then the number of queries, then that of queries with a match.
  private let blocks: [[SIMD8<Double>]]

  /// - Parameters:
  ///   - metrics: Each is known, or a sum of metrics that are.
  ///   - matches: 1 for each query with a match, 0 for others.
  ///   - clusters: The cluster of each query.
  ///   - column: Each query's term of a metric that is no sum.
  init(_ metrics: [Metric], matches: [Double], clusters: QueryClusters, column: (Metric) -> [Double]) {
    self.metrics = metrics
    count = clusters.count
    let sums = metrics.map { metric in
      let parts = metric.parts.isEmpty ? [metric] : metric.parts
      let columns = parts.map(column)
      let factor = metric.unit.factor
      return clusters.sums(matches.indices.map { query in factor * columns.reduce(0) { $0 + $1[query] } })
    }
    let terms = sums + [clusters.sums(matches.map { _ in 1 }), clusters.sums(matches)]
    blocks = stride(from: 0, to: terms.count, by: 8).map { start in
      let lanes = terms[start..<min(start + 8, terms.count)]
      return (0..<clusters.count).map { cluster in
        var block = SIMD8<Double>()
        for (lane, term) in lanes.enumerated() { block[lane] = term[cluster] }
        return block
      }
    }
  }

  /// The metrics of all clusters.
  var values: [Double] { values(of: total) }

  /// The metrics without one cluster, for each cluster; those of the whole where nothing is left.
  func valuesLeavingOut() -> [[Double]] {
    let total = total
    return (0..<count).map { cluster in
      values(of: zip(total, blocks.flatMap { Self.lanes($0[cluster]) }).map { $0 - $1 })
    }
  }

  /// Each cluster's sum of a metric, and what it is divided by.
  func terms(of place: Int) -> [(sum: Double, weight: Double)] {
    (0..<count).map { cluster in
      (term(place, cluster), term(weight(of: metrics[place]), cluster))
    }
  }

  private func term(_ place: Int, _ cluster: Int) -> Double { blocks[place / 8][cluster][place % 8] }

  private func weight(of metric: Metric) -> Int {
    metric.drawsUnmatchedQueries ? metrics.count : metrics.count + 1
  }

  private var total: [Double] {
    blocks.flatMap { block in Self.lanes(block.reduce(into: SIMD8.zero) { $0 += $1 }) }
  }

  /// The metrics of as many clusters, drawn with replacement: each resample has a random stream of its own, and every
  /// block of terms is drawn from the same.
  func resample(seed: UInt64, number: Int) -> [Double] {
    let sums = blocks.flatMap { block in
      var generator = SeededGenerator(seed: seed, stream: "bootstrap", UInt64(number))
      var sum = SIMD8<Double>.zero
      block.withUnsafeBufferPointer { block in
        let count = UInt64(block.count)
        for pair in 0..<(block.count + 1) / 2 {
          // Two draws from 64 random bits; the bias of scaling 32 bits down is below one in 2^32 / count.
          let word = generator.next()
          sum += block[Int(((word >> 32) * count) >> 32)]
          if 2 * pair + 1 < block.count { sum += block[Int(((word & 0xffff_ffff) * count) >> 32)] }
        }
      }
      return Self.lanes(sum)
    }
    return values(of: sums)
  }

  /// The wanted metrics from the sums of their terms; 0 where no query that counts was drawn.
  private func values(of sums: [Double]) -> [Double] {
    metrics.indices.map { place in
      let weight = sums[weight(of: metrics[place])]
      return weight > 0 ? sums[place] / weight : 0
    }
  }

  private static func lanes(_ sum: SIMD8<Double>) -> [Double] { sum.indices.map { sum[$0] } }
}
