/// How often each whole number occurs in a sample.
package struct Distribution: Sendable, Equatable, Codable {
  /// One value and the number of its occurrences.
  package struct Bin: Sendable, Equatable, Codable {
    /// The value.
    package var value: Int
    /// How often it occurs, at least once.
    package var count: Int
  }

  /// The values that occur, ascending.
  package var bins: [Bin]

  /// Counts the values of a sample.
  package init(_ values: some Sequence<Int>) {
    bins = values.reduce(into: [Int: Int]()) { counts, value in counts[value, default: 0] += 1 }
      .map { Bin(value: $0.key, count: $0.value) }
      .sorted { $0.value < $1.value }
  }

  /// The size of the sample.
  package var count: Int { bins.reduce(0) { $0 + $1.count } }

  /// The mean; `nil` for an empty sample.
  package var mean: Double? {
    bins.isEmpty ? nil : bins.reduce(0) { $0 + Double($1.value) * Double($1.count) } / Double(count)
  }

  /// The smallest value that at least a share of `0...1` of the sample does not exceed; `nil` for an empty sample.
  ///
  /// 0 gives the minimum, 0.5 the lower median and 1 the maximum.
  package func quantile(_ share: Double) -> Int? {
    let rank = max(1, (share * Double(count)).rounded(.up))
    var cumulated = 0.0
    for bin in bins {
      cumulated += Double(bin.count)
      if cumulated >= rank { return bin.value }
    }
    return bins.last?.value
  }
}
