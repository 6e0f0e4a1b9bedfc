package import BenchCore

/// Training pairs that a sample selection called noisy, with the truth: RDE's figure 8.
package struct DistrustedPairs: Sendable, Equatable {
  /// A pair.
  package struct Pair: Sendable, Equatable {
    /// The index in the training pair table.
    package var index: Int
    /// Each head's probability that the pair is clean.
    package var cleanProbabilities: Heads<Float>
    /// Whether the caption is the image's own.
    package var isClean: Bool
  }

  /// The epoch that was trained with the selection.
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
  package init?(_ selection: SampleSelectionRecord, isClean: [Bool], count: Int = 8) {
    guard isClean.count == selection.treatedAsClean.count else { return nil }
    let noisy = selection.treatedAsClean.indices.filter { !selection.treatedAsClean[$0] }
    guard !noisy.isEmpty else { return nil }
    epoch = selection.epoch
    self.count = noisy.count
    let (right, wrong) = (noisy.filter { !isClean[$0] }, noisy.filter { isClean[$0] })
    rightCount = right.count
    let half = count / 2
    let wrongCount = min(wrong.count, max(half, count - right.count))
    let chosen =
      RetrievalGallery.spread(min(right.count, count - wrongCount), over: right)
      + RetrievalGallery.spread(wrongCount, over: wrong)
    pairs = chosen.map { pair in
      Pair(
        index: pair,
        cleanProbabilities: Heads(
          selection.heads.compactMap { head in head.value.cleanProbabilities.map { (head.name, $0[pair]) } }),
        isClean: isClean[pair])
    }
  }
}
