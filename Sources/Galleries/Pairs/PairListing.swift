package import BenchCore
package import Noise

/// Training pairs as a sample selection saw them, with the truth.
package struct PairListing: Sendable {
  /// What the heads of a method called a pair.
  package enum Call: String, Sendable, CaseIterable {
    case noisy, clean
    /// The heads disagree.
    case disputed
  }

  /// What a pair is.
  package enum Truth: String, Sendable, CaseIterable {
    case noisy, clean
  }

  /// What pairs are sorted by.
  package enum Order: String, Sendable, CaseIterable {
    /// Their order in the training set.
    case index
    /// The mean of the heads' losses, the highest first.
    case loss
    /// The mean of the heads' probabilities to be clean, the lowest first.
    case probability
  }

  /// A training pair.
  package struct Pair: Sendable {
    /// The index in the training pair table.
    package var index: Int
    /// The pair whose caption it had; itself where its caption was not another's.
    package var source: Int
    /// Each head's loss.
    package var losses: [Float]
    /// Each head's probability that the pair is clean; empty where a head has none.
    package var cleanProbabilities: [Float]
    /// What each head alone takes for clean; empty in files of before this was stored.
    package var takenAsClean: [Bool]
    /// What the heads called it.
    package var called: Call
    /// Whether it was trained as a positive.
    package var isTreatedAsClean: Bool
    /// Whether it kept its own, unchanged caption.
    package var isClean: Bool
    /// File, identities and captions; `nil` without the run's data.
    package var texts: NoiseExample?

    /// What it is.
    package var truth: Truth { isClean ? .clean : .noisy }
  }

  /// The epoch that was trained with the selection.
  package let epoch: Int
  /// The names of the heads, in the method's order.
  package let heads: [String]
  /// How the calls agree with the truth, of all pairs.
  package let summary: PairSummary
  /// The pairs that were asked for, sorted.
  package private(set) var pairs: [Pair]

  /// Lists all pairs of a run's selection before an epoch, the last one where none is named.
  ///
  /// - Throws: `PairListingFailure` where there is no such selection, or the truth is not stored.
  package init(_ record: RunRecord, epoch: Int? = nil) throws(PairListingFailure) {
    guard let selections = record.sampleSelections, let last = selections.last else {
      throw .noSelection(method: record.spec.method.id)
    }
    guard let selection = epoch.map({ epoch in selections.first { $0.epoch == epoch } }) ?? last else {
      throw .noEpoch(epoch ?? 0, known: selections.map(\.epoch))
    }
    guard let noise = record.noise else { throw .noTruth }
    self.epoch = selection.epoch
    heads = selection.heads.names
    let columns = selection.heads.map(\.value)
    let probabilities = columns.compactMap(\.cleanProbabilities)
    let taken = columns.compactMap(\.takenAsClean)
    pairs = selection.treatedAsClean.indices.map { index in
      // Files of before each head's opinion was stored have the consensus only.
      let opinions = taken.count == columns.count && !taken.isEmpty ? taken.map { $0[index] } : []
      let isTreatedAsClean = selection.treatedAsClean[index]
      let agreed = Set(opinions.isEmpty ? [isTreatedAsClean] : opinions)
      return Pair(
        index: index, source: noise.sourceIndices[index], losses: columns.map { $0.losses[index] },
        cleanProbabilities: probabilities.count == columns.count ? probabilities.map { $0[index] } : [],
        takenAsClean: opinions, called: agreed.count > 1 ? .disputed : agreed == [true] ? .clean : .noisy,
        isTreatedAsClean: isTreatedAsClean, isClean: noise.isClean[index])
    }
    summary = PairSummary(pairs)
  }

  /// Leaves the pairs that were called so and are so, sorted; equal ones in their order in the training set.
  ///
  /// - Throws: `PairListingFailure.noProbabilities` where they cannot be sorted by them.
  package mutating func select(
    called: Call?, truth: Truth?, order: Order
  ) throws(PairListingFailure) {
    if order == .probability, pairs.contains(where: \.cleanProbabilities.isEmpty) { throw .noProbabilities }
    pairs = pairs.filter { (called ?? $0.called) == $0.called && (truth ?? $0.truth) == $0.truth }
    let key: ((Pair) -> Float)? =
      switch order {
      case .index: nil
      case .loss: { -Self.mean($0.losses) }
      case .probability: { Self.mean($0.cleanProbabilities) }
      }
    guard let key else { return }
    // What is no number goes last.
    let keyed = pairs.map { pair in (key: key(pair).isNaN ? .infinity : key(pair), pair: pair) }
    pairs = keyed.sorted { ($0.key, $0.pair.index) < ($1.key, $1.pair.index) }.map(\.pair)
  }

  /// Adds what the pairs are.
  ///
  /// - Parameters:
  ///   - clean: The training set of the run.
  ///   - noisy: The same with the captions that the run had.
  package mutating func describe(from clean: PairTable, noisy: NoisyPairs) {
    for place in pairs.indices {
      pairs[place].texts = NoiseExample(of: pairs[place].index, noisy: noisy, clean: clean)
    }
  }

  private static func mean(_ values: [Float]) -> Float { values.reduce(0, +) / Float(values.count) }
}

/// Why the pairs of a run cannot be listed.
package enum PairListingFailure: BenchFailure, Equatable {
  /// The method selects no samples, or what it selected is not stored.
  case noSelection(method: String)
  /// There is no selection before this epoch.
  case noEpoch(Int, known: [Int])
  /// The result does not say which pairs are noisy.
  case noTruth
  /// The method has losses alone.
  case noProbabilities

  package var problem: String {
    switch self {
    case .noSelection(let method): "the run has no sample selections: \(method) selected none, or they are not stored"
    case .noEpoch(let epoch, _): "the run has no sample selection before epoch \(epoch)"
    case .noTruth: "the result does not say which training pairs are noisy"
    case .noProbabilities: "the method gives no probabilities to sort by"
    }
  }

  package var remedy: String? {
    switch self {
    case .noSelection: "take a run of a method that selects samples, such as RDE: bench list methods"
    case .noEpoch(_, let known):
      "there is one before epoch \(known.map(String.init).joined(separator: ", "))"
    case .noTruth: nil
    case .noProbabilities: "--sort loss"
    }
  }
}
