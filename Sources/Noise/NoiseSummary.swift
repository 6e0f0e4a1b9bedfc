package import BenchCore

/// What an injector did to a training set, in numbers.
package struct NoiseSummary: Sendable, Equatable, Encodable {
  /// The number of pairs.
  package let pairs: Int
  /// The pairs with the caption of another pair.
  package let moved: Int
  /// The moved pairs whose caption comes from their own identity: counted as noisy, but still a fitting description.
  package let movedWithinIdentity: Int
  /// The pairs with a changed text of their own caption.
  package let edited: Int
  /// The rate that was asked for, `0...1`.
  package let nominalRate: Double
  /// The share of pairs that are not clean, `0...1`.
  package let actualRate: Double

  /// Counts what happened to `clean` in `noisy`, the result of injecting noise into it.
  package init(of noisy: NoisyPairs, in clean: PairTable) {
    let movedPairs = noisy.sourceIndices.indices.filter { noisy.sourceIndices[$0] != $0 }
    pairs = noisy.isClean.count
    moved = movedPairs.count
    movedWithinIdentity = movedPairs.count { clean.identities[$0] == clean.identities[noisy.sourceIndices[$0]] }
    edited = noisy.isClean.indices.count { !noisy.isClean[$0] && noisy.sourceIndices[$0] == $0 }
    nominalRate = noisy.nominalRate
    actualRate = noisy.actualRate
  }

  /// The counts on one line.
  package var line: String {
    "\(pairs) pairs: \(moved) moved (\(movedWithinIdentity) within their identity), \(edited) edited; actual rate "
      + "\((actualRate * 1000).rounded() / 10)%"
  }
}
