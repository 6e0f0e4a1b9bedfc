import BenchCore
import Foundation
import Images
import Testing

@testable import Datasets

struct SynthPedesCaptionTests {
  private typealias Person = PersonAttributes

  /// What must be true of a person, seen from a side, whose caption contains a word.
  private static let meanings: [(words: String, holds: @Sendable (PersonAttributes, View) -> Bool)] = [
    ("man|guy|male|he|his", { person, _ in person.sex == .man }),
    ("woman|lady|female|she|her", { person, _ in person.sex == .woman }),
    ("young", { person, _ in person.age == .young }),
    ("elderly|old|older", { person, _ in person.age == .elderly }),
    ("slim|thin", { person, _ in person.build == .slim }),
    ("stocky|heavy", { person, _ in person.build == .stocky }),
    ("long (\\w+) hair", { person, _ in person.hairStyle == .long }),
    ("short (\\w+) hair", { person, _ in person.hairStyle == .short }),
    ("shoulder-length|medium-length", { person, _ in person.hairStyle == .shoulderLength }),
    ("ponytail", { person, _ in person.hairStyle == .ponytail }),
    ("bun", { person, _ in person.hairStyle == .bun }),
    ("curly", { person, _ in person.hairStyle == .curly }),
    ("bald|shaved", { person, _ in person.hairStyle == .bald && person.headwear == nil }),
    ("beard", { person, view in person.hasBeard && view != .back }),
    ("glasses", { person, view in person.eyewear == .glasses && view != .back }),
    ("sunglasses", { person, view in person.eyewear == .sunglasses && view != .back }),
    ("cap", { person, _ in person.headwear == .cap }),
    ("beanie|knit hat", { person, _ in person.headwear == .beanie }),
    ("sun hat|wide-brimmed hat", { person, _ in person.headwear == .sunHat }),
    ("t-shirt|tee", { person, _ in person.upper == .tShirt }),
    ("button-up shirt", { person, _ in person.upper == .shirt }),
    ("sweater|pullover", { person, _ in person.upper == .sweater }),
    ("hoodie|hooded sweatshirt", { person, _ in person.upper == .hoodie }),
    ("jacket", { person, _ in person.upper == .jacket }),
    ("coat", { person, _ in person.upper == .coat }),
    ("tank top|sleeveless top", { person, _ in person.upper == .tankTop }),
    ("dress", { person, _ in person.upper == .dress }),
    ("over an?", { person, view in [.jacket, .coat].contains(person.upper) && view == .front }),
    ("striped|stripes", { person, _ in [.horizontalStripes, .verticalStripes].contains(person.pattern) }),
    ("vertical|vertically", { person, _ in person.pattern == .verticalStripes }),
    ("checked|checkered|plaid|checks", { person, _ in person.pattern == .checks }),
    ("dotted|dot|dots", { person, _ in person.pattern == .dots }),
    ("logo|print", { person, view in person.pattern == .logo && view == .front }),
    ("trousers|pants", { person, _ in person.lower == .trousers }),
    ("jeans", { person, _ in person.lower == .jeans }),
    ("shorts", { person, _ in person.lower == .shorts }),
    ("skirt", { person, _ in person.lower == .skirt }),
    ("sneakers|trainers|shoes", { person, _ in person.shoes == .sneakers }),
    ("boots", { person, _ in person.shoes == .boots }),
    ("sandals", { person, _ in person.shoes == .sandals }),
    ("backpack|rucksack", { person, _ in person.bag == .backpack }),
    ("shoulder bag|messenger bag", { person, _ in person.bag == .shoulderBag }),
    ("handbag|purse", { person, _ in person.bag == .handbag }),
    ("shopping bag|paper bag", { person, _ in person.bag == .shoppingBag }),
    ("suitcase", { person, _ in person.bag == .suitcase }),
    ("umbrella", { person, _ in person.object == .umbrella }),
    ("phone", { person, _ in person.object == .phone }),
    ("bottle", { person, _ in person.object == .bottle }),
    ("cup", { person, _ in person.object == .cup }),
    ("to the left", { _, view in view == .left }),
    ("to the right", { _, view in view == .right }),
    ("forward|towards the camera|from the front", { _, view in view == .front }),
    ("away|behind", { _, view in view == .back }),
  ]

