package import BenchCore
package import Datasets
package import Foundation
import Images
import Methods
import Noise

/// Turns a request into fully resolved cells.
///
/// Reads annotations and injects noise, so that a broken dataset or an impossible setting is found before anything is
/// trained.
package struct StudyPlanner {
  /// What planning tells while it reads.
  package enum Event: Sendable {
    /// Training images are being decoded to find those that cannot be.
    case decoding(dataset: String, done: Int, of: Int)
    /// Training images that the study leaves out, with their number of pairs.
    case skipped(dataset: String, images: CorruptImages, pairs: Int)
  }

  private let dataRoot: URL
  private let weightsDirectory: URL
  private let report: @Sendable (Event) -> Void

  /// Plans studies of the datasets under a folder; the embedded weights are put into another.
  package init(dataRoot: URL, weightsDirectory: URL, report: @escaping @Sendable (Event) -> Void = { _ in }) {
    self.dataRoot = dataRoot
    self.weightsDirectory = weightsDirectory
    self.report = report
  }

  /// All cells, dataset by dataset, noise rate by noise rate, method by method, seed by seed.
  ///
  /// - Throws: Failures of registries for unknown names, of readers for broken datasets, `StudyFailure` for settings
  ///   that make no sense.
  package func cells(of request: StudyRequest) throws -> [StudyCell] {
    let configurations = try Self.configurations(of: request)
    var cells: [StudyCell] = []
    var signatures: Set<String> = []
    for name in request.datasets {
      let dataset = try DatasetRegistry.info(named: name)
      let id = dataset.id
      let (contents, skippedImages) = try usableContents(of: dataset, for: request)
      guard contents.retrievalSet(request.selection) != nil else {
        throw StudyFailure.noSelectionSplit(dataset: id, split: request.selection)
      }
      let weights = try weightsFile(of: request, on: [dataset])
        .map { try StartingWeights(file: $0, imageSize: request.imageSize) }
      let model = try self.model(for: contents, weights: weights, request)
      for rate in request.noiseRates {
        let noisy = try StudyNoise.inject(
          request.injector, index: request.noiseIndex, rate: rate, seed: request.noiseSeed, into: contents)
        let noise = NoiseSpec(
          injector: request.injector, rate: rate, seed: request.noiseSeed, indexChecksum: noisy.checksum)
        let facts = StudyFacts(
          noiseRate: rate, datasetID: id, imageLayers: model.visionLayers, imageWidth: model.visionWidth)
        for (method, variants) in configurations {
          for variant in variants {
            let configuration = try method.entry.resolved(
              method.overrides.merging(variant.overrides) { $1 }, for: facts)
            for seed in request.seeds {
              let spec = RunSpec(
                dataset: DatasetSpec(
                  id: id, annotationChecksum: contents.annotationChecksum, skippedImages: skippedImages), noise: noise,
                method: configuration, training: training(of: method, model: model, for: request),
                selection: request.selection, seed: seed, threads: request.threads, device: request.device)
              let cell = try StudyCell(
                spec: spec, label: method.entry.info.title, isStandIn: dataset.isStandIn, changes: variant.changes)
              // Two values can come to one, such as `reference` and what it stands for at this noise rate.
              if signatures.insert(cell.signature).inserted { cells.append(cell) }
            }
          }
        }
      }
    }
    return cells
  }

  /// The file of the weights that some of a study's runs start from; `nil` where all start at random.
  func weightsFile(of request: StudyRequest) throws -> URL? {
    try weightsFile(of: request, on: request.datasets.map(DatasetRegistry.info))
  }

  /// The file of the weights that runs on datasets start from.
  ///
  /// - Throws: `SweepFailure` where the embedded weights cannot be put into their folder.
  private func weightsFile(of request: StudyRequest, on datasets: [DatasetInfo]) throws -> URL? {
    switch request.weights {
    case .automatic:
      datasets.contains(where: \.startsFromEmbeddedWeights) ? try EmbeddedWeights.file(in: weightsDirectory) : nil
    case .random: nil
    case .embedded: try EmbeddedWeights.file(in: weightsDirectory)
    case .file(let file): file
    }
  }

  /// The dataset, where asked without the training images that cannot be decoded, and their names.
  private func usableContents(
    of dataset: DatasetInfo, for request: StudyRequest
  ) throws -> (DatasetContents, skippedImages: [String]?) {
    let contents = try dataset.read(dataRoot: dataRoot)
    guard request.skipsCorruptImages else { return (contents, nil) }
    let corrupt = CorruptImages(in: contents) { [report] done, total in
      report(.decoding(dataset: dataset.id, done: done, of: total))
    }
    guard !corrupt.names.isEmpty else { return (contents, nil) }
    let usable = try contents.skippingTrainingImages(corrupt.names)
    report(
      .skipped(dataset: dataset.id, images: corrupt, pairs: contents.train.count - usable.train.count))
    return (usable, corrupt.names)
  }

  /// Checks everything about a request that can be checked without data.
  ///
  /// - Throws: Failures of registries for unknown names, `MethodFailure` for settings that a method refuses,
  ///   `StudyFailure` for settings that make no sense.
  package static func check(_ request: StudyRequest) throws {
    for id in request.datasets { _ = try DatasetRegistry.info(named: id) }
    _ = try NoiseRegistry.injector(id: request.injector, options: NoiseOptions(indexFile: request.noiseIndex))
    for (method, variants) in try configurations(of: request) {
      for variant in variants {
        // Facts only fill in what a person left to the reference.
        let facts = StudyFacts(noiseRate: 0, datasetID: "", imageLayers: 1, imageWidth: 1)
        _ = try method.entry.resolved(method.overrides.merging(variant.overrides) { $1 }, for: facts)
      }
    }
  }

  /// The methods of a valid request with the configurations asked for.
  private static func configurations(
    of request: StudyRequest
  ) throws -> [(method: PlannedMethod, variants: [MethodVariants.Variant])] {
    var request = request
    request.methods = request.methodIDs
    try validate(request)
    let methods = try PlannedMethod.all(of: request)
    let variants = try MethodVariants(
      of: methods.map(\.entry), fixed: request.settings, varied: request.variations)
    return try methods.map { ($0, try variants.variants(of: $0.entry)) }
  }

  private static func validate(_ request: StudyRequest) throws {
    for (name, values) in [
      ("datasets", request.datasets), ("methods", request.methods),
      ("noise rates", request.noiseRates.map(\.description)),
      ("seeds", request.seeds.map(\.description)),
    ] {
      guard !values.isEmpty else { throw StudyFailure.nothing(name) }
      if let repeated = values.first(where: { value in values.count { $0 == value } > 1 }) {
        throw StudyFailure.repeated(name, value: repeated)
      }
    }
    for (name, value) in [
      ("--epochs", request.epochs), ("--batch-size", request.batchSize), ("--threads", request.threads),
    ] {
      if let value, value < 1 { throw StudyFailure.outOfRange(name, value: "\(value)", requirement: "1 or more") }
    }
    if let preset = request.imageAugmentation { _ = try ImageAugmentation(preset: preset) }
    if let rate = request.learningRate, !(rate > 0 && rate.isFinite) {
      throw StudyFailure.outOfRange("--learning-rate", value: "\(rate)", requirement: "above 0")
    }
  }

  /// The weights' model where there are some, else the embedded one. Weights that do not fit the captions are found here.
  private func model(
    for contents: DatasetContents, weights: StartingWeights?, _ request: StudyRequest
  ) throws -> ModelSpec {
    guard let weights else {
      let tokenizer = CellTokenizer.vocabulary(of: contents)
      return .embedded(vocabularySize: tokenizer.vocabularySize, contextLength: tokenizer.contextLength)
    }
    _ = try CellTokenizer.tokenizer(for: weights, contents: contents, vocabulary: request.vocabulary)
    return weights.model
  }

  private func training(of method: PlannedMethod, model: ModelSpec, for request: StudyRequest) -> TrainingOrigin {
    let recipe = recipe(for: request, model: model)
    guard !method.isCommand else { return .command(recipe) }
    let augmentation = AugmentationSpec(
      image: request.imageAugmentation ?? method.entry.info.imageAugmentation, padding: padding(for: model),
      text: augmentsCaptions(method.entry, request))
    return .here(TrainingSetup(model: model, recipe: recipe, augmentation: augmentation))
  }

  private func recipe(for request: StudyRequest, model: ModelSpec) -> TrainingRecipe {
    // The papers' small steps suit CLIP's trained weights, which its vocabulary tells.
    var recipe = CellTokenizer.isCLIP(model) ? TrainingRecipe.paper : .embedded
    recipe.epochs = request.epochs ?? recipe.epochs
    recipe.batchSize = request.batchSize ?? recipe.batchSize
    recipe.learningRate = request.learningRate ?? recipe.learningRate
    // A short trial keeps some epochs at the full learning rate.
    recipe.warmupEpochs = min(recipe.warmupEpochs, recipe.epochs / 2)
    return recipe
  }

  /// The papers' 10 pixels at a height of 384, in proportion.
  private func padding(for model: ModelSpec) -> Int {
    Int((10 * Double(model.imageHeight) / 384).rounded())
  }

  private func augmentsCaptions(_ method: MethodEntry, _ request: StudyRequest) -> Bool {
    switch request.captionAugmentation {
    case .paper: method.info.augmentsCaptions
    case .on: true
    case .off: false
    }
  }
}

