package import BenchCore

/// A noisy pair with its caption before and after.
package struct NoiseExample: Sendable, Equatable, Encodable {
  /// The number of the pair.
  package let pair: Int
  /// The pair whose caption it got; itself if the caption was edited.
  package let sourcePair: Int
  /// The identity of the pair's image.
  package let identity: Int
  /// The identity that the caption describes.
  package let sourceIdentity: Int
  /// The path of the pair's image.
  package let imagePath: String
  /// The caption before.
  package let cleanCaption: String
  /// The caption after.
  package let noisyCaption: String

  /// A pair of `clean` as an injector left it in `noisy`; of a clean pair both captions are the same.
  package init(of pair: Int, noisy: NoisyPairs, clean: PairTable) {
    self.pair = pair
    sourcePair = noisy.sourceIndices[pair]
    identity = clean.identities[pair]
    sourceIdentity = clean.identities[sourcePair]
    imagePath = clean.imagePaths[clean.imageIndices[pair]]
    cleanCaption = clean.captions[pair]
    noisyCaption = noisy.captions[pair]
  }

  /// The pair with its caption before and after, on three lines.
  package var text: String {
    """
    pair \(pair), identity \(identity), \(imagePath)
      old: \(cleanCaption)
      new: \(noisyCaption)  (from pair \(sourcePair), identity \(sourceIdentity))
    """
  }

  /// Randomly chosen noisy pairs, at most `limit`, in the order of their numbers.
  ///
  /// `noisy` must be the result of injecting noise into `clean`.
  package static func sample(
    _ limit: Int,
    of noisy: NoisyPairs,
    in clean: PairTable,
    seed: UInt64
  ) -> [NoiseExample] {
    let noisyPairs = noisy.isClean.indices.filter { !noisy.isClean[$0] }
    var generator = SeededGenerator(seed: seed, stream: "noise.examples")
    let chosen = generator.permutation(of: noisyPairs.count).prefix(max(0, limit)).map { noisyPairs[$0] }
    return chosen.sorted().map { NoiseExample(of: $0, noisy: noisy, clean: clean) }
  }
}
