public import BenchCore
import Datasets
public import Foundation
import Images
import Methods
import Noise
import ResultStore
import Torch
import Training

/// Executes one cell in this process: reads the data, trains, evaluates, and writes the result file.
public struct CellRunner {
  private let cell: StudyCell
  private let workspace: CellWorkspace
  private let shouldStop: () -> Bool
  private let report: (CellEvent) -> Void

  /// Prepares a cell.
  public init(
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
  public func run() throws -> RunRecord {
    let start = Date()
    let spec = cell.spec
    try TorchLibrary.setThreads(spec.threads)
    try TorchLibrary.setDeterministic(true)
    let device = try trainingDevice()

    let contents = try DatasetRegistry.info(named: spec.dataset.id).read(dataRoot: workspace.dataRoot)
    guard contents.annotationChecksum == spec.dataset.annotationChecksum else {
      throw StudyFailure.changedData(cell: cell.name, what: "the annotations of \(spec.dataset.id)")
    }
    let noisy = try NoiseRegistry.injector(id: spec.noise.injector)
      .inject(rate: spec.noise.rate, seed: spec.noise.seed, into: contents.train)
    guard noisy.checksum == spec.noise.indexChecksum else {
      throw StudyFailure.changedData(cell: cell.name, what: "the noise of \(spec.noise.injector)")
    }
    let method = try MethodRegistry.method(spec.method.id)
    let model = try method.build(
      spec.method,
      in: MethodContext(
        model: spec.model, identityCount: contents.train.identityCount, seed: spec.seed, device: device))
    let sources = try sources(contents, noisy, masks: method.info.needsMaskedCaptions, device: device)
    let prepared = Date()

    report(.started(epochs: spec.recipe.epochs))
    let trainer = Trainer(
      model, recipe: spec.recipe, sources: sources, threads: spec.threads,
      measuresTestEveryEpoch: workspace.measuresTestEveryEpoch, shouldStop: shouldStop
    ) { progress in
      switch progress {
      case .batch(let epoch, let done, let count): report(.batch(epoch: epoch, done: done, of: count))
      case .epoch(let record):
        report(
          .epoch(
            record.epoch, of: spec.recipe.epochs, loss: record.loss, r1: record.selection.r1, seconds: record.seconds))
      }
    }
    let outcome = try trainer.run()
    var seconds = outcome.secondsByPhase
    seconds["prepare"] = prepared.timeIntervalSince(start)
    let record = RunRecord(
      spec: spec, signature: cell.signature, label: cell.label, isStandIn: cell.isStandIn, outcome: .finished,
      provenance: RunProvenance(
        toolVersion: ToolVersion.current, commit: workspace.commit, torchVersion: TorchLibrary.version,
        device: device.description, startedAt: start.timeIntervalSince1970, endedAt: Date().timeIntervalSince1970,
        secondsByPhase: seconds),
      epochs: outcome.epochs, best: outcome.best, last: outcome.last, divisions: outcome.divisions,
      queryIdentities: contents.test.queryIdentities, galleryIdentities: contents.test.galleryIdentities,
      galleryFiles: contents.test.galleryPaths.map { $0.path(below: workspace.dataRoot) },
      noiseSourceIndices: noisy.sourceIndices, noiseIsClean: noisy.isClean)
    let file = workspace.resultFile(of: cell)
    try ResultStore.write(record, to: file, options: workspace.storage)
    report(.finished(result: file.path))
    return record
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
    _ contents: DatasetContents, _ noisy: NoisyPairs, masks: Bool, device: Device
  ) throws -> Trainer.Sources {
    let spec = cell.spec
    let tokenizer = CellTokenizer.vocabulary(of: contents)
    func store(_ paths: [String]) throws -> ImageStore {
      let store = try ImageStore(
        paths: paths, width: spec.model.imageWidth, height: spec.model.imageHeight,
        cacheDirectory: workspace.cacheDirectory)
      _ = try store.preload(workers: max(1, workspace.workers))
      return store
    }
    func feed(_ set: RetrievalSet) throws -> RetrievalFeed<WordVocabulary> {
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
        masking: masks ? CaptionMasking() : nil, batchSize: spec.recipe.batchSize, seed: spec.seed,
        workers: workspace.workers))
    let test = try feed(contents.test)
    var selection = test
    if spec.selection == .val {
      guard let val = contents.val else {
        throw StudyFailure.noSelectionSplit(dataset: spec.dataset.id, split: spec.selection)
      }
      selection = try feed(val)
    }
    return Trainer.Sources(
      training: TrainingFeed(pipeline: training, model: spec.model, device: device), selection: selection, test: test)
  }
}

extension String {
  /// The path without a folder it lies in, so that results say nothing about their maker's machine.
  fileprivate func path(below folder: URL) -> String {
    let prefix = folder.path.hasSuffix("/") ? folder.path : folder.path + "/"
    return hasPrefix(prefix) ? String(dropFirst(prefix.count)) : URL(filePath: self).lastPathComponent
  }
}

extension CellTask {
  /// Reads a cell's file.
  ///
  /// - Throws: `StudyFailure.unreadableCell` for anything that is no cell file.
  public static func read(_ file: URL) throws -> CellTask {
    do {
      return try JSONDecoder().decode(CellTask.self, from: Data(contentsOf: file))
    } catch {
      throw StudyFailure.unreadableCell(file: file.path)
    }
  }
}
