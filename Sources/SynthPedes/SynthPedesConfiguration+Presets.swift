package import BenchCore
package import Datasets
import Foundation

extension SynthPedesConfiguration {
  /// For tests: 88 images, written in a second or two.
  package static let tiny = SynthPedesConfiguration(
    train: SplitSize(identities: 24, imagesPerIdentity: 2),
    validation: SplitSize(identities: 8, imagesPerIdentity: 2),
    test: SplitSize(identities: 12, imagesPerIdentity: 2))

  /// For comparisons of methods in minutes: 520 training images, 1,040 pairs, enough to learn from and few enough to be
  /// learnt by heart. Nobody has a twin, whom a caption that leaves out the difference cannot tell apart. Chosen on the
  /// people of other seeds; Reports/embedded/search.md tells how.
  package static let `default` = SynthPedesConfiguration(
    seed: 20_261_203,
    train: SplitSize(identities: 260, imagesPerIdentity: 2),
    validation: SplitSize(identities: 150, imagesPerIdentity: 2),
    test: SplitSize(identities: 150, imagesPerIdentity: 4),
    nearDuplicateShare: 0)

  /// The default of before 2026-12, which folders may hold that were rendered then.
  package static let formerDefault = SynthPedesConfiguration(
    train: SplitSize(identities: 200, imagesPerIdentity: 2),
    validation: SplitSize(identities: 150, imagesPerIdentity: 2),
    test: SplitSize(identities: 300, imagesPerIdentity: 2))

  /// Generic images of the source domain, which the embedded weights are pretrained on: 16,000 pairs.
  package static let pretraining = SynthPedesConfiguration(
    domain: .source,
    train: SplitSize(identities: 8_000, imagesPerIdentity: 1),
    validation: SplitSize(identities: 150, imagesPerIdentity: 2),
    test: SplitSize(identities: 150, imagesPerIdentity: 2))

  /// For throughput: as many people and training pairs as CUHK-PEDES (11,003 and 68,126).
  package static let large = SynthPedesConfiguration(
    train: SplitSize(identities: 11_003, images: 34_063),
    validation: SplitSize(identities: 1_000, images: 3_078),
    test: SplitSize(identities: 1_000, images: 3_074))

  /// The sizes by name, for command lines and files.
  package static let named: [String: SynthPedesConfiguration] = [
    "tiny": .tiny, "default": .default, "large": .large, "pretraining": .pretraining,
  ]

  /// The configuration of a size's name.
  ///
  /// - Throws: `SynthPedesFailure` with close matches for an unknown name.
  package static func named(_ name: String) throws -> SynthPedesConfiguration {
    guard let configuration = named[name] else {
      throw SynthPedesFailure(.unknownSize(name, Suggestion.phrase(for: name, in: named.keys.sorted())))
    }
    return configuration
  }

  /// The default configuration of a registry id; `nil` for a dataset that is not rendered.
  package static func ofDataset(_ id: String) -> SynthPedesConfiguration? {
    guard let id = try? DatasetRegistry.info(named: id).id else { return nil }
    return ([pretraining] + SynthPedesVariant.allCases.map(`default`.imitating)).first { $0.datasetID == id }
  }

  /// `large` cut down to about `pairs` training pairs, with the same number of images and captions per identity.
  package static func large(trainPairs pairs: Int) -> SynthPedesConfiguration {
    var configuration = large
    let images = max(1, pairs / configuration.captionsPerImage)
    let identities = max(1, images * configuration.train.identities / configuration.train.images)
    configuration.train = SplitSize(identities: identities, images: images)
    return configuration
  }

  /// This configuration in the layout and proportions of a variant, with other people and about as many pairs.
  ///
  /// `icfg` has one caption an image, more images of each identity and no validation split; `rstp` has five images of
  /// each identity, and fewer identities.
  package func imitating(_ variant: SynthPedesVariant) -> SynthPedesConfiguration {
    var configuration = self
    configuration.variant = variant
    for path in [\SynthPedesConfiguration.train, \.validation, \.test] {
      let size = self[keyPath: path]
      switch variant {
      case .cuhk: break
      case .icfg: configuration[keyPath: path].images = size.images * captionsPerImage
      case .rstp:
        let identities = size.images == 0 ? 0 : max(1, size.images / 5)
        configuration[keyPath: path] = SplitSize(identities: identities, imagesPerIdentity: 5)
      }
    }
    if variant == .icfg {
      configuration.captionsPerImage = 1
      configuration.validation = .none
    }
    return configuration
  }

