import BenchCore

/// The phrases of one caption by sentence slot; a slot is missing when the image does not show it.
struct CaptionPhrases {
  private(set) var bySlot: [String: String] = [:]
  private let person: PersonAttributes
  private let sight: Sight
  private let lexicon: Lexicon
  private let wording: SynthPedesConfiguration.Wording

  init(
    _ person: PersonAttributes, _ sight: Sight, _ lexicon: Lexicon, _ wording: SynthPedesConfiguration.Wording,
    using generator: inout SeededGenerator
  ) {
    self.person = person
    self.sight = sight
    self.lexicon = lexicon
    self.wording = wording
    addSubject(using: &generator)
    addHead(using: &generator)
    addClothes(using: &generator)
    addCarried(using: &generator)
    addMotion(using: &generator)
  }

  private func pick(_ words: [String]?, using generator: inout SeededGenerator) -> String {
    guard let words, let first = words.first else { return "" }
    return wording == .plain ? first : generator.element(of: words)
  }

  private func colour(_ colour: GarmentColour?, using generator: inout SeededGenerator) -> String {
    pick(colour.flatMap { lexicon.colours[$0] }, using: &generator)
  }

  /// The words, without empty ones, after `a` or `an`.
  private static func singular(_ words: String...) -> String {
    let phrase = plural(words)
    return ("aeiou".contains(phrase.prefix(1)) ? "an " : "a ") + phrase
  }

  /// The phrase with `{colour}` filled, and the article before it in accord.
  private static func insert(_ colour: String, into phrase: String) -> String {
    phrase.replacing("a {colour}", with: singular(colour)).replacing("{colour}", with: colour)
  }

  private static func plural(_ words: [String]) -> String {
    words.filter { !$0.isEmpty }.joined(separator: " ")
  }

  private mutating func addSubject(using generator: inout SeededGenerator) {
    let showsAge = (sight.shows(.hair) && person.hairStyle != .bald) || sight.shows(.beard)
    let age = pick(lexicon.ages[person.age], using: &generator)
    let build = pick(lexicon.builds[person.build], using: &generator)
    let noun = pick(lexicon.sexes[person.sex], using: &generator)
    let namesAge = generator.chance(person.age == .elderly ? 0.7 : 0.35) && showsAge
    let namesBuild = generator.chance(0.35)
    bySlot["subject"] = Self.singular(namesAge ? age : "", namesBuild ? build : "", noun)
    bySlot["noun"] = noun
    bySlot["he"] = person.sex == .man ? "he" : "she"
    bySlot["his"] = person.sex == .man ? "his" : "her"
  }

  private mutating func addHead(using generator: inout SeededGenerator) {
    let shade = pick(lexicon.hairColours[person.hairColour], using: &generator)
    let style = pick(lexicon.hairStyles[person.hairStyle], using: &generator)
    if person.hairStyle == .bald {
      if person.headwear == nil, sight.shows(.face) { bySlot["hair"] = style }
    } else if sight.shows(.hair) {
      bySlot["hair"] = showsHairStyle ? Self.insert(shade, into: style) : "\(shade) hair"
    }
    if sight.shows(.beard) {
      let namesColour = generator.chance(0.5)
      bySlot["beard"] = Self.singular(namesColour ? shade : "", pick(lexicon.beards, using: &generator))
    }
    if let headwear = person.headwear, sight.shows(.headwear) {
      let noun = pick(lexicon.headwear[headwear], using: &generator)
      bySlot["headwear"] = Self.singular(colour(person.headwearColour, using: &generator), noun)
    }
    if let eyewear = person.eyewear, sight.shows(.eyewear) {
      bySlot["eyewear"] = pick(lexicon.eyewear[eyewear], using: &generator)
    }
  }

  /// Headwear hides the cut of hair that does not fall below it.
  private var showsHairStyle: Bool {
    guard person.headwear != nil else { return true }
    switch person.hairStyle {
    case .shoulderLength, .long, .ponytail, .curly: return true
    case .bun: return sight.view != .front
    case .short, .bald: return false
    }
  }

