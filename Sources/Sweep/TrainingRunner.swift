package import BenchCore
import Checkpoints
import Datasets
import Evaluation
import Foundation
import Images
import Methods
import Metrics
import Noise
import ResultStore
import Studies
import Torch
import Training

/// Executes one run in this process: reads the data, trains, evaluates, and writes the result file.
package struct TrainingRunner {
  private let planned: PlannedRun
  private let workspace: RunWorkspace
  private let shouldStop: () -> Bool
  private let report: (RunEvent) -> Void

  /// Prepares a run.
  package init(
    _ task: RunTask, shouldStop: @escaping () -> Bool = { false }, report: @escaping (RunEvent) -> Void = { _ in }
  ) {
    planned = task.run
    workspace = task.workspace
    self.shouldStop = shouldStop
    self.report = report
  }

  /// Trains and evaluates.
  ///
  /// - Throws: Any failure on the way; then no result file is written or changed.
  /// - Returns: What was stored.
  @discardableResult
  package func run() throws -> RunRecord {
    let start = Date()
    let spec = planned.spec
    let setup = try setup
    try TorchLibrary.setThreads(spec.threads)
    try TorchLibrary.setDeterministic(true)
    let device = try trainingDevice()

    let (contents, noisy) = try RunTask(run: planned, workspace: workspace).data()
    let method = try MethodRegistry.method(spec.method.id)
    let model = try method.build(
      spec.method,
      in: MethodContext(
        model: setup.model, identityCount: contents.train.identityCount, seed: spec.seed, device: device,
        trainingSteps: setup.recipe.steps(pairs: contents.train.count)),
      truth: OracleMask(isClean: noisy.isClean))
    let tokenizer = try prepareTokenizer(of: contents, loadingInto: model)
    let sources = try sources(
      contents, noisy, for: method.info, trainedPairs: model.trainingPairs, tokenizer: tokenizer, device: device)
    let prepared = Date()

    report(.started(epochs: setup.recipe.epochs))
    var selected: SampleSelectionQuality?
    let trainer = Trainer(
      model, recipe: setup.recipe, sources: sources, threads: spec.threads,
      measuresTestEveryEpoch: workspace.measuresTestEveryEpoch, shouldStop: shouldStop,
      keep: { try saveWeights(of: model, checkpoint: $0, epoch: $1, tokenizer: tokenizer) }
    ) { progress in
      switch progress {
      case .batch(let epoch, let done, let count): report(.batch(epoch: epoch, done: done, of: count))
      case .selected(let selection):
        selected = try? SampleSelectionQualityRecord(selection, truth: noisy.isClean).consensus
      case .epoch(let record):
        report(.epoch(EpochSummary(record, of: setup.recipe.epochs, sampleSelection: selected)))
        selected = nil
      }
    }
    let outcome = try trainer.run()
    var record = try record(of: outcome, contents, noisy, device: device)
    record.provenance.startedAt = start.timeIntervalSince1970
    record.provenance.secondsByPhase["prepare"] = prepared.timeIntervalSince(start)
    let file = workspace.resultFile(of: planned)
    try ResultStore.write(record, to: file, options: workspace.storage)
    report(.finished(record, in: file))
    return record
  }

  /// The record of a run that ended just now, without when it began.
  private func record(
    of outcome: Trainer.Outcome, _ contents: DatasetContents, _ noisy: NoisyPairs, device: Device
  ) throws -> RunRecord {
    var record = RunRecord(
      spec: planned.spec, signature: planned.signature, label: planned.label, isStandIn: planned.isStandIn,
      outcome: .finished,
      provenance: RunProvenance(
        toolVersion: ToolVersion.current, commit: workspace.commit, torchVersion: TorchLibrary.version,
        device: device.description, startedAt: 0, endedAt: Date().timeIntervalSince1970,
        secondsByPhase: outcome.secondsByPhase))
    (record.epochs, record.best, record.last) = (outcome.epochs, outcome.best, outcome.last)
    if !outcome.sampleSelections.isEmpty {
      record.sampleSelections = outcome.sampleSelections
      record.selectionQualities = try outcome.sampleSelections.map {
        try SampleSelectionQualityRecord($0, truth: noisy.isClean)
      }
    }
    record.test = TestSplitRecord(contents.test, below: workspace.dataRoot)
    record.noise = NoiseRecord(noisy)
    return record
  }

  /// The run's tokenizer; a model that starts from weights gets them.
  private func prepareTokenizer(
    of contents: DatasetContents, loadingInto model: any RetrievalMethod
  ) throws -> any CaptionTokenizer {
    let setup = try setup
    guard setup.model.initialWeights != ModelSpec.randomWeights else { return RunTokenizer.vocabulary(of: contents) }
    let size = ImageSize(height: setup.model.imageHeight, width: setup.model.imageWidth)
    guard let file = workspace.weights,
      case let weights = try StartingWeights(file: file, imageSize: size), weights.model == setup.model
    else { throw StudyFailure.changedData(run: planned.name, what: "the weights that training starts from") }
    let loaded = try weights.checkpoint.load(into: model.parameters, model: setup.model, scope: weights.scope)
    for line in loaded.lines { report(.note(line)) }
    return try RunTokenizer.tokenizer(for: weights, contents: contents, vocabulary: workspace.vocabulary)
  }

  /// Writes the present weights beside the result file, where they were asked for.
  private func saveWeights(
    of model: any RetrievalMethod, checkpoint: CheckpointName, epoch: Int, tokenizer: any CaptionTokenizer
  ) throws {
    let wanted = workspace.savedWeights ?? .none
    guard wanted == .both || wanted.rawValue == checkpoint.rawValue else { return }
    let words = try (tokenizer as? WordVocabulary)?.canonicalJSON()
    let metadata = RunMetadata(
      spec: planned.spec, signature: planned.signature, checkpoint: checkpoint, epoch: epoch,
      toolVersion: ToolVersion.current, vocabulary: words.map { String(decoding: $0, as: UTF8.self) })
    try SafetensorsWriter.write(
      model.parameters.checkpointItems(), metadata: metadata.entries(),
      to: workspace.weightsFile(of: planned, checkpoint: checkpoint.rawValue))
  }

  private func imageAugmentation() throws -> ImageAugmentation {
    let setup = try setup
    var augmentation = try ImageAugmentation(preset: setup.augmentation.image)
    augmentation.padAndCrop?.padding = setup.augmentation.padding
    return augmentation
  }

  /// The network and its training, which a run of another program's lacks.
  private var setup: TrainingSetup {
    get throws {
      guard let setup = planned.spec.setup else { throw StudyFailure.notTrainedHere(run: planned.name) }
      return setup
    }
  }

  private func trainingDevice() throws -> Device {
    guard planned.spec.device == "cuda" else { return .cpu }
    guard try TorchLibrary.hasCUDA() else { throw StudyFailure.noCUDA(run: planned.name) }
    return .cuda(workspace.deviceIndex)
  }

  /// Pipelines over decoded images; decoding happens here, once, so that a corrupt image stops the run at its start.
  private func sources(
    _ contents: DatasetContents, _ noisy: NoisyPairs, for method: MethodInfo, trainedPairs: [Int]?,
    tokenizer: some CaptionTokenizer, device: Device
  ) throws -> Trainer.Sources {
    let spec = planned.spec
    let setup = try setup
    func store(_ paths: [String]) throws -> ImageStore {
      let store = try ImageStore(
        paths: paths, width: setup.model.imageWidth, height: setup.model.imageHeight,
        cacheDirectory: workspace.cacheDirectory)
      _ = try store.preload(workers: max(1, workspace.workers))
      return store
    }
    func batches(of set: RetrievalSet) throws -> some RetrievalData {
      RetrievalBatches(
        pipeline: RetrievalPipeline(
          set, images: try store(set.galleryPaths), tokenizer: tokenizer, workers: workspace.workers),
        model: setup.model, device: device)
    }
    let training = TrainingPipeline(
      pairs: contents.train, captions: noisy.captions, images: try store(contents.train.imagePaths),
      tokenizer: tokenizer,
      settings: .init(
        imageAugmentation: try imageAugmentation(),
        captionAugmentation: setup.augmentation.text ? CaptionAugmentation() : nil,
        masking: method.needsMaskedCaptions ? CaptionMasking() : nil, hasSecondView: method.needsSecondView,
        batchSize: setup.recipe.batchSize, seed: spec.seed, workers: workspace.workers))
    let test = try batches(of: contents.test)
    var selection = test
    if spec.selection == .val {
      guard let val = contents.val else {
        throw StudyFailure.noSelectionSplit(dataset: spec.dataset.id, split: spec.selection)
      }
      selection = try batches(of: val)
    }
    return Trainer.Sources(
      training: TrainingBatches(pipeline: training, model: setup.model, device: device, trainedPairs: trainedPairs),
      selection: selection, test: test)
  }
}

extension String {
  /// The path without a folder it lies in, so that results say nothing about their maker's machine.
  func path(below folder: URL) -> String {
    let prefix = folder.path.hasSuffix("/") ? folder.path : folder.path + "/"
    return hasPrefix(prefix) ? String(dropFirst(prefix.count)) : URL(filePath: self).lastPathComponent
  }
}

extension TestSplitRecord {
  /// A test split, its files as paths below the data root.
  init(_ split: RetrievalSet, below dataRoot: URL) {
    self.init(
      queryIdentities: split.queryIdentities, galleryIdentities: split.galleryIdentities,
      galleryFiles: split.galleryPaths.map { $0.path(below: dataRoot) })
  }
}