  /// Colours as the source domain names them, longer names first.
  private static let colours: [(name: String, colour: GarmentColour)] = [
    ("bright blue", .blue), ("light blue", .lightBlue), ("pale blue", .lightBlue), ("navy blue", .navy),
    ("dark blue", .navy), ("bright red", .red), ("dark red", .maroon), ("black", .black), ("white", .white),
    ("grey", .grey), ("gray", .grey), ("red", .red), ("maroon", .maroon), ("pink", .pink), ("orange", .orange),
    ("yellow", .yellow), ("beige", .beige), ("tan", .beige), ("cream", .beige), ("brown", .brown), ("green", .green),
    ("navy", .navy), ("blue", .blue), ("purple", .purple), ("violet", .purple),
  ]

  /// What carries a colour, right after it.
  private static let coloured: [(nouns: String, colour: @Sendable (PersonAttributes) -> GarmentColour?)] = [
    ("(denim )?jeans|trousers|pants|shorts|(knee-length )?skirt", \.lowerColour),
    ("sneakers|shoes|trainers|boots|sandals", \.shoeColour),
    ("((shoulder|messenger|shopping|paper) bag|backpack|rucksack|handbag|purse|(rolling )?suitcase)", \.bagColour),
    ("(baseball )?cap|beanie|knit hat|sun hat|wide-brimmed hat", \.headwearColour),
    ("umbrella", \.umbrellaColour),
    ("stripes|checks|(polka )?dots|logo|print", \.accentColour),
    ("(short-sleeved )?t-shirt|tee|button-up shirt|sweater|pullover|hoodie|hooded sweatshirt", \.plainUpperColour),
    ("jacket|(long )?coat|tank top|sleeveless top|dress", \.plainUpperColour),
    ("(and [a-z ]+ )?(vertically striped|striped|plaid|checkered|checked|polka dot|dotted)", \.upperColour),
  ]

  /// Every image of `tiny`: the person, the view, the captions.
  private func tinyImages() throws -> [(person: PersonAttributes, view: View, captions: [String])] {
    let people = try SynthPedesPopulation(.tiny).members
    return try SynthPedesSamples.tiny.get().records.enumerated().map { index, record in
      let person = people[record.id - 1].attributes
      // Two images of each identity, in order.
      let shot = Shot(.tiny, identity: record.id - 1, image: index % 2, of: person)
      return (person, shot.view, record.captions)
    }
  }

  @Test func captionsNameOnlyWhatIsTrue() throws {
    let images = try tinyImages()
    var unseen: [String] = []
    for (words, holds) in Self.meanings {
      let pattern = try Regex("(^|[^a-z-])(\(words))([^a-z-]|$)").ignoresCase()
      var count = 0
      for (person, view, captions) in images {
        for caption in captions where caption.contains(pattern) {
          count += 1
          #expect(holds(person, view), "\(words): \(caption)")
        }
      }
      if count == 0 { unseen.append(words) }
    }
    #expect(unseen.count <= 4, "never named: \(unseen)")
  }

  @Test func captionsNameTheRightColours() throws {
    let images = try tinyImages()
    let names = Self.colours.map(\.name).joined(separator: "|")
    let meaning = Dictionary(uniqueKeysWithValues: Self.colours.map { ($0.name, $0.colour) })
    var count = 0
    for (nouns, colour) in Self.coloured {
      let pattern = try Regex("\\b(\(names)) (\(nouns))\\b", as: AnyRegexOutput.self)
      for (person, _, captions) in images {
        for caption in captions {
          for match in caption.matches(of: pattern) {
            guard let name = match.output[1].substring else { continue }
            count += 1
            #expect(meaning[String(name)] == colour(person), "\(match.output[0].substring ?? ""): \(caption)")
          }
        }
      }
    }
    #expect(count > 400)
  }

  @Test func captionsAreEnglish() throws {
    for (_, _, captions) in try tinyImages() {
      #expect(Set(captions).count == 2)
      for caption in captions {
        #expect(caption.hasSuffix("."))
        #expect(!caption.contains("{") && !caption.contains("  ") && !caption.contains(".."))
        #expect(!caption.contains(/\ba [aeiou]/.ignoresCase()), "\(caption)")
        #expect(!caption.contains(/\ban [^aeiou]/.ignoresCase()), "\(caption)")
        for sentence in caption.split(separator: ". ") {
          #expect(sentence.first?.isUppercase == true, "\(caption)")
        }
      }
    }
  }

