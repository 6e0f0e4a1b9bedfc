import BenchCore

/// The contents of `NoiseIndex/manifest.json`: what the published noise files are and how they are made.
package struct NoiseManifest: Sendable, Equatable, Codable {
  /// How an index is made, in terms of NumPy.
  package let algorithm: String
  /// The files.
  package let files: [PublishedNoise]

  /// The manifest of the nine published files.
  package static let published = NoiseManifest(
    algorithm: "numpy.random.seed(seed); index = numpy.arange(pairs); order = numpy.arange(pairs); "
      + "numpy.random.shuffle(order); chosen = order[:int(rate * pairs)]; shuffled = chosen.copy(); "
      + "numpy.random.shuffle(shuffled); index[chosen] = shuffled; numpy.save(file, index)",
    files: PublishedNoise.all
  )

  /// The manifest as it lies beside the files, ending in a newline.
  ///
  /// - Throws: `EncodingError`.
  package func json() throws -> String { try reportJSON() + "\n" }
}
