import BenchCore

/// How often chance alone, as permutations make it, gives a difference as large as the one measured; two-sided.
///
/// All permutations are gone through where they are no more than `limit`; else `limit` random ones are drawn, and
/// p = (b + 1) / (m + 1), because the measured arrangement is one of them (Phipson & Smyth 2010).
struct PermutationTest {
  /// The most permutations that are computed.
  var limit: Int
  /// Of random permutations.
  var seed: UInt64

  /// Exchanges the two sides of each pair of which these are the differences: flips their signs.
  func signFlips(of differences: [Double]) -> Double {
    let flipped = differences.filter { $0 != 0 }
    let total = flipped.reduce(0, +)
    let bound = abs(total) - tolerance(flipped)
    if flipped.count < 60, 1 << flipped.count <= limit {
      let hits = (0..<1 << flipped.count).count { pattern in
        abs(total - 2 * negated(flipped, from: 0) { UInt64(pattern) }) >= bound
      }
      return Double(hits) / Double(1 << flipped.count)
    }
    return random { number in
      var generator = SeededGenerator(seed: seed, stream: "permutation", UInt64(number))
      let sum = stride(from: 0, to: flipped.count, by: 64).reduce(0.0) { sum, start in
        sum + negated(flipped, from: start) { generator.next() }
      }
      return abs(total - 2 * sum) >= bound
    }
  }

  /// Hands the labels of two groups of values to other values: the difference of means under every new labelling.
  func relabelling(_ first: [Double], _ second: [Double]) -> Double {
    let values = first + second
    let total = values.reduce(0, +)
    func difference(_ sum: Double) -> Double {
      abs((total - sum) / Double(second.count) - sum / Double(first.count))
    }
    let bound = difference(first.reduce(0, +)) - tolerance(values)
    let labellings = Self.labellings(first.count, second.count)
    if labellings <= Double(limit) {
      var (hits, count) = (0, 0)
      func choose(from start: Int, _ left: Int, _ sum: Double) {
        guard left > 0 else {
          count += 1
          if difference(sum) >= bound { hits += 1 }
          return
        }
        for next in start...(values.count - left) { choose(from: next + 1, left - 1, sum + values[next]) }
      }
      choose(from: 0, first.count, 0)
      return Double(hits) / Double(count)
    }
    return random { number in
      var generator = SeededGenerator(seed: seed, stream: "relabelling", UInt64(number))
      let chosen = generator.permutation(of: values.count).prefix(first.count)
      return difference(chosen.reduce(0) { $0 + values[$1] }) >= bound
    }
  }

  /// The number of ways to tell so many values into two groups.
  static func labellings(_ first: Int, _ second: Int) -> Double {
    (0..<first).reduce(1) { $0 * Double(first + second - $1) / Double($1 + 1) }.rounded()
  }

  /// Of tests of two independent sources of chance, such as training seeds and test identities, the one of both.
  ///
  /// Variances add, so 1/z^2 does: Clark's min F' (1973) with the tests' own p-values in place of two F-tests.
  static func combined(_ first: Double, _ second: Double) -> Double {
    let squares = [first, second].map { p in
      let z = NormalDistribution.quantile(p / 2)
      return z * z
    }
    guard squares.allSatisfy({ $0 > 0 }) else { return 1 }
    return 2 * NormalDistribution.probability(upTo: -1 / (1 / squares[0] + 1 / squares[1]).squareRoot())
  }

  /// Sums are equal up to this much, in whatever order they were added.
  private func tolerance(_ values: [Double]) -> Double { 1e-12 * values.reduce(0) { $0 + abs($1) } }

  /// The sum of up to 64 values whose bit is set.
  private func negated(_ values: [Double], from start: Int, _ word: () -> UInt64) -> Double {
    let bits = word()
    return (start..<min(start + 64, values.count)).reduce(0) { sum, place in
      sum + values[place] * Double((bits >> UInt64(place - start)) & 1)
    }
  }

  private func random(_ isHit: (Int) -> Bool) -> Double {
    Double((0..<limit).count(where: isHit) + 1) / Double(limit + 1)
  }
}

extension Dictionary where Value == Double {
  /// The p-values adjusted for being several (Holm 1979): each holds at its level although all are looked at.
  public func holmAdjusted() -> [Key: Double] {
    var largest = 0.0
    var adjusted: [Key: Double] = [:]
    for (place, (key, p)) in sorted(by: { $0.value < $1.value }).enumerated() {
      largest = Swift.max(largest, Swift.min(1, p * Double(count - place)))
      adjusted[key] = largest
    }
    return adjusted
  }
}
