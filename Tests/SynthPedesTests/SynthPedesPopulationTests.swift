import BenchCore
import Datasets
import Testing

@testable import SynthPedes

struct SynthPedesPopulationTests {
  /// Everything captions can name, spelled out: all attributes but skin.
  private func appearance(_ person: PersonAttributes) -> [String] {
    [
      "\(person.sex)", "\(person.age)", "\(person.build)", "\(person.hairStyle)",
      person.hairStyle == .bald ? "" : "\(person.hairColour)", "\(person.hasBeard)",
      "\(String(describing: person.headwear))", "\(String(describing: person.headwearColour))",
      "\(String(describing: person.eyewear))", "\(person.upper)", "\(person.upperColour)", "\(person.pattern)",
      "\(String(describing: person.accentColour))", "\(String(describing: person.lower))",
      "\(String(describing: person.lowerColour))", "\(person.shoes)", "\(person.shoeColour)",
      "\(String(describing: person.bag))", "\(String(describing: person.bagColour))",
      "\(String(describing: person.object))", "\(String(describing: person.umbrellaColour))",
    ]
  }

  @Test func nobodyLooksLikeSomeoneElse() throws {
    let people = try SynthPedesPopulation(.default).members
    #expect(
      people.map(\.split)
        == Split.allCases.flatMap { split in
          Array(repeating: split, count: SynthPedesConfiguration.default.size(of: split).identities)
        })
    #expect(Set(people.map { appearance($0.attributes) }).count == people.count)
  }

  @Test func twinsDifferInThreeTraits() throws {
    let people = try SynthPedesPopulation(.tiny).members
    for (index, person) in people.enumerated() {
      let twinIndex = try #require(person.twin)
      let twin = people[twinIndex]
      #expect(twin.twin == index)
      #expect(twin.split == person.split)
      let pairs = zip(appearance(person.attributes), appearance(twin.attributes))
      #expect(pairs.count { $0 != $1 } == 3)
      #expect(twin.attributes.skin == person.attributes.skin)
    }
  }

  @Test func nearDuplicateShareIsTheShareOfTwins() throws {
    var configuration = SynthPedesConfiguration.tiny
    configuration.nearDuplicateShare = 0.5
    let people = try SynthPedesPopulation(configuration).members
    #expect(people.count { $0.twin != nil } == 12 + 4 + 6)
    configuration.nearDuplicateShare = 0
    #expect(try SynthPedesPopulation(configuration).members.allSatisfy { $0.twin == nil })
  }

  @Test func attributesFitTogether() throws {
    for person in try SynthPedesPopulation(.default).members.map(\.attributes) {
      #expect(person.sex == .man || !person.hasBeard)
      #expect(person.sex == .woman || (person.upper != .dress && person.lower != .skirt))
      #expect((person.age == .elderly) == [.grey, .white].contains(person.hairColour))
      #expect((person.headwear == nil) == (person.headwearColour == nil))
      #expect((person.bag == nil) == (person.bagColour == nil))
      #expect((person.object == .umbrella) == (person.umbrellaColour != nil))
      #expect((person.lower == nil) == (person.upper == .dress))
      #expect((person.lower == nil) == (person.lowerColour == nil))
      let isOpen = person.upper == .jacket || person.upper == .coat
      #expect((person.accentColour != nil) == (isOpen || person.pattern != .plain))
      #expect(person.accentColour != person.upperColour)
      #expect(!isOpen || person.pattern == .plain)
    }
  }

  @Test func largeHasThePairsOfCUHKPEDES() throws {
    #expect(SynthPedesConfiguration.large.trainPairs == 68_126)
    let people = try SynthPedesPopulation(.large(trainPairs: 6_000)).members.filter { $0.split == .train }
    #expect(people.reduce(0) { $0 + $1.images } == 3_000)
    #expect(Set(people.map(\.images)) == [3, 4])
  }
}