/// A study that cannot be planned.
package enum StudyFailure: BenchFailure, Equatable {
  case nothing(String)
  case repeated(String, value: String)
  case outOfRange(String, value: String, requirement: String)
  case noSelectionSplit(dataset: String, split: Split)
  /// The data on disk are not those the cell was planned with.
  case changedData(cell: String, what: String)
  /// A cell's file is missing or is something else.
  case unreadableCell(file: String)
  case noCUDA(cell: String)
  /// A run that this tool has only the embeddings of.
  case notTrainedHere(cell: String)
  /// A setting is for a method that is not run.
  case unknownScope(String, setting: String, known: [String])
  /// A setting does not say for which of several methods it is.
  case unclearScope(String, known: [String])
  /// A field is set to more than one value.
  case severalValues(String)
  /// Starting weights with another number of tokens than the captions' words make.
  case vocabulary(file: String, found: Int, expected: Int)
  /// A vocabulary of CLIP's size with other merges.
  case otherVocabulary(file: String)

  /// What went wrong.
  package var problem: String {
    switch self {
    case .nothing(let name): "no \(name) to run"
    case .repeated(let name, let value): "`\(value)` is listed twice among the \(name)"
    case .outOfRange(let name, let value, let requirement): "\(name) is \(value) but must be \(requirement)"
    case .noSelectionSplit(let dataset, let split): "\(dataset) has no \(split.rawValue) split to choose Best on"
    case .changedData(_, let what): "\(what) changed since this cell was planned"
    case .unreadableCell: "this is not a cell file"
    case .notTrainedHere: "another program trains this run"
    case .noCUDA: "there is no CUDA device that libtorch can use"
    case .unknownScope(let scope, let setting, _): "`\(setting)` is for `\(scope)`, which is not among the methods"
    case .unclearScope(let setting, _): "`\(setting)` does not say for which of the methods it is"
    case .severalValues(let setting): "`\(setting)` sets a field to several values"
    case .vocabulary(_, let found, let expected):
      "the weights' vocabulary has \(found) tokens, that of the training captions \(expected)"
    case .otherVocabulary: "the merges of this vocabulary are not those of OpenAI's CLIP"
    }
  }

  /// Where it went wrong.
  package var location: String? {
    switch self {
    case .changedData(let place, _), .unreadableCell(let place), .noCUDA(let place), .notTrainedHere(let place),
      .vocabulary(let place, _, _), .otherVocabulary(let place):
      place
    case .nothing, .repeated, .outOfRange, .noSelectionSplit, .unknownScope, .unclearScope, .severalValues: nil
    }
  }

  /// What to do about it.
  package var remedy: String? {
    switch self {
    case .noSelectionSplit: "choose on the test split as the papers' code does: --selection test"
    case .changedData: "run the sweep again so that it is planned with the present data"
    case .notTrainedHere: "run it by a sweep with its command, or evaluate its embeddings"
    case .unreadableCell: "name a file of the folder `cells` beside the results of a sweep"
    case .noCUDA: "use --device cpu, or a libtorch with CUDA and its driver"
    case .unknownScope(let scope, _, let known): Suggestion.phrase(for: scope, in: known)
    case .unclearScope(let setting, let known):
      "write \(known.first ?? "method").\(setting); known: \(known.joined(separator: ", "))"
    case .severalValues: "to run each of them: --vary"
    case .vocabulary: "start from weights that were trained on this dataset, or from CLIP's"
    case .otherVocabulary:
      "use bpe_simple_vocab_16e6.txt.gz of OpenAI's CLIP, or merges.txt of openai/clip-vit-base-patch16"
    case .nothing, .repeated, .outOfRange: nil
    }
  }
}
