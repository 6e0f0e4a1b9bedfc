import BenchCore
import Datasets
import Foundation
import SynthPedes
import Testing

struct SynthPedesConfigurationTests {
  typealias Configuration = SynthPedesConfiguration

  @Test func presetsAreValid() throws {
    for (name, preset) in Configuration.named {
      #expect(try Configuration.named(name) == preset)
      for variant in SynthPedesVariant.allCases {
        try preset.imitating(variant).shifted(to: .target).validate()
      }
    }
    #expect(Configuration.default.trainPairs == 1_040)
    #expect(Configuration.pretraining.trainPairs == 16_000)
    #expect(Configuration.tiny.imitating(.icfg).trainPairs == 96)
    #expect(Configuration.tiny.imitating(.rstp).trainPairs == 90)
  }

  @Test func unknownNamesGetSuggestions() {
    let error = #expect(throws: SynthPedesFailure.self) { try Configuration.named("tinny") }
    #expect(error?.description == "synth-pedes has no size named 'tinny'; did you mean tiny?")
  }

  @Test func foldersTellVariantAndDomain() {
    let names = SynthPedesVariant.allCases.flatMap { variant in
      SynthPedesDomain.allCases.reversed().map {
        Configuration.tiny.imitating(variant).shifted(to: $0).directoryName
      }
    }
    #expect(
      names == [
        "synth-pedes", "synth-pedes-source", "synth-pedes-icfg", "synth-pedes-icfg-source", "synth-pedes-rstp",
        "synth-pedes-rstp-source",
      ])
  }

  @Test func survivesJSON() throws {
    let data = try JSONEncoder().encode(Configuration.large)
    #expect(try JSONDecoder().decode(Configuration.self, from: data) == .large)
  }

  @Test(arguments: [
    ("nearDuplicateShare", \Configuration.nearDuplicateShare), ("clutter", \.clutter), ("occlusion", \.occlusion),
    ("blur", \.blur), ("noise", \.noise), ("cameraShift", \.cameraShift),
  ])
  func difficultiesCanBeSet(field: String, path: WritableKeyPath<Configuration, Double> & Sendable) throws {
    for share in [0, 0.125, 1] {
      var before = Configuration.pretraining
      // A seed that no floating-point number is.
      before.seed = .max
      var expected = before
      expected[keyPath: path] = share
      #expect(try before.setting([(field, .number(share))]) == expected, "and nothing else")
    }
  }

  @Test func captionsAndTheirWordingCanBeSet() throws {
    #expect(try Configuration.tiny.setting([("captionsPerImage", .number(5))]).captionsPerImage == 5)
    let plain = try Configuration.tiny.setting([("wording", .string("plain"))])
    #expect(plain.wording == .plain)
    #expect(try plain.setting([("wording", .string("synonyms"))]) == .tiny)
  }

  @Test func knownWordsCanBeSet() throws {
    #expect(try Configuration.tiny.setting([("knownWords", .number(0))]).knownWords == 0)
    #expect(try Configuration.tiny.setting([("knownWords", .number(2))]) == .tiny, "what is the default is not said")
  }

  @Test func sizesCanBeSetTogether() throws {
    let changed = try Configuration.tiny.setting([
      ("train.identities", .number(40)), ("train.images", .number(170)), ("val.identities", .number(0)),
      ("val.images", .number(0)), ("test.images", .number(30)),
    ])
    var expected = Configuration.tiny
    expected.train = .init(identities: 40, images: 170)
    expected.validation = .none
    expected.test.images = 30
    #expect(changed == expected)
  }

  @Test(arguments: [
    ("cluter", JSONValue.number(0.5), "synth-pedes has no field named 'cluter'; did you mean clutter"),
    ("", .number(1), "synth-pedes has no field named ''"),
    ("seed", .number(2), "synth-pedes has no field named 'seed'"),
    ("train", .number(2), "synth-pedes has no field named 'train'"),
    ("clutter", .string("high"), "clutter is \"high\", but must be a number"),
    ("clutter", .bool(true), "clutter is true, but must be a number"),
    ("clutter", .null, "clutter is null, but must be a number"),
    ("captionsPerImage", .number(1.5), "captionsPerImage is 1.5, but must be a whole number"),
    ("knownWords", .number(11), "knownWords is 11, but must be between 0 and 10"),
    ("knownWords", .number(-1), "knownWords is -1, but must be between 0 and 10"),
    ("knownWords", .string("all"), "knownWords is \"all\", but must be a whole number"),
    ("wording", .string("rich"), "wording is \"rich\", but must be plain or synonyms"),
    ("wording", .number(1), "wording is 1, but must be plain or synonyms"),
    ("blur", .number(1.25), "blur is 1.25, but must be between 0 and 1"),
    ("noise", .number(-0.1), "noise is -0.1, but must be between 0 and 1"),
    ("captionsPerImage", .number(0), "captionsPerImage is 0, but must be between 1 and 10"),
    ("captionsPerImage", .number(11), "captionsPerImage is 11, but must be between 1 and 10"),
    ("train.identities", .number(100), "train.images is 48, but must be between 1 and 100 for each of the 100"),
    ("test.images", .number(11), "test.images is 11, but must be between 1 and 100 for each of the 12"),
    ("train.image", .number(11), "synth-pedes has no field named 'train.image'; did you mean train.images"),
    ("captionsPerImage", .number(1e300), "captionsPerImage is 1e+300, but must be a whole number"),
  ])
  func wrongSettingsAreRefused(field: String, value: JSONValue, message: String) {
    let error = #expect(throws: SynthPedesFailure.self) { try Configuration.tiny.setting([(field, value)]) }
    #expect(error?.description.hasPrefix(message) == true, "\(error.map { "\($0)" } ?? "")")
  }

  @Test(arguments: [
    "train.identities", "train.images", "val.identities", "val.images", "test.identities", "test.images",
    "captionsPerImage", "nearDuplicateShare", "clutter", "occlusion", "blur", "noise", "cameraShift",
  ])
  func everyNumberIsChecked(name: String) {
    var configuration = Configuration.tiny
    switch name {
    case "train.identities": configuration.train = .none
    case "train.images": configuration.train.images = 23
    case "val.identities": configuration.validation.identities = -1
    case "val.images": configuration.validation.images = 100_000
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
    let error = #expect(throws: SynthPedesFailure.self) { try SynthPedesPopulation(configuration) }
    #expect(error?.problem.hasPrefix("\(name) is ") == true)
  }
}
