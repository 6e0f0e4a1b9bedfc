public import BenchCore
import Datasets
public import Foundation
import Images
import Methods
import Noise

/// Turns a request into fully resolved cells.
///
/// Reads annotations and injects noise, so that a broken dataset or an impossible setting is found before anything is
/// trained.
public struct StudyPlanner {
  private let dataRoot: URL

  /// Plans studies of the datasets under a folder.
  public init(dataRoot: URL) {
    self.dataRoot = dataRoot
  }

  /// All cells, dataset by dataset, noise rate by noise rate, method by method, seed by seed.
  ///
  /// - Throws: Failures of registries for unknown names, of readers for broken datasets, `StudyFailure` for settings
  ///   that make no sense.
  public func cells(of request: StudyRequest) throws -> [StudyCell] {
    let configurations = try Self.configurations(of: request)
    let injector = try NoiseRegistry.injector(id: request.injector)
    var cells: [StudyCell] = []
    var signatures: Set<String> = []
    for id in request.datasets {
      let dataset = try DatasetRegistry.info(named: id)
      let contents = try dataset.read(dataRoot: dataRoot)
      guard contents.retrievalSet(request.selection) != nil else {
        throw StudyFailure.noSelectionSplit(dataset: id, split: request.selection)
      }
      let tokenizer = CellTokenizer.vocabulary(of: contents)
      let model = ModelSpec.embedded(
        vocabularySize: tokenizer.vocabularySize, contextLength: tokenizer.contextLength)
      for rate in request.noiseRates {
        let noisy = try injector.inject(rate: rate, seed: request.noiseSeed, into: contents.train)
        let noise = NoiseSpec(
          injector: request.injector, rate: rate, seed: request.noiseSeed, indexChecksum: noisy.checksum)
        let facts = StudyFacts(
          noiseRate: rate, datasetID: id, imageLayers: model.visionLayers,
          imageWidth: model.visionWidth)
        for (method, variants) in configurations {
          for variant in variants {
            let configuration = try method.resolved(variant.overrides, for: facts)
            for seed in request.seeds {
              let spec = RunSpec(
                dataset: DatasetSpec(id: id, annotationChecksum: contents.annotationChecksum), noise: noise,
                method: configuration, model: model, recipe: recipe(for: request),
                augmentation: AugmentationSpec(
                  image: request.imageAugmentation ?? method.info.imageAugmentation, padding: padding(for: model),
                  text: augmentsCaptions(method, request)),
                selection: request.selection, seed: seed, threads: request.threads, device: request.device)
              let cell = try StudyCell(
                spec: spec, label: method.info.title, isStandIn: dataset.isStandIn, changes: variant.changes)
              // Two values can come to one, such as `reference` and what it stands for at this noise rate.
              if signatures.insert(cell.signature).inserted { cells.append(cell) }
            }
          }
        }
      }
    }
    return cells
  }

  /// Checks everything about a request that can be checked without data.
  ///
  /// - Throws: Failures of registries for unknown names, `MethodError` for settings that a method refuses,
  ///   `StudyFailure` for settings that make no sense.
  public static func check(_ request: StudyRequest) throws {
    for id in request.datasets { _ = try DatasetRegistry.info(named: id) }
    _ = try NoiseRegistry.injector(id: request.injector)
    for (method, variants) in try configurations(of: request) {
      for variant in variants {
        // Facts only fill in what a person left to the reference.
        let facts = StudyFacts(noiseRate: 0, datasetID: "", imageLayers: 1)
        _ = try method.resolved(variant.overrides, for: facts)
      }
    }
  }

  /// The methods of a valid request with the configurations asked for.
  private static func configurations(
    of request: StudyRequest
  ) throws -> [(method: MethodEntry, variants: [MethodVariants.Variant])] {
    var request = request
    request.methods = request.methods.flatMap { $0 == "all" ? MethodRegistry.ids : [$0] }
    try validate(request)
    let methods = try request.methods.map(MethodRegistry.method)
    let variants = try MethodVariants(of: methods, fixed: request.settings, varied: request.variations)
    return try methods.map { ($0, try variants.variants(of: $0)) }
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

  private func recipe(for request: StudyRequest) -> TrainingRecipe {
    var recipe = TrainingRecipe.embedded
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

extension NoisyPairs {
  /// SHA-256 over what the injector did: source indices and captions.
  var checksum: String {
    var data = Data()
    for index in sourceIndices { withUnsafeBytes(of: Int64(index).littleEndian) { data.append(contentsOf: $0) } }
    for caption in captions {
      data.append(contentsOf: caption.utf8)
      data.append(0)
    }
    return data.sha256
  }
}

/// A study that cannot be planned.
public enum StudyFailure: BenchFailure, Equatable {
  case nothing(String)
  case repeated(String, value: String)
  case outOfRange(String, value: String, requirement: String)
  case noSelectionSplit(dataset: String, split: Split)
  /// The data on disk are not those the cell was planned with.
  case changedData(cell: String, what: String)
  /// A cell's file is missing or is something else.
  case unreadableCell(file: String)
  case noCUDA(cell: String)
  /// A setting is for a method that is not run.
  case unknownScope(String, setting: String, known: [String])
  /// A setting does not say for which of several methods it is.
  case unclearScope(String, known: [String])
  /// A field is set to more than one value.
  case severalValues(String)

  /// What went wrong.
  public var problem: String {
    switch self {
    case .nothing(let name): "no \(name) to run"
    case .repeated(let name, let value): "`\(value)` is listed twice among the \(name)"
    case .outOfRange(let name, let value, let requirement): "\(name) is \(value) but must be \(requirement)"
    case .noSelectionSplit(let dataset, let split): "\(dataset) has no \(split.rawValue) split to choose Best on"
    case .changedData(_, let what): "\(what) changed since this cell was planned"
    case .unreadableCell: "this is not a cell file"
    case .noCUDA: "there is no CUDA device that libtorch can use"
    case .unknownScope(let scope, let setting, _): "`\(setting)` is for `\(scope)`, which is not among the methods"
    case .unclearScope(let setting, _): "`\(setting)` does not say for which of the methods it is"
    case .severalValues(let setting): "`\(setting)` sets a field to several values"
    }
  }

  /// Where it went wrong.
  public var location: String? {
    switch self {
    case .changedData(let place, _), .unreadableCell(let place), .noCUDA(let place): place
    case .nothing, .repeated, .outOfRange, .noSelectionSplit, .unknownScope, .unclearScope, .severalValues: nil
    }
  }

  /// What to do about it.
  public var remedy: String? {
    switch self {
    case .noSelectionSplit: "choose on the test split as the papers' code does: --selection test"
    case .changedData: "run the sweep again so that it is planned with the present data"
    case .unreadableCell: "name a file of the folder `cells` beside the results of a sweep"
    case .noCUDA: "use --device cpu, or a libtorch with CUDA and its driver"
    case .unknownScope(let scope, _, let known): Suggestion.phrase(for: scope, in: known)
    case .unclearScope(let setting, let known):
      "write \(known.first ?? "method").\(setting); known: \(known.joined(separator: ", "))"
    case .severalValues: "to run each of them: --vary"
    case .nothing, .repeated, .outOfRange: nil
    }
  }
}
