package import BenchCore

/// Removes half of a caption: an incomplete description of the right person.
///
/// A caption of several clauses (ended by `. , ; ! ?`) loses half of them, rounded down; a caption of one clause loses
/// half of its words. What remains keeps its order. Captions of fewer than two words are passed over.
package struct CaptionDropInjector: NoiseInjector {
  static let info = InjectorInfo(
    id: "caption-drop",
    title: "Caption drop",
    summary: "Removes half of the clauses, or of the words, of a caption: incomplete descriptions.",
    source: "nc-bench",
    effect: .editsCaptions
  )

  /// The registry's entry of `caption-drop`.
  package var info: InjectorInfo { Self.info }

  package init() {}

  /// Shortens `int(rate * N)` captions; throws `NoiseFailure.captionsTooFew`.
  package func corrupt(_ pairs: PairTable, rate: NoiseRate, seed: UInt64) throws -> NoisyPairs {
    let replacements = try CaptionEditing.replacements(
      for: pairs.captions,
      count: rate.pairCount(of: pairs.count),
      seed: seed,
      injector: info.id,
      condition: "have two words",
      edit: Self.shortened
    )
    return NoisyPairs(editing: pairs, replacements: replacements, rate: rate)
  }

  /// The caption without half of its clauses or words; `nil` with fewer than two words.
  static func shortened(_ caption: String, using generator: inout SeededGenerator) -> String? {
    let tokens = caption.split(whereSeparator: \.isWhitespace)
    let clauses = parts(of: tokens) { $0.last.map(".,;!?".contains) ?? false }
    let parts = clauses.count > 1 ? clauses : parts(of: tokens) { _ in true }
    guard parts.count > 1 else { return nil }
    let dropped = Set(generator.permutation(of: parts.count).prefix(parts.count / 2))
    return parts.indices.filter { !dropped.contains($0) }.flatMap { parts[$0] }.joined(separator: " ")
  }

  /// Cuts a caption after the tokens that `ends` names, such that each part has at least one word.
  private static func parts(of tokens: [Substring], endingAt ends: (Substring) -> Bool) -> [[Substring]] {
    var parts: [[Substring]] = []
    var current: [Substring] = []
    var hasWord = false
    for token in tokens {
      current.append(token)
      hasWord = hasWord || token.contains { $0.isLetter || $0.isNumber }
      if hasWord, ends(token) {
        parts.append(current)
        (current, hasWord) = ([], false)
      }
    }
    if hasWord || parts.isEmpty {
      parts.append(current)
    } else {
      parts[parts.count - 1] += current
    }
    return parts
  }
}
