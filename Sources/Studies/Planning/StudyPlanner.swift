import BenchCore
package import Datasets
package import Foundation
package import Images
import Methods
import Noise

/// Turns a request into fully resolved runs.
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
    /// Captions that the study's tokenizer cuts, where there are some; told once for each dataset and tokenizer.
    case cut(dataset: String, captions: CutCaptions)
    /// Images are read because their digests are not known.
    case hashing(dataset: String, done: Int, of: Int)
    /// Best is chosen on the test split, since the dataset has no other and nobody chose one; told once for each dataset.
    case choosesOnTest(dataset: String)
    /// EXIF says of so many images, at least one, that they are to be turned or mirrored; told once for each dataset.
    case rotated(dataset: String, images: Int)
    /// The digests of images will have to be worked out again.
    case notCached(ImageCacheFailure)
    /// The epochs of a method have other steps than all pairs fill; told once for each method, dataset and noise.
    case epoch(PlannedEpoch)
    /// What is to be known of the weights that runs start from, a sentence each; told once for each file.
    case weights(file: URL, warnings: [String])
  }

  /// What of the images gets into specifications.
  package enum ImageIdentity: Sendable {
    /// Nothing: for specifications that are only compared in all else.
    case ignored
    /// The digest of their contents. It is kept in a folder, if there is one; the cache is trusted where nobody is to look
    /// at the files.
    case hashed(cache: URL?, trustsCache: Bool = false)
  }

  /// The most runs of one study or suite. A few lists of values in a short file multiply to billions, each of which
  /// planning would resolve.
  private static let runLimit = 50_000

  private let dataRoot: URL
  private let weightsDirectory: URL
  private let imageIdentity: ImageIdentity
  private let report: @Sendable (Event) -> Void
  private let counted = CountedCaptions()
  private let plannedImages = PlannedImages()
  private let told = ToldWarnings()

  /// Plans studies of the datasets under a folder; the embedded weights are put into another.
  package init(
    dataRoot: URL, weightsDirectory: URL, images: ImageIdentity = .hashed(cache: nil),
    report: @escaping @Sendable (Event) -> Void = { _ in }
  ) {
    self.dataRoot = dataRoot
    self.weightsDirectory = weightsDirectory
    imageIdentity = images
    self.report = report
  }

  /// Checks everything about a request that can be checked without data.
  ///
  /// - Returns: The number of its runs, those that turn out the same included.
  /// - Throws: Failures of registries for unknown names, `MethodFailure` for settings that a method refuses,
  ///   `StudyFailure` for settings that make no sense.
  @discardableResult
  package static func check(_ request: StudyRequest) throws -> Int {
    for id in request.datasets { _ = try DatasetRegistry.info(named: id) }
    _ = try NoiseRegistry.injector(id: request.injector, options: NoiseOptions(indexFile: request.noiseIndex))
    try request.validate()
    // Facts only fill in what a person left to the reference.
    let facts = StudyFacts(noiseRate: 0, datasetID: "", imageLayers: 1, imageWidth: 1)
    let methods = try PlannedMethod.all(of: request)
    let count = try runCount(of: request, methods)
    for method in methods { _ = try method.configurations(for: facts) }
    return count
  }

  private static func runCount(of request: StudyRequest, _ methods: [PlannedMethod]) throws -> Int {
    let lists = [request.datasets.count, request.noiseRates.count, request.seeds.count]
    let count = lists.reduce(Double(methods.reduce(0) { $0 + $1.configurationCount })) { $0 * Double($1) }
    try check(runCount: count)
    return Int(count)
  }

  /// Refuses more runs than anyone waits for.
  ///
  /// - Throws: `StudyFailure.outOfRange`.
  static func check(runCount: Double) throws {
    guard runCount <= Double(runLimit) else {
      throw StudyFailure.outOfRange(
        "the number of runs", value: "\(runCount.formatted(.number.precision(.significantDigits(1...6))))",
        requirement: "\(runLimit) or less")
    }
  }

  /// All runs, dataset by dataset, noise rate by noise rate, method by method, seed by seed.
  ///
  /// - Throws: Failures of registries for unknown names, of readers for broken datasets, `StudyFailure` for settings
  ///   that make no sense.
  package func runs(of request: StudyRequest) throws -> [PlannedRun] {
    try request.validate()
    try request.checkWeights()
    let methods = try PlannedMethod.all(of: request)
    _ = try Self.runCount(of: request, methods)
    let runs = try request.datasets.map { try dataset(named: $0, for: request) }
      .flatMap { dataset in try request.noiseRates.map { try noisy(dataset, rate: $0, for: request) } }
      .flatMap { pairs in try methods.flatMap { try configurations(of: $0, on: pairs, for: request) } }
      .flatMap { configuration in try request.seeds.map { try run(configuration, seed: $0, for: request) } }
    // Two values can come to one, such as `reference` and what it stands for at this noise rate.
    var signatures: Set<String> = []
    return runs.filter { signatures.insert($0.signature).inserted }
  }
}

