import BenchCore

/// What the injectors that edit captions share: who is edited, with which random numbers.
enum CaptionEditing {
  /// Edits `count` randomly chosen captions.
  ///
  /// - Parameters:
  ///   - injector: its id names the random streams, one to choose and one per pair.
  ///   - condition: what a caption needs, for the error: `have two words`.
  ///   - edit: the changed caption, `nil` if this caption cannot be changed; such pairs are passed over.
  /// - Returns: the new caption of each edited pair.
  static func replacements(
    for captions: [String],
    count: Int,
    seed: UInt64,
    injector: String,
    condition: String,
    edit: (String, inout SeededGenerator) -> String?
  ) throws(NoiseFailure) -> [Int: String] {
    var replacements: [Int: String] = [:]
    var generator = SeededGenerator(seed: seed, stream: "noise.\(injector)")
    for pair in generator.permutation(of: captions.count) {
      if replacements.count == count { break }
      var pairGenerator = SeededGenerator(seed: seed, stream: "noise.\(injector).pair", UInt64(pair))
      if let edited = edit(captions[pair], &pairGenerator) { replacements[pair] = edited }
    }
    guard replacements.count == count else {
      throw .captionsTooFew(injector: injector, needed: count, usable: replacements.count, condition: condition)
    }
    return replacements
  }
}
