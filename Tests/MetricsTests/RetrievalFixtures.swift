import BenchCore
import Metrics

extension EmbeddingMatrix {
  /// Rows of +1 and -1. Where `columns` is a power of 4 their cosines are exact in any order of summation: fractions of
  /// `columns`, of which many are equal.
  static func signs(rows: Int, columns: Int, seed: UInt64) -> EmbeddingMatrix {
    var generator = SeededGenerator(seed: seed, stream: "signs", UInt64(rows), UInt64(columns))
    return EmbeddingMatrix(
      rows: rows, columns: columns, values: (0..<rows * columns).map { _ in generator.chance(0.5) ? 1 : -1 })
  }

  /// Rows of uniform numbers, whose cosines are all but surely different.
  static func random(rows: Int, columns: Int, seed: UInt64) -> EmbeddingMatrix {
    var generator = SeededGenerator(seed: seed, stream: "uniform", UInt64(rows), UInt64(columns))
    return EmbeddingMatrix(
      rows: rows, columns: columns, values: (0..<rows * columns).map { _ in Float(generator.uniform(-1, 1)) })
  }

  /// One row.
  func row(_ index: Int) -> ArraySlice<Float> { values[index * columns..<(index + 1) * columns] }

  /// The cosines of each row with each row of `other`, in double precision.
  func cosines(with other: EmbeddingMatrix) -> [[Double]] {
    // Pointers and a while loop: in a debug build anything else takes a minute.
    func dot(_ left: UnsafePointer<Float>, _ right: UnsafePointer<Float>) -> Double {
      var sum = 0.0
      var column = 0
      while column < columns {
        sum += Double(left[column]) * Double(right[column])
        column += 1
      }
      return sum
    }
    return values.withUnsafeBufferPointer { own in
      other.values.withUnsafeBufferPointer { others in
        guard let own = own.baseAddress, let others = others.baseAddress else { return [] }
        let ownNorms = (0..<rows).map { dot(own + $0 * columns, own + $0 * columns).squareRoot() }
        let otherNorms = (0..<other.rows).map { dot(others + $0 * columns, others + $0 * columns).squareRoot() }
        return (0..<rows).map { row in
          (0..<other.rows).map {
            dot(own + row * columns, others + $0 * columns) / (ownNorms[row] * otherNorms[$0])
          }
        }
      }
    }
  }
}

/// Identities drawn from `count`, in no order.
func randomIdentities(_ length: Int, from count: Int, seed: UInt64) -> [Int] {
  var generator = SeededGenerator(seed: seed, stream: "identities", UInt64(length))
  return (0..<length).map { _ in generator.index(below: count) }
}

extension QueryOutcomes {
  /// The same as the naive twin's list.
  var asNaive: [NaiveRetrieval.Query] {
    let columns = [Metric.map, .minp, .ndcg10].map { self[$0] ?? [] }
    return firstMatchRanks.indices.map {
      NaiveRetrieval.Query(
        firstMatchRank: firstMatchRanks[$0], averagePrecision: columns[0][$0], inverseNegativePenalty: columns[1][$0],
        discountedGainAt10: columns[2][$0])
    }
  }
}