  private mutating func addClothes(using generator: inout SeededGenerator) {
    if sight.shows(.upper) { bySlot["upper"] = upperPhrase(using: &generator) }
    if let lower = person.lower, sight.shows(.lower) {
      let shade = colour(person.lowerColour, using: &generator)
      let noun = pick(lexicon.lowers[lower], using: &generator)
      bySlot["lower"] = lower == .skirt ? Self.singular(shade, noun) : Self.plural([shade, noun])
    }
    if let upper = bySlot["upper"] {
      let varied = pick(lexicon.outfits, using: &generator)
      let form = upper.contains(" with ") ? lexicon.outfits[0] : varied
      bySlot["outfit"] =
        bySlot["lower"].map {
          form.replacing("{upper}", with: upper).replacing("{lower}", with: $0)
        } ?? upper
    }
    if sight.shows(.shoes) {
      let shade = colour(person.shoeColour, using: &generator)
      bySlot["shoes"] = Self.plural([shade, pick(lexicon.shoes[person.shoes], using: &generator)])
    }
  }

  private func upperPhrase(using generator: inout SeededGenerator) -> String {
    let noun = pick(lexicon.uppers[person.upper], using: &generator)
    let first = colour(person.upperColour, using: &generator)
    let second = colour(person.accentColour, using: &generator)
    let isAdjective = generator.chance(0.5)
    let namesSecond = generator.chance(0.75)
    if person.upper == .jacket || person.upper == .coat {
      let inner = pick(lexicon.innerGarments, using: &generator)
      guard namesSecond, sight.shows(.inner) else { return Self.singular(first, noun) }
      return "\(Self.singular(first, noun)) over \(Self.singular(second, inner))"
    }
    let adjective = pick(lexicon.patternAdjectives[person.pattern], using: &generator)
    let ending = pick(lexicon.patternPhrases[person.pattern], using: &generator)
    if isAdjective, !adjective.isEmpty {
      return namesSecond ? Self.singular(first, "and", second, adjective, noun) : Self.singular(first, adjective, noun)
    }
    let isHidden = person.pattern == .plain || (person.pattern == .logo && !sight.shows(.logo))
    return Self.singular(first, noun, isHidden ? "" : Self.insert(second, into: ending))
  }

  private mutating func addCarried(using generator: inout SeededGenerator) {
    if let bag = person.bag, sight.shows(.bag) {
      let noun = pick(lexicon.bags[bag], using: &generator)
      bySlot["bag"] = Self.singular(colour(person.bagColour, using: &generator), noun)
      let his = bySlot["his"] ?? "the"
      switch bag {
      case .backpack: bySlot["place"] = "on \(his) back"
      case .shoulderBag: bySlot["place"] = "over \(his) shoulder"
      case .handbag, .shoppingBag: bySlot["place"] = "in \(his) hand"
      case .suitcase: bySlot["place"] = "along"
      }
      bySlot["carries"] = bag == .suitcase ? "pulls" : "carries"
      bySlot["carrying"] = bag == .suitcase ? "pulling" : "carrying"
    }
    if let object = person.object, sight.shows(.object) {
      let noun = pick(lexicon.objects[object], using: &generator)
      bySlot["object"] = Self.singular(colour(person.umbrellaColour, using: &generator), noun)
    }
  }

  /// `striding` of `stride`.
  static func gerund(of verb: String) -> String {
    (verb.hasSuffix("e") ? String(verb.dropLast()) : verb) + "ing"
  }

  /// What phrases have besides the lexicon's words; a test holds it to the captions.
  static let fixedPhrases = [
    "a", "an", "hair", "he", "she", "his", "her", "the", "over", "and", "on his back", "over his shoulder",
    "in his hand", "along", "pulls", "carries", "pulling", "carrying", "is", "seen from the front", "seen from behind",
    "seen from the side",
  ]

  private mutating func addMotion(using generator: inout SeededGenerator) {
    let verb = pick(sight.isWalking ? lexicon.walks : lexicon.stands, using: &generator)
    bySlot["walks"] = "is \(Self.gerund(of: verb))"
    bySlot["walking"] = Self.gerund(of: verb)
    if sight.isWalking { bySlot["direction"] = pick(lexicon.directions[sight.view], using: &generator) }
    switch sight.view {
    case .front: bySlot["side"] = "seen from the front"
    case .back: bySlot["side"] = "seen from behind"
    case .left, .right: bySlot["side"] = "seen from the side"
    }
  }
}
