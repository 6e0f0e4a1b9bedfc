package import BenchCore

/// Exchanges captions with similar ones of another identity: noise that is hard to tell from clean pairs.
///
/// The pairs are chosen as by `identity-shuffle`. In random order, each exchanges captions with the pair of another
/// identity whose caption is most like its own among the candidates (`SimilarCaptionSearch`: weighted word overlap, at
/// most 256 comparisons). The few that find no partner are mixed among the exchanged ones, still between identities, so
/// the nominal rate is the actual one. The time grows linearly with the number of pairs.
package struct HardSwapInjector: NoiseInjector {
  static let info = InjectorInfo(
    id: "hard-swap",
    title: "Hard swap",
    summary: "Exchanges captions with the most similar ones of other identities: hard, plausible noise.",
    source: "nc-bench",
    effect: .movesCaptions,
    usesIdentities: true
  )

  /// The registry's entry of `hard-swap`.
  package var info: InjectorInfo { Self.info }

  private let candidateLimit: Int

  /// Creates the injector; `candidateLimit` bounds the comparisons per pair.
  package init(candidateLimit: Int = 256) {
    self.candidateLimit = candidateLimit
  }

  /// Exchanges the captions of `int(rate * N)` pairs; throws `NoiseFailure.identitiesTooFew`.
  package func corrupt(_ pairs: PairTable, rate: NoiseRate, seed: UInt64) throws -> NoisyPairs {
    var generator = SeededGenerator(seed: seed, stream: "noise.hard-swap")
    let exchange = IdentityExchange(identities: pairs.identities)
    let chosen = try exchange.choose(rate.pairCount(of: pairs.count), using: &generator)

    var sources = Array(0..<pairs.count)
    var search = SimilarCaptionSearch(
      captions: pairs.captions,
      identities: pairs.identities,
      waiting: chosen,
      candidateLimit: candidateLimit
    )
    for pair in chosen {
      if let partner = search.takePartner(of: pair) { sources.swapAt(pair, partner) }
    }
    try exchange.separate(&sources, at: chosen, using: &generator)
    return NoisyPairs(moving: pairs, sources: sources, rate: rate)
  }
}