  /// A thing named by a caption leaves a mark on the picture: without it, the same shot looks different.
  @Test func captionsNameOnlyWhatIsSeen() throws {
    let removals: [(words: String, remove: (inout PersonAttributes) -> Void)] = [
      ("glasses", { $0.eyewear = nil }),
      ("beard", { $0.hasBeard = false }),
      ("logo|print", { $0.pattern = .plain }),
      ("over an?", { $0.accentColour = $0.accentColour == .green ? .pink : .green }),
      ("hat|cap|beanie", { $0.headwear = nil }),
      ("sneakers|shoes|trainers|boots|sandals", { $0.shoeColour = $0.shoeColour == .green ? .pink : .green }),
      ("phone|bottle|cup", { $0.object = nil }),
    ]
    var configuration = SynthPedesConfiguration.tiny
    configuration.occlusion = 1
    let population = try SynthPedesPopulation(configuration)
    var tested = 0
    for identity in 0..<10 {
      let person = population.members[identity].attributes
      let drawing = try SynthPedes.drawing(of: population, identity: identity, image: 0)
      for (words, remove) in removals {
        let pattern = try Regex("\\b(\(words))\\b")
        guard drawing.captions.contains(where: { $0.contains(pattern) }) else { continue }
        var other = person
        remove(&other)
        let photograph = Photograph(configuration, identity: identity, image: 0, of: other)
        let pixels = zip(drawing.image.pixels, photograph.image.pixels)
        #expect(pixels.count { abs(Int($0) - Int($1)) > 16 } >= 12, "\(words) of \(identity)")
        tested += 1
      }
    }
    #expect(tested >= 10)
  }

  @Test(arguments: SynthPedesConfiguration.Domain.allCases)
  func vocabularyIsSmall(domain: SynthPedesConfiguration.Domain) {
    let words = words(of: .of(domain))
    #expect(words.count > 100)
    #expect(words.count < 300)
  }

  @Test func domainsShareNoSentence() {
    let source = Lexicon.of(.source)
    let target = Lexicon.of(.target)
    let known = Set(source.openings + source.additions)
    #expect(known.isDisjoint(with: target.openings + target.additions))
    #expect(words(of: target).subtracting(words(of: source)).count > 80)
  }

  @Test(arguments: SynthPedesConfiguration.Domain.allCases)
  func namesOfColoursAreUnambiguous(domain: SynthPedesConfiguration.Domain) {
    let lexicon = Lexicon.of(domain)
    let names = GarmentColour.allCases.flatMap { lexicon.colours[$0] ?? [] }
    #expect(lexicon.colours.count == 15)
    #expect(Set(names).count == names.count)
  }

  @Test(arguments: SynthPedesConfiguration.Domain.allCases)
  func sentencesUseKnownSlots(domain: SynthPedesConfiguration.Domain) {
    let lexicon = Lexicon.of(domain)
    let known: Set<String> = [
      "subject", "noun", "he", "his", "hair", "beard", "headwear", "eyewear", "upper", "lower", "outfit", "shoes",
      "bag",
      "place", "carries", "carrying", "object", "walks", "walking", "direction", "side",
    ]
    for sentence in lexicon.openings + lexicon.additions + [lexicon.lastResort] {
      for match in sentence.matches(of: /\{(\w+)\}/) {
        #expect(known.contains(String(match.1)), "\(sentence)")
      }
    }
  }

  @Test func plainWordingHasOneWordForEachThing() throws {
    var configuration = SynthPedesConfiguration.tiny
    configuration.wording = .plain
    configuration.captionsPerImage = 4
    let population = try SynthPedesPopulation(configuration)
    let synonyms = /\b(tee|pullover|pants|trainers|rucksack|purse|gray|cream|tan|violet|lady|guy|thin|ginger)\b/
    for identity in 0..<6 {
      let captions = try SynthPedes.drawing(of: population, identity: identity, image: 0).captions
      #expect(captions.count == 4)
      #expect(captions.allSatisfy { !$0.contains(synonyms) }, "\(captions)")
    }
  }

  /// The words of a lexicon's every list and sentence.
  private func words(of lexicon: Lexicon) -> Set<String> {
    func strings(in value: Any) -> [String] {
      if let text = value as? String { return [text] }
      return Mirror(reflecting: value).children.flatMap { strings(in: $0.value) }
    }
    let texts = strings(in: lexicon) + (lexicon.walks + lexicon.stands).map { $0 + "ing" }
    let slots = /\{\w+\}/
    return Set(
      texts.flatMap { text in
        text.replacing(slots, with: " ").lowercased().matches(of: /[a-z-]+/).map { String($0.0) }
      })
  }
}

extension PersonAttributes {
  /// The upper garment's colour; a garment named right after it is not printed, or its print is not named there.
  fileprivate var plainUpperColour: GarmentColour? { upperColour }
}
