import Datasets

/// The words and sentences of one domain's captions; the first word of a list is the plain one.
///
/// In sentences, `{slots}` are filled by `CaptionWriter`; a sentence is used only if the image shows all it names.
struct Lexicon: Sendable {
  typealias Person = PersonAttributes

  var colours: [GarmentColour: [String]]
  var hairColours: [Person.HairColour: [String]]
  var hairStyles: [Person.HairStyle: [String]]
  var sexes: [Person.Sex: [String]]
  var ages: [Person.Age: [String]]
  var builds: [Person.Build: [String]]
  var uppers: [Person.Upper: [String]]
  var innerGarments: [String]
  /// Before the garment's noun, after both colours.
  var patternAdjectives: [Person.Pattern: [String]]
  /// After the garment's noun, with the second colour in `{colour}`.
  var patternPhrases: [Person.Pattern: [String]]
  var lowers: [Person.Lower: [String]]
  var shoes: [Person.Shoes: [String]]
  var headwear: [Person.Headwear: [String]]
  var eyewear: [Person.Eyewear: [String]]
  var beards: [String]
  var bags: [Person.Bag: [String]]
  var objects: [Person.Object: [String]]
  /// How an upper and a lower garment are put together.
  var outfits: [String]
  var walks: [String]
  var stands: [String]
  var directions: [View: [String]]
  /// The first sentence; every caption has one.
  var openings: [String]
  /// The first sentence when the image does not show enough for any opening.
  var lastResort: String
  /// Sentences that may follow.
  var additions: [String]

  /// The lexicon of a domain: each has sentences of its own, and the target words that the source lacks.
  ///
  /// - Parameter knownWords: How many times as often as its other words the target takes those that the source has too.
  static func of(_ domain: SynthPedesDomain, knownWords: Int? = nil) -> Lexicon {
    switch domain {
    case .source: source
    case .target: targets[knownWords ?? usualKnownWords]
    }
  }

  /// How many times as often known words can be taken.
  static let knownWordsRange = 0...10
  /// Twice as often as the others.
  static let usualKnownWords = 2
  /// The target's sentences with words of both domains. Every image's captions ask for one of them.
  private static let targets = knownWordsRange.map { target.knowing(source, times: $0) }

  /// This lexicon with another's words before its own, several times. Sentences, and how garments are joined, stay its
  /// own, and so does what it has no other word for.
  private func knowing(_ known: Lexicon, times: Int) -> Lexicon {
    func union<Key>(_ path: KeyPath<Lexicon, [Key: [String]]>) -> [Key: [String]] {
      known[keyPath: path].merging(self[keyPath: path], uniquingKeysWith: union)
    }
    func union(_ known: [String], _ own: [String]) -> [String] {
      let new = own.filter { !known.contains($0) }
      return times == 0 && !new.isEmpty ? new : (0..<max(1, times)).flatMap { _ in known } + new
    }
    var lexicon = self
    lexicon.colours = union(\.colours)
    lexicon.hairColours = union(\.hairColours)
    lexicon.hairStyles = union(\.hairStyles)
    lexicon.sexes = union(\.sexes)
    lexicon.ages = union(\.ages)
    lexicon.builds = union(\.builds)
    lexicon.uppers = union(\.uppers)
    lexicon.innerGarments = union(known.innerGarments, innerGarments)
    lexicon.patternAdjectives = union(\.patternAdjectives)
    lexicon.patternPhrases = union(\.patternPhrases)
    lexicon.lowers = union(\.lowers)
    lexicon.shoes = union(\.shoes)
    lexicon.headwear = union(\.headwear)
    lexicon.eyewear = union(\.eyewear)
    lexicon.beards = union(known.beards, beards)
    lexicon.bags = union(\.bags)
    lexicon.objects = union(\.objects)
    lexicon.directions = union(\.directions)
    lexicon.walks = union(known.walks, walks)
    lexicon.stands = union(known.stands, stands)
    return lexicon
  }
}
