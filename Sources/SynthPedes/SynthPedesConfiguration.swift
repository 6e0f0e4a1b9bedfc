package import BenchCore
package import Datasets

/// What the rendered dataset contains and how hard it is; two equal configurations give the same files.
package struct SynthPedesConfiguration: Codable, Sendable, Hashable {
  /// The size of one split.
  package struct SplitSize: Codable, Sendable, Hashable {
    /// The number of different people.
    package var identities: Int
    /// The number of images of all of them, dealt out evenly: the first identities get one more where it does not divide.
    package var images: Int

    /// Creates a size from a total.
    package init(identities: Int, images: Int) {
      self.identities = identities
      self.images = images
    }

    /// Creates a size from the number of images of each person.
    package init(identities: Int, imagesPerIdentity: Int) {
      self.init(identities: identities, images: identities * imagesPerIdentity)
    }

    /// No such split.
    package static let none = SplitSize(identities: 0, images: 0)
  }

  /// How varied the captions are.
  package enum Wording: String, Codable, Sendable, CaseIterable {
    /// One word for each thing.
    case plain
    /// All synonyms of the domain.
    case synonyms
  }

  /// The seed of everything.
  package var seed: UInt64
  /// The dataset that is imitated.
  package var variant: SynthPedesVariant
  /// The domain.
  package var domain: SynthPedesDomain
  /// The training split; at least one identity.
  package var train: SplitSize
  /// The validation split; may be `.none`.
  package var validation: SplitSize
  /// The test split; at least one identity.
  package var test: SplitSize
  /// Captions of each image, `1...10`.
  package var captionsPerImage: Int
  /// The share of identities that have a twin differing in three attributes only, `0...1`.
  package var nearDuplicateShare: Double
  /// How crowded the background is, `0...1`.
  package var clutter: Double
  /// The share of images in which something hides a part of the person, `0...1`.
  package var occlusion: Double
  /// How far out of focus images can be, `0...1`.
  package var blur: Double
  /// How grainy images can be, `0...1`.
  package var noise: Double
  /// How much the cameras' colours differ, `0...1`; 0 turns colour casts off.
  package var cameraShift: Double
  /// The variety of the captions.
  package var wording: Wording
  /// How many times as often as its other words the target domain takes those that the source has too, of
  /// `Lexicon.knownWordsRange`; `nil` for `Lexicon.usualKnownWords`, as in folders that were written before.
  package var knownWords: Int?

  private enum CodingKeys: String, CodingKey {
    case seed, domain, train, validation, test, captionsPerImage, nearDuplicateShare, clutter, occlusion, blur, noise
    case cameraShift, wording, knownWords
    // The key's name of folders that were written before.
    case variant = "flavour"
  }

  /// Creates a configuration; every difficulty has its default.
  package init(
    seed: UInt64 = 1,
    variant: SynthPedesVariant = .cuhk,
    domain: SynthPedesDomain = .target,
    train: SplitSize,
    validation: SplitSize,
    test: SplitSize,
    captionsPerImage: Int = 2,
    nearDuplicateShare: Double = 1,
    clutter: Double = 0.6,
    occlusion: Double = 0.25,
    blur: Double = 0.4,
    noise: Double = 0.4,
    cameraShift: Double = 0.6,
    wording: Wording = .synonyms
  ) {
    self.seed = seed
    self.variant = variant
    self.domain = domain
    self.train = train
    self.validation = validation
    self.test = test
    self.captionsPerImage = captionsPerImage
    self.nearDuplicateShare = nearDuplicateShare
    self.clutter = clutter
    self.occlusion = occlusion
    self.blur = blur
    self.noise = noise
    self.cameraShift = cameraShift
    self.wording = wording
  }

  /// The number of training pairs.
  package var trainPairs: Int { train.images * captionsPerImage }

  /// The size of a split.
  package func size(of split: Split) -> SplitSize {
    switch split {
    case .train: train
    case .val: validation
    case .test: test
    }
  }
}
