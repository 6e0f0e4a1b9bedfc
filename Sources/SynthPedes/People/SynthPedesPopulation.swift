package import BenchCore
import Datasets

/// The people of a configuration: who they are, and in which split.
///
/// No two people of a population have the same nameable attributes. People of different variants and domains cannot
/// either, at any seed: a hash of the attributes decides to which of them a person may belong.
package struct SynthPedesPopulation: Sendable {
  /// One identity.
  package struct Member: Sendable, Hashable {
    /// The split that all images of the identity belong to.
    package let split: Split
    /// What the identity looks like.
    package let attributes: PersonAttributes
    /// The position of the near-duplicate in `members`; `nil` without one.
    package let twin: Int?
    /// The number of images.
    package let images: Int
  }

  /// What the population was drawn from.
  package let configuration: SynthPedesConfiguration
  /// All identities: train, then validation, then test.
  package let members: [Member]

  /// Draws the people of a configuration.
  ///
  /// - Throws: `SynthPedesFailure` for settings out of range, or if no unused attributes can be found.
  package init(_ configuration: SynthPedesConfiguration) throws {
    try configuration.validate()
    self.configuration = configuration
    var draft = Draft(configuration: configuration)
    for split in Split.allCases { try draft.addPeople(of: split) }
    members = draft.members
  }
}

/// A population while people are being added.
private struct Draft {
  private static let attemptLimit = 10_000
  let configuration: SynthPedesConfiguration
  var members: [SynthPedesPopulation.Member] = []
  private var taken: Set<[Int]> = []

  init(configuration: SynthPedesConfiguration) {
    self.configuration = configuration
  }

  mutating func addPeople(of split: Split) throws {
    let size = configuration.size(of: split)
    var generator = configuration.generator("people/\(split.rawValue)")
    let first = members.count
    let paired = 2 * Int(Double(size.identities) * configuration.nearDuplicateShare / 2)
    for index in 0..<size.identities {
      let original = index < paired && index % 2 == 1 ? members[members.count - 1].attributes : nil
      let attributes = try newPerson(like: original, using: &generator)
      let images = size.images / size.identities + (index < size.images % size.identities ? 1 : 0)
      let twin = index < paired ? first + (index ^ 1) : nil
      members.append(.init(split: split, attributes: attributes, twin: twin, images: images))
    }
  }

  private mutating func newPerson(
    like original: PersonAttributes?, using generator: inout SeededGenerator
  ) throws -> PersonAttributes {
    for _ in 0..<Self.attemptLimit {
      let candidate: PersonAttributes?
      if let original {
        candidate = original.twin(using: &generator)
      } else {
        candidate = PersonAttributes(using: &generator)
      }
      if let candidate, belongs(candidate), taken.insert(candidate.nameableCodes).inserted { return candidate }
    }
    throw SynthPedesFailure(.tooManyIdentities(members.count + 1))
  }

  /// Whether a person may be of this variant and domain: FNV-1a of the nameable attributes, modulo their number.
  private func belongs(_ person: PersonAttributes) -> Bool {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for code in person.nameableCodes { hash = (hash ^ UInt64(code + 1)) &* 0x100_0000_01b3 }
    let variants = UInt64(SynthPedesVariant.allCases.count)
    let domains = UInt64(SynthPedesDomain.allCases.count)
    return (hash >> 32) % (variants * domains) == configuration.populationIndex
  }
}

extension SynthPedesConfiguration {
  /// The number of this variant and domain among all of them.
  fileprivate var populationIndex: UInt64 {
    let variantIndex = SynthPedesVariant.allCases.firstIndex(of: variant) ?? 0
    let domainIndex = SynthPedesDomain.allCases.firstIndex(of: domain) ?? 0
    return UInt64(domainIndex * SynthPedesVariant.allCases.count + variantIndex)
  }

  /// The random stream of one purpose, different for each variant and domain.
  func generator(_ purpose: String, _ first: Int = 0, _ second: Int = 0) -> SeededGenerator {
    let stream = "synth-pedes/\(variant.rawValue)/\(domain.rawValue)/\(purpose)"
    return SeededGenerator(seed: seed, stream: stream, UInt64(first), UInt64(second))
  }
}
