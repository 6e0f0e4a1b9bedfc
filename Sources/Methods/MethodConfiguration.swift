package import BenchCore

/// A method's settings: plain fields with the papers' values as defaults.
package protocol MethodConfiguration: Codable, Sendable, Equatable {
  /// Meaning, source and permitted values of every field, in the order to show them: those declared with `@Setting`.
  static var fields: [ConfigurationField] { get }

  /// The paper's values.
  init()

  /// Checks what `fields` cannot say about one field alone; throws `MethodFailure.invalidField`.
  func validate() throws

  /// Replaces values that stand for "as the reference does with this noise rate and dataset".
  ///
  /// The reference of RDE knows the true noise rate. Only here may a method's setting depend on it, and the outcome is
  /// an ordinary field of the resolved configuration.
  mutating func resolve(for study: StudyFacts)

  /// Whether the method is told which pairs are truly clean. A documented field of that name where it can be true.
  var usesOracle: Bool { get }

  /// What batches must have.
  var needs: SampleNeeds { get }

  /// The preset by which the method's images are augmented whatever its study says; `nil` for what the study says.
  var ownImageAugmentation: String? { get }

  /// What an epoch is, as the method tells the trainer by `trainingPairs` and `stepsPerEpoch`: a sweep says it before it
  /// builds a network.
  var epochLength: EpochLength { get }
}

extension MethodConfiguration {
  package func validate() throws {}

  package mutating func resolve(for study: StudyFacts) {}

  package var usesOracle: Bool { false }

  package var needs: SampleNeeds { [] }

  package var ownImageAugmentation: String? { nil }

  package var epochLength: EpochLength { EpochLength() }

  /// Throws `MethodFailure.invalidField` unless the condition holds.
  func require(_ condition: Bool, _ name: String, _ value: some Sendable, _ requirement: String) throws {
    guard condition else { throw MethodFailure.invalidField(name, value: "\(value)", requirement: requirement) }
  }
}

/// Which pairs an epoch passes over, and in how many optimiser steps.
package struct EpochLength: Sendable, Equatable {
  /// Whether pairs that are not clean are left out.
  package var leavesNoisyPairsOut: Bool
  /// The steps; `nil` for as many as the pairs fill.
  package var steps: Int?

  /// Every pair once, unless something is said.
  package init(leavesNoisyPairsOut: Bool = false, steps: Int? = nil) {
    self.leavesNoisyPairsOut = leavesNoisyPairsOut
    self.steps = steps
  }
}

/// What a reference's settings may depend on.
package struct StudyFacts: Sendable, Equatable {
  /// The nominal share of noisy pairs, `0...1`.
  package var noiseRate: Double
  /// The dataset's registry id.
  package var datasetID: String
  /// The number of blocks of the image transformer, 12 in the papers.
  package var imageLayers: Int
  /// The width of the image transformer, 768 in the papers.
  package var imageWidth: Int

  package init(noiseRate: Double, datasetID: String, imageLayers: Int, imageWidth: Int = 768) {
    self.noiseRate = noiseRate
    self.datasetID = datasetID
    self.imageLayers = imageLayers
    self.imageWidth = imageWidth
  }
}

extension StudyFacts {
  /// The depth of IRRA's cross-modal transformer, 4 beside 12 image layers, unless one is given.
  func crossModalLayers(given: Int) -> Int { given > 0 ? given : max(1, imageLayers / 3) }

  /// The sizes of A-CLIP's heads in proportion to the image's width, unless they are given.
  func projectionSizes(given: ProjectionSizes) -> ProjectionSizes {
    ProjectionSizes(
      hidden: given.hidden > 0 ? given.hidden : max(1, 4096 * imageWidth / 768),
      output: given.output > 0 ? given.output : max(1, 256 * imageWidth / 768))
  }
}
