package import BenchCore

/// Exchanges words of a caption with others of the same kind: a fluent description with wrong details.
///
/// Half of a caption's attribute words (colours, garments, footwear, things carried), rounded up, are replaced by other
/// words of their class from the dataset's captions, drawn in proportion to their frequency: "a red shirt" becomes "a
/// black jacket". A caption without attribute words has half of its other content words exchanged; one without either
/// is passed over.
package struct WordSwapInjector: NoiseInjector {
  static let info = InjectorInfo(
    id: "word-swap",
    title: "Word swap",
    summary: "Exchanges half of the attribute words of a caption with others of their kind: wrong details.",
    source: "nc-bench",
    effect: .editsCaptions
  )

  /// The registry's entry of `word-swap`.
  package var info: InjectorInfo { Self.info }

  package init() {}

  /// Changes words of `int(rate * N)` captions; throws `NoiseFailure.captionsTooFew`.
  package func corrupt(_ pairs: PairTable, rate: NoiseRate, seed: UInt64) throws -> NoisyPairs {
    let vocabulary = CaptionVocabulary(captions: pairs.captions)
    let replacements = try CaptionEditing.replacements(
      for: pairs.captions,
      count: rate.pairCount(of: pairs.count),
      seed: seed,
      injector: info.id,
      condition: "have a word to exchange"
    ) { caption, generator in
      Self.exchanged(caption, vocabulary: vocabulary, using: &generator)
    }
    return NoisyPairs(editing: pairs, replacements: replacements, rate: rate)
  }

  /// The caption with half of its attribute or content words exchanged; `nil` if there are none.
  static func exchanged(
    _ caption: String,
    vocabulary: CaptionVocabulary,
    using generator: inout SeededGenerator
  ) -> String? {
    var attributes: [Exchange] = []
    var others: [Exchange] = []
    for range in CaptionWords.ranges(in: caption) {
      let word = caption[range].lowercased()
      guard let wordClass = WordClass(of: word),
        let replacement = vocabulary.replacement(for: word, in: wordClass, using: &generator)
      else { continue }
      let exchange = Exchange(range: range, replacement: replacement)
      if wordClass == .content { others.append(exchange) } else { attributes.append(exchange) }
    }

    let possible = attributes.isEmpty ? others : attributes
    guard !possible.isEmpty else { return nil }
    let chosen = generator.permutation(of: possible.count).prefix((possible.count + 1) / 2).sorted()
    var result = ""
    var end = caption.startIndex
    for exchange in chosen.map({ possible[$0] }) {
      result += caption[end..<exchange.range.lowerBound]
      let isCapitalized = caption[exchange.range.lowerBound].isUppercase
      result += isCapitalized ? Self.capitalized(exchange.replacement) : exchange.replacement
      end = exchange.range.upperBound
    }
    return result + caption[end...]
  }

  private static func capitalized(_ word: String) -> String {
    word.prefix(1).uppercased() + word.dropFirst()
  }

  /// A word of a caption and what takes its place.
  private struct Exchange {
    let range: Range<String.Index>
    let replacement: String
  }
}
