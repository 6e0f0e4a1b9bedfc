import BenchCore
import Datasets
import Foundation
import Testing

struct SynthPedesConfigurationTests {
  private typealias Configuration = SynthPedesConfiguration

  @Test func presetsAreValid() throws {
    for (name, preset) in Configuration.named {
      #expect(try Configuration.named(name) == preset)
      for flavour in Configuration.Flavour.allCases {
        try preset.flavoured(flavour).shifted(to: .target).validate()
      }
    }
    #expect(Configuration.default.trainPairs == 2_400)
    #expect(Configuration.tiny.flavoured(.icfg).trainPairs == 48)
    #expect(Configuration.tiny.flavoured(.rstp).trainPairs == 240)
  }

  @Test func unknownNamesGetSuggestions() {
    let error = #expect(throws: SynthPedesError.self) { try Configuration.named("tinny") }
    #expect(error?.description == "synth-pedes has no size named 'tinny'; did you mean tiny?")
  }

  @Test func foldersTellFlavourAndDomain() {
    let names = Configuration.Flavour.allCases.flatMap { flavour in
      Configuration.Domain.allCases.map { Configuration.tiny.flavoured(flavour).shifted(to: $0).directoryName }
    }
    #expect(names.first == "synth-pedes")
    #expect(Set(names).count == 6)
  }

  @Test func survivesJSON() throws {
    let data = try JSONEncoder().encode(Configuration.large)
    #expect(try JSONDecoder().decode(Configuration.self, from: data) == .large)
  }

  @Test(arguments: [
    "train.identities", "train.images", "validation.identities", "validation.images", "test.identities", "test.images",
    "captionsPerImage", "nearDuplicateShare", "clutter", "occlusion", "blur", "noise", "cameraShift",
  ])
  func everyNumberIsChecked(name: String) {
    var configuration = Configuration.tiny
    switch name {
    case "train.identities": configuration.train = .none
    case "train.images": configuration.train.images = 23
    case "validation.identities": configuration.validation.identities = -1
    case "validation.images": configuration.validation.images = 100_000
    case "test.identities": configuration.test.identities = 1_000_000
    case "test.images": configuration.test.images = -4
    case "captionsPerImage": configuration.captionsPerImage = 0
    case "nearDuplicateShare": configuration.nearDuplicateShare = 1.1
    case "clutter": configuration.clutter = -0.1
    case "occlusion": configuration.occlusion = .nan
    case "blur": configuration.blur = 2
    case "noise": configuration.noise = .infinity
    default: configuration.cameraShift = -1
    }
    let error = #expect(throws: SynthPedesError.self) { try SynthPedesPopulation(configuration) }
    #expect(error?.problem.hasPrefix("\(name) is ") == true)
  }
}
