package import BenchCore

/// Shuffles captions so that each goes to another identity: every chosen pair is really noisy, and the nominal rate is
/// the actual one (up to `int(rate * N)`).
///
/// The official shuffle counts a caption that moved to another image of the same person as noise, although it still
/// describes that person. Here none does. The chosen pairs are a uniformly random share, except that no identity may
/// own more than half of them; where that cannot be had the rate is refused.
package struct IdentityShuffleInjector: NoiseInjector {
  static let info = InjectorInfo(
    id: "identity-shuffle",
    title: "Identity shuffle",
    summary: "Shuffles captions between identities only, so that the nominal rate is the actual one.",
    source: "nc-bench",
    effect: .movesCaptions,
    usesIdentities: true
  )

  /// The registry's entry of `identity-shuffle`.
  package var info: InjectorInfo { Self.info }

  package init() {}

  /// Shuffles the captions of `int(rate * N)` pairs between identities; throws `NoiseFailure.identitiesTooFew`.
  package func corrupt(_ pairs: PairTable, rate: NoiseRate, seed: UInt64) throws -> NoisyPairs {
    var generator = SeededGenerator(seed: seed, stream: "noise.identity-shuffle")
    let exchange = IdentityExchange(identities: pairs.identities)
    let chosen = try exchange.choose(rate.pairCount(of: pairs.count), using: &generator)

    var sources = Array(0..<pairs.count)
    for (target, source) in zip(chosen, generator.permutation(of: chosen.count)) {
      sources[target] = chosen[source]
    }
    try exchange.separate(&sources, at: chosen, using: &generator)
    return NoisyPairs(moving: pairs, sources: sources, rate: rate)
  }
}
