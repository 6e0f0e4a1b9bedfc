import BenchCore
import Datasets
import Foundation
import Images
import Testing

@testable import SynthPedes

struct SynthPedesCaptionTests {
  private typealias Person = PersonAttributes

  /// What must be true of a person, seen from a side, whose caption contains a word.
  private static let meanings: [(words: String, holds: @Sendable (PersonAttributes, View) -> Bool)] = [
    ("man|guy|male|gentleman|he|his", { person, _ in person.sex == .man }),
    ("woman|lady|female|she|her", { person, _ in person.sex == .woman }),
    ("young|youthful", { person, _ in person.age == .young }),
    ("elderly|old|older|aged|senior", { person, _ in person.age == .elderly }),
    ("slim|thin|slender|skinny", { person, _ in person.build == .slim }),
    ("stocky|heavy|broad|sturdy", { person, _ in person.build == .stocky }),
    ("long ([a-z]+ ){1,2}hair|flowing|hair down the back", { person, _ in person.hairStyle == .long }),
    ("(short|cropped) ([a-z]+ ){1,2}hair", { person, _ in person.hairStyle == .short }),
    ("shoulder-length|medium-length|down to the shoulders", { person, _ in person.hairStyle == .shoulderLength }),
    ("ponytail|pony tail", { person, _ in person.hairStyle == .ponytail }),
    ("bun|topknot|pinned up", { person, _ in person.hairStyle == .bun }),
    ("curly|curls|frizzy", { person, _ in person.hairStyle == .curly }),
    ("bald|shaved|no hair", { person, _ in person.hairStyle == .bald && person.headwear == nil }),
    ("beard|whiskered|bearded", { person, view in person.hasBeard && view != .back }),
    (
      "(?!(tinted|dark) )[a-z]+ glasses|spectacles|eyeglasses",
      { person, view in person.eyewear == .glasses && view != .back }
    ),
    ("sunglasses|shades|tinted glasses", { person, view in person.eyewear == .sunglasses && view != .back }),
    ("cap", { person, _ in person.headwear == .cap }),
    ("beanie|(knit|woolly|bobble) hat", { person, _ in person.headwear == .beanie }),
    ("(sun|wide-brimmed|straw|brimmed) hat", { person, _ in person.headwear == .sunHat }),
    ("t-shirt|tee|short-sleeve top", { person, _ in person.upper == .tShirt }),
    ("button-up shirt|collared shirt|blouse", { person, _ in person.upper == .shirt }),
    ("sweater|pullover|(?!hooded )[a-z]+ jumper", { person, _ in person.upper == .sweater }),
    ("hoodie|hooded (sweatshirt|jumper|top)", { person, _ in person.upper == .hoodie }),
    ("jacket|blazer", { person, _ in person.upper == .jacket }),
    ("coat|overcoat", { person, _ in person.upper == .coat }),
    ("(tank|sleeveless|strappy) top|vest", { person, _ in person.upper == .tankTop }),
    ("dress|gown", { person, _ in person.upper == .dress }),
    ("over an?", { person, view in [.jacket, .coat].contains(person.upper) && view == .front }),
    ("striped|stripes", { person, _ in [.horizontalStripes, .verticalStripes].contains(person.pattern) }),
    ("stripy|bands", { person, _ in person.pattern == .horizontalStripes }),
    ("vertical|vertically|pinstriped|upright", { person, _ in person.pattern == .verticalStripes }),
    ("checked|checkered|chequered|plaid|checks|tartan|squares", { person, _ in person.pattern == .checks }),
    ("dotted|dot|dots|spotted|spotty|spots", { person, _ in person.pattern == .dots }),
    ("logo|print|emblem|badge", { person, view in person.pattern == .logo && view == .front }),
    ("trousers|slacks|(?!(denim|short) )[a-z]+ pants", { person, _ in person.lower == .trousers }),
    ("jeans|denims|denim pants", { person, _ in person.lower == .jeans }),
    ("shorts|short pants|bermudas", { person, _ in person.lower == .shorts }),
    ("skirt", { person, _ in person.lower == .skirt }),
    ("sneakers|trainers|(?!open )[a-z]+ shoes", { person, _ in person.shoes == .sneakers }),
    ("boots", { person, _ in person.shoes == .boots }),
    ("sandals|open shoes", { person, _ in person.shoes == .sandals }),
    ("backpack|rucksack|knapsack|school bag", { person, _ in person.bag == .backpack }),
    ("(shoulder|messenger|crossbody) bag|satchel", { person, _ in person.bag == .shoulderBag }),
    ("handbag|purse|clutch|hand bag", { person, _ in person.bag == .handbag }),
    ("(shopping|paper|carrier) bag|tote", { person, _ in person.bag == .shoppingBag }),
    ("suitcase|(trolley|wheeled) case", { person, _ in person.bag == .suitcase }),
    ("umbrella|parasol", { person, _ in person.object == .umbrella }),
    ("phone|smartphone|handset", { person, _ in person.object == .phone }),
    ("bottle|flask", { person, _ in person.object == .bottle }),
    ("cup|mug|takeaway drink", { person, _ in person.object == .cup }),
    ("to the left|left direction", { _, view in view == .left }),
    ("to the right|right direction", { _, view in view == .right }),
    ("forward|towards the camera|from the front|facing us", { _, view in view == .front }),
    ("away|behind", { _, view in view == .back }),
  ]

