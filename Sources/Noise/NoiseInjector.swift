package import BenchCore

/// What an injector does to a training pair.
package enum NoiseEffect: String, Codable, Sendable {
  /// The pair gets the whole caption of another pair.
  case movesCaptions
  /// The pair keeps its caption, with a part of the text changed.
  case editsCaptions
}

/// What lists say about a noise injector.
package struct InjectorInfo: Sendable, Equatable, Codable {
  /// The registry id, such as `shuffle`.
  package let id: String
  /// A name for tables.
  package let title: String
  /// What it does, in one or two sentences.
  package let summary: String
  /// Where the protocol comes from.
  package let source: String
  /// Whether captions move or are edited.
  package let effect: NoiseEffect
  /// Whether the result depends on the pairs' identities.
  package let usesIdentities: Bool
  /// Whether `NoiseOptions.indexFile` must be given.
  package let needsIndexFile: Bool

  package init(
    id: String,
    title: String,
    summary: String,
    source: String,
    effect: NoiseEffect,
    usesIdentities: Bool = false,
    needsIndexFile: Bool = false
  ) {
    self.id = id
    self.title = title
    self.summary = summary
    self.source = source
    self.effect = effect
    self.usesIdentities = usesIdentities
    self.needsIndexFile = needsIndexFile
  }
}

/// A way to make training pairs noisy: it decides which caption each image is trained with.
///
/// Implement `info` and `corrupt`, and list the type in `NoiseRegistry`. Callers use `inject`, which checks its
/// arguments once for all injectors.
package protocol NoiseInjector: Sendable {
  /// What lists say about this injector.
  var info: InjectorInfo { get }

  /// Corrupts `rate.pairCount(of: pairs.count)` pairs; called by `inject` with a rate above 0 and checked columns.
  ///
  /// The result depends on the arguments only: the same seed gives the same pairs.
  func corrupt(_ pairs: PairTable, rate: NoiseRate, seed: UInt64) throws -> NoisyPairs
}

extension NoiseInjector {
  /// Makes a share of the training pairs noisy.
  ///
  /// - Parameters:
  ///   - rate: the share of pairs to corrupt, `0...1`; 0 leaves every pair clean.
  ///   - seed: the random seed.
  ///   - pairs: the clean training pairs.
  /// - Throws: `NoiseFailure` for a rate outside `0...1`, columns of unequal length, or a rate that these pairs cannot
  ///   give; `NoiseIndexFileFailure` for a bad index file.
  package func inject(rate: Double, seed: UInt64, into pairs: PairTable) throws -> NoisyPairs {
    let rate = try NoiseRate(rate)
    guard pairs.identities.count == pairs.count, pairs.imageIndices.count == pairs.count else {
      throw NoiseFailure.unequalColumns(
        captions: pairs.count,
        identities: pairs.identities.count,
        images: pairs.imageIndices.count
      )
    }
    guard rate.value > 0 else { return NoisyPairs(moving: pairs, sources: Array(0..<pairs.count), rate: rate) }
    return try corrupt(pairs, rate: rate, seed: seed)
  }
}

extension NoisyPairs {
  /// Pair i gets caption `sources[i]`; it stays clean where that is i itself.
  package init(moving pairs: PairTable, sources: [Int], rate: NoiseRate) {
    self.init(
      captions: sources.map { pairs.captions[$0] },
      sourceIndices: sources,
      isClean: sources.indices.map { sources[$0] == $0 },
      nominalRate: rate.value
    )
  }

  /// The pairs in `replacements` get a changed text of their own caption.
  package init(editing pairs: PairTable, replacements: [Int: String], rate: NoiseRate) {
    self.init(
      captions: pairs.captions.indices.map { replacements[$0] ?? pairs.captions[$0] },
      sourceIndices: Array(0..<pairs.count),
      isClean: pairs.captions.indices.map { replacements[$0] == nil },
      nominalRate: rate.value
    )
  }
}
