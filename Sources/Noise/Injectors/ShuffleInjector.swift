package import BenchCore

/// The official protocol: the captions of a random share of the pairs are shuffled among themselves.
///
/// About one chosen pair keeps its caption by chance and stays clean, so the actual rate is a little below the nominal
/// one; a caption that moves within its identity still counts as noisy. With seed 1 this reproduces the published
/// files.
///
/// Source: RDE (CVPR 2024), `inject_noisy_correspondence`, with NumPy's legacy generator.
package struct ShuffleInjector: NoiseInjector {
  static let info = InjectorInfo(
    id: "shuffle",
    title: "Shuffle",
    summary: "Shuffles the captions of a random share of the pairs among themselves: the official protocol.",
    source: "RDE, CVPR 2024 (inject_noisy_correspondence)",
    effect: .movesCaptions
  )

  /// The registry's entry of `shuffle`.
  package var info: InjectorInfo { Self.info }

  package init() {}

  /// Moves captions as the official code does for this number of pairs, rate and seed; seeds above 2^32 - 1 are
  /// refused.
  ///
  /// - Throws: `NoiseFailure.seedOutOfRange`.
  package func corrupt(_ pairs: PairTable, rate: NoiseRate, seed: UInt64) throws -> NoisyPairs {
    let index = try Self.index(count: pairs.count, rate: rate.value, seed: seed)
    return NoisyPairs(moving: pairs, sources: index.sources, rate: rate)
  }

  /// The official noise index of a dataset with `count` training pairs; only their number matters.
  ///
  /// - Throws: `NoiseFailure` for a rate outside `0...1`, a seed above 2^32 - 1 or a negative count.
  package static func index(count: Int, rate: Double, seed: UInt64) throws(NoiseFailure) -> NoiseIndex {
    let rate = try NoiseRate(rate)
    guard count >= 0 else { throw .negativePairCount(count) }
    guard let seed = UInt32(exactly: seed) else { throw .seedOutOfRange(seed) }
    var generator = NumPyLegacyGenerator(seed: seed)
    let chosen = Array(generator.permutation(of: count).prefix(rate.pairCount(of: count)))
    var shuffled = chosen
    generator.shuffle(&shuffled)
    return NoiseIndex(count: count, moving: zip(chosen, shuffled))
  }
}