  /// Colours as the domains name them, longer names before those they contain.
  private static let colours: [(name: String, colour: GarmentColour)] = [
    ("bright blue", .blue), ("light blue", .lightBlue), ("pale blue", .lightBlue), ("navy blue", .navy),
    ("dark blue", .navy), ("bright red", .red), ("dark red", .maroon), ("jet black", .black), ("snow white", .white),
    ("silver grey", .grey), ("ash grey", .grey), ("wine red", .maroon), ("rose pink", .pink),
    ("lemon yellow", .yellow), ("grass green", .green), ("sky blue", .lightBlue), ("baby blue", .lightBlue),
    ("royal blue", .blue), ("midnight blue", .navy), ("deep blue", .navy), ("black", .black), ("white", .white),
    ("grey", .grey), ("gray", .grey), ("red", .red), ("maroon", .maroon), ("pink", .pink), ("orange", .orange),
    ("yellow", .yellow), ("beige", .beige), ("tan", .beige), ("cream", .beige), ("brown", .brown), ("green", .green),
    ("navy", .navy), ("blue", .blue), ("purple", .purple), ("violet", .purple), ("scarlet", .red), ("crimson", .red),
    ("burgundy", .maroon), ("rose", .pink), ("tangerine", .orange), ("golden", .yellow), ("sand", .beige),
    ("khaki", .beige), ("chocolate", .brown), ("chestnut", .brown), ("emerald", .green), ("cobalt", .blue),
    ("lilac", .purple), ("plum", .purple),
  ]

  /// What carries a colour, right after it.
  private static let coloured: [(nouns: String, colour: @Sendable (PersonAttributes) -> GarmentColour?)] = [
    ("(denim )?jeans|denims|trousers|slacks|((denim|long|short) )?pants|shorts|bermudas", \.lowerColour),
    ("((knee-length|midi|flared) )?skirt", \.lowerColour),
    ("sneakers|((sports|running|open) )?shoes|trainers|((high|ankle) )?boots|sandals", \.shoeColour),
    ("(shoulder|messenger|shopping|paper|school|crossbody|hand|carrier) bag|backpack|rucksack|handbag", \.bagColour),
    ("purse|(rolling )?suitcase|knapsack|satchel|clutch|tote|(trolley|wheeled) case", \.bagColour),
    ("((baseball|peaked) )?cap|beanie|(knit|sun|wide-brimmed|woolly|bobble|straw|brimmed) hat", \.headwearColour),
    ("umbrella|parasol", \.umbrellaColour),
    ("stripes|checks|(polka )?dots|logo|print|bands|lines|squares|spots|emblem|badge", \.accentColour),
    ("(short-sleeved )?t-shirt|tee|short-sleeve top|(button-up|collared) shirt|blouse", \.plainUpperColour),
    ("sweater|pullover|((knitted|hooded) )?jumper|hoodie|hooded sweatshirt|hooded top", \.plainUpperColour),
    ("(open )?jacket|blazer|((long|trench) )?coat|overcoat", \.plainUpperColour),
    ("(tank|sleeveless|strappy) top|vest|(one-piece )?dress|gown", \.plainUpperColour),
    ("(and [a-z ]+ )?(vertically striped|striped|stripy|pinstriped)", \.upperColour),
    ("(and [a-z ]+ )?(plaid|checkered|checked|tartan|chequered|polka dot|dotted|spotted|spotty)", \.upperColour),
  ]

