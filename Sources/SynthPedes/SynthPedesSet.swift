package import Images

/// The embedded stand-in dataset `synth-pedes`: pedestrians rendered from a seed, described by a grammar.
///
/// It exercises the whole pipeline where the real datasets are not at hand. Nothing measured on it says anything about
/// real images.
package enum SynthPedesSet {
  /// Changes whenever the same configuration would give other files.
  package static let revision = 2

  /// One image of an identity with its captions.
  package struct RenderedImage: Sendable, Hashable {
    /// The picture, 64 wide and 192 high.
    package let image: RGBImage
    /// What is to be seen on it: `captionsPerImage` texts, different where the image shows enough to say.
    package let captions: [String]
  }

  /// Renders one image: a pure function of its arguments.
  ///
  /// - Parameters:
  ///   - identity: the position in `population.members`.
  ///   - image: the image of that identity, from 0.
  /// - Throws: `SynthPedesFailure` when there is no such identity or image.
  package static func renderedImage(
    of population: SynthPedesPopulation, identity: Int, image: Int
  ) throws -> RenderedImage {
    guard population.members.indices.contains(identity) else {
      throw SynthPedesFailure(.outOfRange("identity", identity, population.members.count))
    }
    let member = population.members[identity]
    guard (0..<member.images).contains(image) else {
      throw SynthPedesFailure(.outOfRange("image", image, member.images))
    }
    let configuration = population.configuration
    let photograph = Photograph(configuration, identity: identity, image: image, of: member.attributes)
    let writer = CaptionWriter(configuration)
    let sight = Sight(photograph)
    var generator = configuration.generator("captions", identity, image)
    var captions: [String] = []
    var attempts = 0
    while captions.count < configuration.captionsPerImage {
      let caption = writer.caption(of: member.attributes, seen: sight, using: &generator)
      attempts += 1
      if attempts > 100 || !captions.contains(caption) { captions.append(caption) }
    }
    return RenderedImage(image: photograph.image, captions: captions)
  }
}