// MARK: - The steps from a dataset to a run

/// A dataset of a study, read, and the models that are trained on it.
private struct PlannedDataset {
  let info: DatasetInfo
  let contents: DatasetContents
  let spec: DatasetSpec
  /// One for each family of the study's methods.
  let models: [ModelFamily: ModelSpec]
  /// The split on which Best is chosen.
  let selection: Split
}

/// A dataset of which a share of the pairs has the wrong caption.
private struct PlannedPairs {
  let dataset: PlannedDataset
  let noise: NoiseSpec
  /// Which of the pairs kept their captions.
  let isClean: [Bool]
}

/// A method with one of its configurations, on noisy pairs.
private struct PlannedConfiguration {
  let pairs: PlannedPairs
  let method: PlannedMethod
  let configuration: PlannedMethod.Configuration
  /// What it trains.
  let model: ModelSpec
}

extension StudyPlanner {
  private func dataset(named name: String, for request: StudyRequest) throws -> PlannedDataset {
    let info = try DatasetRegistry.info(named: name)
    let (contents, skippedImages) = try usableContents(of: info, for: request)
    let selection = request.selection ?? (contents.val == nil ? .test : .val)
    guard contents.retrievalSet(selection) != nil else {
      throw StudyFailure.noSelectionSplit(dataset: info.id, split: selection)
    }
    if selection != request.selection, selection == .test, told.isNew(["selection"], of: contents.id) {
      report(.choosesOnTest(dataset: info.id))
    }
    var models: [ModelFamily: ModelSpec] = [:]
    for family in request.families {
      models[family] = try model(of: family, for: contents, of: info, for: request)
    }
    // The slowest comes last: whatever else is wrong is found before.
    let spec = try spec(of: contents, skippedImages: skippedImages, for: request)
    return PlannedDataset(info: info, contents: contents, spec: spec, models: models, selection: selection)
  }

  /// The model that a family's methods train on a dataset.
  private func model(
    of family: ModelFamily, for contents: DatasetContents, of info: DatasetInfo, for request: StudyRequest
  ) throws -> ModelSpec {
    let weights = try weightsFile(of: request, for: family, on: [info])
      .map {
        try StartingWeights(
          file: $0, family: family, reading: request.weightsReading, imageSize: request.imageSize,
          textLength: request.textLength)
      }
    if let weights, case let loading = try weights.report(), case let warnings = loading.cautions + loading.unmatched,
      // External commands load what they like.
      request.methodIDs != [ExternalMethod.id], told.isNew(warnings, of: weights.checkpoint.location.path)
    {
      report(.weights(file: weights.checkpoint.location, warnings: warnings))
    }
    let (model, tokenizer) = try Self.model(
      of: family, for: contents, weights: weights, vocabulary: request.vocabulary, textLength: request.textLength)
    // An external command has a tokenizer of its own.
    if request.methodIDs != [ExternalMethod.id],
      let cut = counted.captions(of: contents, cutBy: tokenizer), cut.count > 0
    {
      report(.cut(dataset: info.id, captions: cut))
    }
    return model
  }

  /// A dataset by all that decides a number.
  private func spec(
    of contents: DatasetContents, skippedImages: [String]?, for request: StudyRequest
  ) throws -> DatasetSpec {
    var spec = DatasetSpec(
      id: contents.id, annotationChecksum: contents.annotationChecksum, skippedImages: skippedImages)
    guard case .hashed(let cache, let trustsCache) = imageIdentity else { return spec }
    spec.imageChecksum = try plannedImages.checksum(of: spec, below: contents.imageRoot) {
      do {
        let images = try ImageChecksum(of: contents, cacheDirectory: cache, trustsCache: trustsCache) {
          report(.hashing(dataset: contents.id, done: $0, of: $1))
        }
        if images.rotatedCount > 0 { report(.rotated(dataset: contents.id, images: images.rotatedCount)) }
        if let warning = images.warning { report(.notCached(warning)) }
        return images
      } catch let failure as ImageFailure {
        let isTrained = !request.skipsCorruptImages && contents.train.imagePaths.contains(failure.path)
        throw isTrained ? UnreadableTrainingImage(failure: failure) : failure
      }
    }
    return spec
  }

  private func noisy(_ dataset: PlannedDataset, rate: Double, for request: StudyRequest) throws -> PlannedPairs {
    let pairs = try StudyNoise.inject(
      request.injector, index: request.noiseIndex, rate: rate, seed: request.noiseSeed, into: dataset.contents)
    let noise = NoiseSpec(
      injector: request.injector, rate: rate, seed: request.noiseSeed, indexChecksum: pairs.checksum)
    return PlannedPairs(dataset: dataset, noise: noise, isClean: pairs.isClean)
  }