  /// Every image of `tiny` in the target domain, and a sample of the source: the person, the view, the captions.
  private func images() throws -> [(person: PersonAttributes, view: View, captions: [String])] {
    let people = try SynthPedesPopulation(.tiny).members
    let target = try SynthPedesSamples.tiny.get().records.enumerated().map { index, record in
      let person = people[record.id - 1].attributes
      // Two images of each identity, in order.
      let shot = Shot(.tiny, identity: record.id - 1, image: index % 2, of: person)
      return (person, shot.view, record.captions)
    }
    let source = try SynthPedesSamples.drawn("synth-pedes/source").map { drawn in
      let shot = Shot(SynthPedesConfiguration.pretraining, identity: drawn.identity, image: 0, of: drawn.person)
      return (drawn.person, shot.view, drawn.captions)
    }
    return target + source
  }

  @Test func captionsNameOnlyWhatIsTrue() throws {
    let images = try images()
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
    let images = try images()
    let names = Self.colours.map(\.name).joined(separator: "|")
    let meaning = Dictionary(uniqueKeysWithValues: Self.colours.map { ($0.name, $0.colour) })
    var count = 0
    for (nouns, colour) in Self.coloured {
      let pattern = try Regex("\\b(\(names)) (\(nouns))\\b", as: AnyRegexOutput.self)
      for (person, _, captions) in images {
        for caption in captions {
          for match in caption.lowercased().matches(of: pattern) {
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
    for (_, _, captions) in try images() {
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
      let rendered = try SynthPedesSet.renderedImage(of: population, identity: identity, image: 0)
      for (words, remove) in removals {
        let pattern = try Regex("\\b(\(words))\\b")
        guard rendered.captions.contains(where: { $0.contains(pattern) }) else { continue }
        var other = person
        remove(&other)
        let photograph = Photograph(configuration, identity: identity, image: 0, of: other)
        let pixels = zip(rendered.image.pixels, photograph.image.pixels)
        #expect(pixels.count { abs(Int($0) - Int($1)) > 16 } >= 12, "\(words) of \(identity)")
        tested += 1
      }
    }
    #expect(tested >= 10)
  }

  @Test func plainWordingHasOneWordForEachThing() throws {
    var configuration = SynthPedesConfiguration.tiny
    configuration.wording = .plain
    configuration.captionsPerImage = 4
    let population = try SynthPedesPopulation(configuration)
    let synonyms = /\b(tee|pullover|pants|trainers|rucksack|purse|gray|cream|tan|violet|lady|guy|thin|ginger)\b/
    for identity in 0..<6 {
      let captions = try SynthPedesSet.renderedImage(of: population, identity: identity, image: 0).captions
      #expect(captions.count == 4)
      #expect(captions.allSatisfy { !$0.contains(synonyms) }, "\(captions)")
    }
  }
}

extension PersonAttributes {
  /// The upper garment's colour; a garment named right after it is not printed, or its print is not named there.
  fileprivate var plainUpperColour: GarmentColour? { upperColour }
}
