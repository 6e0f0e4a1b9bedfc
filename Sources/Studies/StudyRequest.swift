package import BenchCore
package import Checkpoints
import Datasets
package import Foundation
import Methods

/// A study as a person asks for it: every combination of the listed things is a run.
package struct StudyRequest: Sendable, Equatable {
  /// Whether captions are augmented: as each method's paper does, for all methods, or for none.
  package enum CaptionAugmentationChoice: String, Sendable, CaseIterable {
    case paper, on, off
  }

  /// Dataset ids.
  package var datasets: [String]
  /// Method ids; `all` stands for every one.
  package var methods: [String]
  /// Shares of noisy pairs, `0...1`.
  package var noiseRates: [Double]
  /// Seeds of runs.
  package var seeds: [UInt64]
  /// Configuration fields to set.
  package var settings: [FieldSetting] = []
  /// Configuration fields to vary: every combination of their values is run.
  package var variations: [FieldSetting] = []
  /// The noise injector's id.
  package var injector = "shuffle"
  /// The seed of the injector; 1 in the papers.
  package var noiseSeed: UInt64 = 1
  /// Passes over the training pairs; `nil` keeps the recipe's.
  package var epochs: Int?
  /// Pairs per optimiser step; `nil` keeps the recipe's.
  package var batchSize: Int?
  /// Peak learning rate of the backbone; `nil` keeps the recipe's.
  package var learningRate: Double?
  /// An index file, or a folder of files named as the papers name theirs (`CUHK-PEDES_0.2.npy`), for the injector
  /// `index`.
  package var noiseIndex: URL?
  /// Whether pairs whose image cannot be decoded are dropped before noise is injected.
  package var skipsCorruptImages = false
  /// The weights that training starts from: a word is for networks of all families, a file for CLIP's, or for those of
  /// the only family.
  package var weights = StartingPoint.automatic
  /// What networks of a family start from where it is said of them alone.
  package var weightsByFamily: [ModelFamily: StartingPoint] = [:]
  /// What the weights' file does not say itself.
  package var weightsReading = WeightsReading()
  /// Tokens of a padded caption; `nil` for as many as the weights have positions.
  package var textLength: Int?
  /// CLIP's vocabulary, for weights that need it; `nil` looks in the usual places.
  package var vocabulary: URL?
  /// The images' size, where it is not to be the weights' own (for CLIP's: the papers').
  package var imageSize: ImageSize?
  /// The split on which Best is chosen; `nil` for validation, or test on a dataset without a validation split.
  package var selection: Split?
  /// Whether captions are augmented.
  package var captionAugmentation = CaptionAugmentationChoice.paper
  /// The preset that all images are augmented with; `nil` for each method's own.
  package var imageAugmentation: String?
  /// Compute threads of one run.
  package var threads = 1
  /// `cpu` or `cuda`.
  package var device = "cpu"
  /// The number formats; `nil` for the papers' from weights with CLIP's vocabulary on a GPU, else single precision.
  package var precision: Precision?
  /// Whether a GPU may round single-precision products to TF32.
  package var usesTF32 = false
  /// Whether operations without a deterministic implementation are refused.
  package var isDeterministic = true
  /// The encoders see so many samples at a time; `nil` for all.
  package var microBatchSize: Int?
  /// The command of the method `external`.
  package var external: ExternalCommand?

  /// Asks for all combinations.
  package init(datasets: [String], methods: [String], noiseRates: [Double], seeds: [UInt64]) {
    self.datasets = datasets
    self.methods = methods
    self.noiseRates = noiseRates
    self.seeds = seeds
  }

  /// Asks for methods on the embedded dataset, clean and with the papers' lower noise rates, with one seed.
  package init(methods: [String]) {
    self.init(datasets: [DatasetInfo.synthPEDES.id], methods: methods, noiseRates: [0, 0.2, 0.5], seeds: [1])
  }

  /// The id of the method that a person calls `name`, or `all`.
  static func methodID(of name: String) -> String {
    name.lowercased() == "all" ? "all" : MethodRegistry.id(named: name)
  }

  /// The methods with `all` written out.
  var methodIDs: [String] { methods.flatMap { $0 == "all" ? MethodRegistry.ids : [$0] } }

  /// The families of the networks that its methods train, each once; a command's method counts as CLIP's, whose recipe it
  /// is told.
  package var families: [ModelFamily] {
    methodIDs.compactMap { try? MethodRegistry.method($0).info.family }
      .reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
  }

  /// What networks of a family start from.
  package func startingPoint(of family: ModelFamily) -> StartingPoint {
    if let own = weightsByFamily[family] { return own }
    switch weights {
    case .automatic, .random: return weights
    case .embedded, .file: return family == .clip || families == [family] ? weights : .automatic
    }
  }
}
