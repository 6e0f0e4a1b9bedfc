package import BenchCore
import Datasets
package import Foundation
import Images
import Methods
import Metrics
import Models
import Noise
import ResultStore
import Torch
import Training

/// Executes one cell in this process: reads the data, trains, evaluates, and writes the result file.
package struct CellRunner {
  private let cell: StudyCell
  private let workspace: CellWorkspace
  private let shouldStop: () -> Bool
  private let report: (CellEvent) -> Void

  /// Prepares a cell.
  package init(
    _ task: CellTask, shouldStop: @escaping () -> Bool = { false }, report: @escaping (CellEvent) -> Void = { _ in }
  ) {
    cell = task.cell
    workspace = task.workspace
    self.shouldStop = shouldStop
    self.report = report
  }

  /// Runs the cell.
  ///
  /// - Throws: Any failure on the way; then no result file is written or changed.
  /// - Returns: What was stored.
  @discardableResult
  package func run() throws -> RunRecord {
    let start = Date()
    let spec = cell.spec
    try TorchLibrary.setThreads(spec.threads)
    try TorchLibrary.setDeterministic(true)
    let device = try trainingDevice()

    let (contents, noisy) = try CellTask(cell: cell, workspace: workspace).data()
    let method = try MethodRegistry.method(spec.method.id)
    let model = try method.build(
      spec.method,
      in: MethodContext(
        model: spec.model, identityCount: contents.train.identityCount, seed: spec.seed, device: device,
        trainingSteps: spec.recipe.steps(pairs: contents.train.count)),
      truth: OracleMask(isClean: noisy.isClean))
    let tokenizer = try prepareTokenizer(of: contents, loadingInto: model)
    let sources = try sources(
      contents, noisy, for: method.info, trainedPairs: model.trainingPairs, tokenizer: tokenizer, device: device)
    let prepared = Date()

    report(.started(epochs: spec.recipe.epochs))
    let trainer = Trainer(
      model, recipe: spec.recipe, sources: sources, threads: spec.threads,
      measuresTestEveryEpoch: workspace.measuresTestEveryEpoch, shouldStop: shouldStop,
      keep: { try saveWeights(of: model, checkpoint: $0, epoch: $1, tokenizer: tokenizer) }
    ) { progress in
      switch progress {
      case .batch(let epoch, let done, let count): report(.batch(epoch: epoch, done: done, of: count))
      case .epoch(let record):
        report(
          .epoch(
            record.epoch, of: spec.recipe.epochs, loss: record.loss, r1: record.selection?[.r1], seconds: record.seconds
          ))
      }
    }
    let outcome = try trainer.run()
    var seconds = outcome.secondsByPhase
    seconds["prepare"] = prepared.timeIntervalSince(start)
    var record = RunRecord(
      spec: spec, signature: cell.signature, label: cell.label, isStandIn: cell.isStandIn, outcome: .finished,
      provenance: RunProvenance(
        toolVersion: ToolVersion.current, commit: workspace.commit, torchVersion: TorchLibrary.version,
        device: device.description, startedAt: start.timeIntervalSince1970, endedAt: Date().timeIntervalSince1970,
        secondsByPhase: seconds))
    (record.epochs, record.best, record.last) = (outcome.epochs, outcome.best, outcome.last)
    if !outcome.sampleSelections.isEmpty {
      record.sampleSelections = outcome.sampleSelections
      record.selectionQualities = try outcome.sampleSelections.map {
        try SampleSelectionQualityRecord($0, truth: noisy.isClean)
      }
    }
    record.test = TestSplitRecord(contents.test, below: workspace.dataRoot)
    record.noise = NoiseRecord(noisy)
    let file = workspace.resultFile(of: cell)
    try ResultStore.write(record, to: file, options: workspace.storage)
    report(.finished(result: file.path))
    return record
  }

  /// The cell's tokenizer; a model that starts from weights gets them.
  private func prepareTokenizer(
    of contents: DatasetContents, loadingInto model: any RetrievalMethod
  ) throws -> any CaptionTokenizer {
    let spec = cell.spec
    guard spec.model.initialWeights != ModelSpec.randomWeights else { return CellTokenizer.vocabulary(of: contents) }
    let size = ImageSize(height: spec.model.imageHeight, width: spec.model.imageWidth)
    guard let file = workspace.weights,
      case let weights = try StartingWeights(file: file, imageSize: size), weights.model == spec.model
    else { throw StudyFailure.changedData(cell: cell.name, what: "the weights that training starts from") }
    let loaded = try weights.checkpoint.load(into: model.parameters, model: spec.model, scope: weights.scope)
    for line in loaded.lines { report(.note(line)) }
    return try CellTokenizer.tokenizer(for: weights, contents: contents, vocabulary: workspace.vocabulary)
  }

  /// Writes the present weights beside the result file, where they were asked for.
  private func saveWeights(
    of model: any RetrievalMethod, checkpoint: CheckpointName, epoch: Int, tokenizer: any CaptionTokenizer
  ) throws {
    let wanted = workspace.savedWeights ?? .none
    guard wanted == .both || wanted.rawValue == checkpoint.rawValue else { return }
    let words = try (tokenizer as? WordVocabulary)?.canonicalJSON()
    let metadata = RunMetadata(
      spec: cell.spec, signature: cell.signature, checkpoint: checkpoint, epoch: epoch,
      toolVersion: ToolVersion.current, vocabulary: words.map { String(decoding: $0, as: UTF8.self) })
    try SafetensorsWriter.write(
      model.parameters.checkpointItems(), metadata: metadata.entries(),
      to: workspace.weightsFile(of: cell, checkpoint: checkpoint.rawValue))
  }

  private func imageAugmentation() throws -> ImageAugmentation {
    var augmentation = try ImageAugmentation(preset: cell.spec.augmentation.image)
    augmentation.padAndCrop?.padding = cell.spec.augmentation.padding
    return augmentation
  }

  private func trainingDevice() throws -> Device {
    guard cell.spec.device == "cuda" else { return .cpu }
    guard try TorchLibrary.hasCUDA() else { throw StudyFailure.noCUDA(cell: cell.name) }
    return .cuda(workspace.deviceIndex)
  }

  /// Pipelines over decoded images; decoding happens here, once, so that a corrupt image stops the run at its start.
  private func sources(
    _ contents: DatasetContents, _ noisy: NoisyPairs, for method: MethodInfo, trainedPairs: [Int]?,
    tokenizer: some CaptionTokenizer, device: Device
  ) throws -> Trainer.Sources {
    let spec = cell.spec
    func store(_ paths: [String]) throws -> ImageStore {
      let store = try ImageStore(
        paths: paths, width: spec.model.imageWidth, height: spec.model.imageHeight,
        cacheDirectory: workspace.cacheDirectory)
      _ = try store.preload(workers: max(1, workspace.workers))
      return store
    }
    func feed(_ set: RetrievalSet) throws -> some RetrievalData {
      RetrievalFeed(
        pipeline: RetrievalPipeline(
          set, images: try store(set.galleryPaths), tokenizer: tokenizer, workers: workspace.workers),
        model: spec.model, device: device)
    }
    let training = TrainingPipeline(
      pairs: contents.train, captions: noisy.captions, images: try store(contents.train.imagePaths),
      tokenizer: tokenizer,
      settings: .init(
        imageAugmentation: try imageAugmentation(),
        captionAugmentation: spec.augmentation.text ? CaptionAugmentation() : nil,
        masking: method.needsMaskedCaptions ? CaptionMasking() : nil, hasSecondView: method.needsSecondView,
        batchSize: spec.recipe.batchSize, seed: spec.seed, workers: workspace.workers))
    let test = try feed(contents.test)
    var selection = test
    if spec.selection == .val {
      guard let val = contents.val else {
        throw StudyFailure.noSelectionSplit(dataset: spec.dataset.id, split: spec.selection)
      }
      selection = try feed(val)
    }
    return Trainer.Sources(
      training: TrainingFeed(pipeline: training, model: spec.model, device: device, trainedPairs: trainedPairs),
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

extension CellTask {
  /// Reads a cell's file.
  ///
  /// - Throws: `StudyFailure.unreadableCell` for anything that is no cell file.
  package static func read(_ file: URL) throws -> CellTask {
    do {
      return try JSONDecoder().decode(CellTask.self, from: Data(contentsOf: file))
    } catch {
      throw StudyFailure.unreadableCell(file: file.path)
    }
  }
}
