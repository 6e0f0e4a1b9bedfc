import BenchCore

/// Writes captions: picks sentences whose slots the image can fill, and fills them.
struct CaptionWriter {
  private let lexicon: Lexicon
  private let wording: SynthPedesConfiguration.Wording

  init(_ configuration: SynthPedesConfiguration) {
    lexicon = .of(configuration.domain, knownWords: configuration.knownWords)
    wording = configuration.wording
  }

  /// One caption of a person as the image shows them: an opening and up to three more sentences.
  func caption(of person: PersonAttributes, seen sight: Sight, using generator: inout SeededGenerator) -> String {
    var phrases = CaptionPhrases(person, sight, lexicon, wording, using: &generator).bySlot
    var sentences: [String] = []
    func add(from templates: [String]) {
      for index in generator.permutation(of: templates.count) {
        guard let (sentence, used) = Self.fill(templates[index], with: phrases) else { continue }
        sentences.append(sentence)
        for slot in used { phrases[slot] = nil }
        return
      }
    }
    add(from: lexicon.openings)
    if sentences.isEmpty { add(from: [lexicon.lastResort]) }
    for _ in 0..<(1 + generator.index(below: 3)) { add(from: lexicon.additions) }
    return sentences.joined(separator: " ")
  }

  /// The sentence and the things it has named, or `nil` if a slot cannot be filled.
  private static func fill(_ template: String, with phrases: [String: String]) -> (String, Set<String>)? {
    var sentence = ""
    var used: Set<String> = []
    for piece in template.split(separator: "{", omittingEmptySubsequences: false) {
      guard let end = piece.firstIndex(of: "}") else {
        sentence += piece
        continue
      }
      let slot = String(piece[..<end])
      guard let phrase = phrases[slot] else { return nil }
      sentence += phrase + piece[piece.index(after: end)...]
      used.formUnion(spent[slot] ?? [])
    }
    return (sentence.prefix(1).uppercased() + sentence.dropFirst(), used)
  }

  /// The slots that can no longer be used once a slot was: what has been said is not said again.
  private static let spent: [String: Set<String>] = [
    "hair": ["hair"], "beard": ["beard"], "eyewear": ["eyewear"], "headwear": ["headwear"], "shoes": ["shoes"],
    "outfit": ["outfit", "upper", "lower"], "upper": ["outfit", "upper"], "lower": ["outfit", "lower"],
    "bag": ["bag"], "object": ["object"], "walks": ["walks", "walking", "direction"],
    "walking": ["walks", "walking", "direction"], "direction": ["direction", "side"], "side": ["side", "direction"],
  ]
}
