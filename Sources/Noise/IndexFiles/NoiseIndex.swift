/// A permutation of the training pairs: pair i gets the caption of pair `sources[i]`.
package struct NoiseIndex: Sendable, Equatable {
  /// The pair whose caption each pair gets: each of `0..<count` once.
  package let sources: [Int]

  /// The number of pairs.
  package var count: Int { sources.count }

  /// The number of pairs that get the caption of another pair.
  package var movedCount: Int { Self.movedCount(in: sources) }

  /// Checks numbers of any origin; throws the first defect.
  package init(validating sources: [Int]) throws(NoiseIndexFailure) {
    if let defect = Self.firstDefect(in: sources) { throw defect }
    self.sources = sources
  }

  /// Moves captions as (target, source) pairs say; targets and sources must be the same set, within `0..<count`.
  init(count: Int, moving moves: some Sequence<(Int, Int)>) {
    var sources = Array(0..<count)
    for (target, source) in moves { sources[target] = source }
    self.sources = sources
  }

  static func movedCount(in sources: [Int]) -> Int {
    sources.indices.count { sources[$0] != $0 }
  }

  /// The entry with the lowest number that is out of range or repeats an earlier value.
  static func firstDefect(in sources: [Int]) -> NoiseIndexFailure? {
    var firstEntries = [Int?](repeating: nil, count: sources.count)
    for (entry, value) in sources.enumerated() {
      guard firstEntries.indices.contains(value) else {
        return .outOfRange(entry: entry, value: value, count: sources.count)
      }
      if let first = firstEntries[value] { return .repeated(entry: entry, value: value, first: first) }
      firstEntries[value] = entry
    }
    return nil
  }
}
