package import BenchCore

/// Training pairs that a division called noisy, with the truth: RDE's figure 8.
package struct DividedPairs: Sendable, Equatable {
  /// A pair.
  package struct Pair: Sendable, Equatable {
    /// The index in the training pair table.
    package var index: Int
    /// Each head's probability that the pair is clean, by head.
    package var cleanProbabilities: [(head: String, value: Float)]
    /// Whether the caption is the image's own.
    package var isClean: Bool

    /// Whether all fields are equal.
    package static func == (left: Pair, right: Pair) -> Bool {
      left.index == right.index && left.isClean == right.isClean
        && left.cleanProbabilities.map(\.head) == right.cleanProbabilities.map(\.head)
        && left.cleanProbabilities.map(\.value) == right.cleanProbabilities.map(\.value)
    }
  }

  /// The epoch that was trained with the division.
  package var epoch: Int
  /// How many pairs were called noisy.
  package var count: Int
  /// How many of them are.
  package var rightCount: Int
  /// Some of them: first pairs that are noisy, then pairs that are clean.
  package var pairs: [Pair]

  /// Chooses up to `count` pairs, half of them rightly called noisy and half wrongly, spread over the training set.
  ///
  /// `nil` where the truth is unknown or no pair was called noisy.
  package init?(_ division: DivisionRecord, isClean: [Bool], count: Int = 8) {
    guard isClean.count == division.treatedAsClean.count else { return nil }
    let noisy = division.treatedAsClean.indices.filter { !division.treatedAsClean[$0] }
    guard !noisy.isEmpty else { return nil }
    epoch = division.epoch
    self.count = noisy.count
    let (right, wrong) = (noisy.filter { !isClean[$0] }, noisy.filter { isClean[$0] })
    rightCount = right.count
    let half = count / 2
    let wrongCount = min(wrong.count, max(half, count - right.count))
    let chosen =
      RetrievalGallery.spread(min(right.count, count - wrongCount), over: right)
      + RetrievalGallery.spread(wrongCount, over: wrong)
    let heads = division.cleanProbabilities.sorted { $0.key < $1.key }
    pairs = chosen.map { pair in
      Pair(
        index: pair,
        cleanProbabilities: heads.compactMap { head, values in pair < values.count ? (head, values[pair]) : nil },
        isClean: isClean[pair])
    }
  }
}
