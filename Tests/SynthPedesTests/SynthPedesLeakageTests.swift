import BenchCore
import Datasets
import Testing

@testable import SynthPedes

/// Nothing of what is tested on is trained on, neither in fine-tuning nor in pretraining.
struct SynthPedesLeakageTests {
  /// A person without what captions never name, so that equal ones cannot be told apart by captions.
  private func nameable(_ person: PersonAttributes) -> PersonAttributes {
    var person = person
    person.skin = .light
    if person.hairStyle == .bald { person.hairColour = .black }
    return person
  }

  /// All splits of all default datasets, the rendered images of pretraining among them, are of different people.
  @Test func nobodyIsInTwoSplitsOrTwoDatasets() throws {
    var owners: [PersonAttributes: String] = [:]
    var count = 0
    for (dataset, population) in try SynthPedesSamples.populations.get() {
      for member in population.members {
        let owner = "\(dataset) \(member.split)"
        let other = owners.updateValue(owner, forKey: nameable(member.attributes))
        #expect(other == nil, "\(owner): this person is in \(other ?? "") too")
        count += 1
      }
    }
    #expect(owners.count == count && count > 8_000)
  }

  @Test(arguments: SynthPedesSamples.datasets) func twinsStayInTheirSplit(dataset: String) throws {
    // The default has none.
    var configuration = try #require(try SynthPedesSamples.populations.get()[dataset]).configuration
    configuration.nearDuplicateShare = 1
    let people = try SynthPedesPopulation(configuration).members
    for (index, person) in people.enumerated() {
      guard let position = person.twin else { continue }
      #expect(people[position].twin == index && people[position].split == person.split)
    }
    #expect(people.count { $0.twin != nil } > people.count / 2)
  }

  /// The first images of each split; all of them were compared once, with the same outcome (docs/synth-pedes.md).
  @Test func noTestCaptionIsATrainingCaption() throws {
    var others: Set<String> = []
    var tested: [String] = []
    for dataset in SynthPedesSamples.datasets {
      let isTarget = !dataset.hasSuffix("source")
      for drawn in try SynthPedesSamples.drawn(dataset) {
        if isTarget, drawn.split == .test { tested += drawn.captions } else { others.formUnion(drawn.captions) }
      }
    }
    #expect(tested.count >= 50 && others.count >= 200)
    #expect(others.isDisjoint(with: tested))
  }
}