  /// This configuration in another domain, with other people.
  package func shifted(to domain: SynthPedesDomain) -> SynthPedesConfiguration {
    var configuration = self
    configuration.domain = domain
    return configuration
  }

  /// The folder's name under the dataset root: the id, with a dash for the slash.
  package var directoryName: String { datasetID.replacing("/", with: "-") }

  /// The difficulties that are shares, by name.
  private static let shares: [(name: String, path: WritableKeyPath<Self, Double> & Sendable)] = [
    ("nearDuplicateShare", \.nearDuplicateShare), ("clutter", \.clutter), ("occlusion", \.occlusion),
    ("blur", \.blur), ("noise", \.noise), ("cameraShift", \.cameraShift),
  ]

  /// The numbers of people and images, by name.
  private static let counts: [(name: String, path: WritableKeyPath<Self, Int> & Sendable)] = [
    ("train.identities", \.train.identities), ("train.images", \.train.images),
    ("val.identities", \.validation.identities), ("val.images", \.validation.images),
    ("test.identities", \.test.identities), ("test.images", \.test.images),
    ("captionsPerImage", \.captionsPerImage),
  ]

  /// This configuration with fields set, in their order; what they give together is checked.
  ///
  /// - Throws: `SynthPedesFailure` for an unknown field or a value that is none of its.
  package func setting(_ fields: [(name: String, value: JSONValue)]) throws -> SynthPedesConfiguration {
    var changed = self
    for (name, value) in fields { try changed.set(name, to: value) }
    try changed.validate()
    return changed
  }

  private mutating func set(_ field: String, to value: JSONValue) throws {
    func refusal(_ range: String) -> SynthPedesFailure {
      let text = (try? JSONEncoder().encode(value)).map { String(decoding: $0, as: UTF8.self) }
      return SynthPedesFailure(.setting(field, text ?? "\(value)", range))
    }
    if let (_, path) = Self.shares.first(where: { $0.name == field }) {
      guard case .number(let share) = value else { throw refusal("a number") }
      self[keyPath: path] = share
    } else if let (_, path) = Self.counts.first(where: { $0.name == field }) {
      guard case .number(let number) = value, let count = Int(exactly: number) else {
        throw refusal("a whole number")
      }
      self[keyPath: path] = count
    } else if field == "knownWords" {
      guard case .number(let number) = value, let count = Int(exactly: number) else { throw refusal("a whole number") }
      knownWords = count == Lexicon.usualKnownWords ? nil : count
    } else if field == "wording" {
      guard case .string(let name) = value, let wording = Wording(rawValue: name) else {
        throw refusal(Wording.allCases.map(\.rawValue).joined(separator: " or "))
      }
      self.wording = wording
    } else {
      let known = Self.shares.map(\.name) + Self.counts.map(\.name) + ["knownWords", "wording"]
      throw SynthPedesFailure(.unknownField(field, Suggestion.phrase(for: field, in: known)))
    }
  }

  /// The dataset's registry id.
  package var datasetID: String { DatasetInfo.synthPEDESID(variant, domain) }

  /// Checks every number.
  ///
  /// - Throws: `SynthPedesFailure` naming the first setting out of range.
  package func validate() throws {
    for (name, size, least) in [("train", train, 1), ("val", validation, 0), ("test", test, 1)] {
      guard size.identities >= least, size.identities <= 100_000 else {
        throw SynthPedesFailure(.setting("\(name).identities", "\(size.identities)", "between \(least) and 100,000"))
      }
      guard size.images >= size.identities, size.images <= size.identities * 100 else {
        let range = "between 1 and 100 for each of the \(size.identities) identities"
        throw SynthPedesFailure(.setting("\(name).images", "\(size.images)", range))
      }
    }
    let known = Lexicon.knownWordsRange
    if let knownWords, !known.contains(knownWords) {
      let range = "between \(known.lowerBound) and \(known.upperBound)"
      throw SynthPedesFailure(.setting("knownWords", "\(knownWords)", range))
    }
    guard (1...10).contains(captionsPerImage) else {
      throw SynthPedesFailure(.setting("captionsPerImage", "\(captionsPerImage)", "between 1 and 10"))
    }
    for (name, path) in Self.shares where !(0...1).contains(self[keyPath: path]) {
      throw SynthPedesFailure(.setting(name, "\(self[keyPath: path])", "between 0 and 1"))
    }
  }
}