  private func configurations(
    of method: PlannedMethod, on pairs: PlannedPairs, for request: StudyRequest
  ) throws -> [PlannedConfiguration] {
    let model = pairs.dataset.models[method.entry.info.family] ?? .paper
    let facts = StudyFacts(
      noiseRate: pairs.noise.rate, datasetID: pairs.dataset.info.id, imageLayers: model.visionLayers,
      imageWidth: model.visionWidth)
    return try method.configurations(for: facts).map { configuration in
      let epoch = PlannedEpoch(
        try method.entry.epochLength(of: configuration.spec), of: method.entry, label: method.label,
        dataset: pairs.dataset.info.id, noise: pairs.noise.rate, isClean: pairs.isClean,
        recipe: request.recipe(for: model))
      if let epoch, told.isNew([epoch.description], of: epoch.dataset) { report(.epoch(epoch)) }
      return PlannedConfiguration(pairs: pairs, method: method, configuration: configuration, model: model)
    }
  }

  private func run(
    _ planned: PlannedConfiguration, seed: UInt64, for request: StudyRequest
  ) throws -> PlannedRun {
    let (dataset, method, model) = (planned.pairs.dataset, planned.method, planned.model)
    let spec = RunSpec(
      dataset: dataset.spec, noise: planned.pairs.noise, method: planned.configuration.spec,
      training: method.isCommand
        ? .command(request.recipe(for: model))
        : .here(
          TrainingSetup(
            model: model, recipe: request.recipe(for: model),
            augmentation: request.augmentation(
              for: method.entry.info, own: try method.entry.ownImageAugmentation(of: planned.configuration.spec), model),
            arithmetic: request.arithmetic(for: try method.entry.needs(of: planned.configuration.spec), model))),
      selection: dataset.selection, seed: seed, threads: request.threads, device: request.device)
    return try PlannedRun(
      spec: spec, label: method.label, isStandIn: dataset.info.isStandIn,
      changes: planned.configuration.changes)
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
}

// MARK: - Weights

extension StudyPlanner {
  /// The files of the weights that some of a study's runs start from, by the families of their networks.
  ///
  /// - Throws: `StudyFailure.weightsNotWritable` where the embedded weights cannot be put into their folder.
  func weightsFiles(of request: StudyRequest) throws -> [ModelFamily: URL] {
    let datasets = try request.datasets.map(DatasetRegistry.info)
    return try request.families.reduce(into: [:]) {
      $0[$1] = try weightsFile(of: request, for: $1, on: datasets)
    }
  }

  private func weightsFile(
    of request: StudyRequest, for family: ModelFamily, on datasets: [DatasetInfo]
  ) throws -> URL? {
    switch request.startingPoint(of: family) {
    case .automatic:
      family == .clip && datasets.contains(where: \.startsFromEmbeddedWeights)
        ? try EmbeddedWeights.file(in: weightsDirectory) : nil
    case .random: nil
    case .embedded: try EmbeddedWeights.file(in: weightsDirectory)
    case .file(let file): file
    }
  }

  /// The weights' model where there are some, else the small one, and its tokenizer. Weights that do not fit the captions
  /// are found here.
  private static func model(
    of family: ModelFamily, for contents: DatasetContents, weights: StartingWeights?, vocabulary: URL?, textLength: Int?
  ) throws -> (ModelSpec, any CaptionTokenizer) {
    if family == .ssan {
      let length = weights?.model.contextLength ?? textLength ?? RunTokenizer.contextLength
      let words = RunTokenizer.frequentWords(of: contents, contextLength: length)
      guard var model = weights?.model else {
        return (.smallSSAN(vocabularySize: words.vocabularySize, contextLength: length), words)
      }
      // The published table has room for more words than its datasets have.
      model.vocabularySize = max(model.vocabularySize, words.vocabularySize)
      return (model, words)
    }
    guard let weights else {
      let tokenizer = RunTokenizer.vocabulary(of: contents, contextLength: textLength ?? RunTokenizer.contextLength)
      let (count, length) = (tokenizer.vocabularySize, tokenizer.contextLength)
      return (
        family == .ivt
          ? .smallIVT(vocabularySize: count, contextLength: length)
          : .embedded(vocabularySize: count, contextLength: length), tokenizer
      )
    }
    var model = weights.model
    // IVT's patches overlap but on RSTPReid. Source: IVT `train_cuhkpedes_gpu.py` and `train_rstp.py`.
    if contents.id == DatasetInfo.rstpReid.id { model.patchStride = nil }
    return (model, try RunTokenizer.tokenizer(for: weights, contents: contents, vocabulary: vocabulary))
  }
}
