import BenchCore
import Checkpoints
import Datasets
import Evaluation
import Foundation
import Images
import Methods
import Models
import Studies
import Torch
import Training

/// What a run is trained on and with.
extension TrainingRunner {
  /// The method with its first weights, and what it wants of batches.
  func model(
    for contents: DatasetContents, _ noisy: NoisyPairs, on device: Device
  ) throws -> (model: any RetrievalMethod, needs: SampleNeeds) {
    let (spec, setup) = (planned.spec, try setup)
    let method = try MethodRegistry.method(spec.method.id)
    let needs = try method.needs(of: spec.method)
    let context = MethodContext(
      model: setup.model, identityCount: contents.train.identityCount, seed: spec.seed, device: device,
      computation: Computation(
        precision: setup.arithmetic.precision, checkpointsActivations: workspace.checkpointsActivations ?? false,
        microBatchSize: setup.arithmetic.microBatchSize),
      trainingSteps: setup.recipe.steps(pairs: contents.train.count, onlyFull: needs.contains(.fullBatches)),
      recipe: setup.recipe)
    return (try method.build(spec.method, in: context, truth: OracleMask(isClean: noisy.isClean)), needs)
  }

  /// The run's tokenizer; a model that starts from weights gets them, with what is to be known of them.
  func prepareTokenizer(
    of contents: DatasetContents, loadingInto model: any RetrievalMethod
  ) throws -> (tokenizer: any CaptionTokenizer, warnings: [String]) {
    let setup = try setup
    guard setup.model.initialWeights != ModelSpec.randomWeights else {
      return (RunTokenizer.tokenizer(of: setup.model, contents: contents), [])
    }
    let size = ImageSize(height: setup.model.imageHeight, width: setup.model.imageWidth)
    guard let file = workspace.weights,
      case let weights = try StartingWeights(
        file: file, family: setup.model.family, reading: workspace.weightsReading ?? WeightsReading(), imageSize: size,
        textLength: setup.model.contextLength), weights.starts(setup.model)
    else { throw StudyFailure.changedData(run: planned.name, what: "the weights that training starts from") }
    let loaded =
      if let imageText = weights.imageText {
        try imageText.load(into: model.parameters, model: setup.model)
      } else if setup.model.family == .ssan {
        try weights.checkpoint.residualNetwork().load(into: model.parameters)
      } else {
        try weights.checkpoint.load(into: model.parameters, model: setup.model, scope: weights.scope)
      }
    for line in loaded.lines { report(.note(line)) }
    let tokenizer = try RunTokenizer.tokenizer(for: weights, contents: contents, vocabulary: workspace.vocabulary)
    return (tokenizer, loaded.cautions)
  }

  func imageAugmentation() throws -> ImageAugmentation {
    let setup = try setup
    var augmentation = try ImageAugmentation(preset: setup.augmentation.image)
    augmentation.padAndCrop?.padding = setup.augmentation.padding
    return augmentation
  }

  /// The network and its training, which a run of another program's lacks.
  var setup: TrainingSetup {
    get throws {
      guard let setup = planned.spec.setup else { throw StudyFailure.notTrainedHere(run: planned.name) }
      return setup
    }
  }

  func trainingDevice() throws -> Device {
    guard let device = Device(kind: planned.spec.device, index: workspace.deviceIndex) else {
      throw StudyFailure.unknownDevice(planned.spec.device, run: planned.name)
    }
    try device.checkUsable()
    return device
  }

  /// Pipelines over decoded images; decoding happens here, once, so that a corrupt image stops the run at its start.
  func sources(
    _ contents: DatasetContents, _ noisy: NoisyPairs, needing needs: SampleNeeds, of model: any RetrievalMethod,
    tokenizer: some CaptionTokenizer, device: Device
  ) throws -> Trainer.Sources {
    let spec = planned.spec
    let setup = try setup
    func store(_ paths: [String]) throws -> ImageStore {
      let store = try imageStore(of: paths)
      _ = try store.preload(workers: max(1, workspace.workers))
      return store
    }
    func batches(of set: RetrievalSet) throws -> some RetrievalData {
      try RetrievalBatches(
        pipeline: RetrievalPipeline(
          set, images: try store(set.galleryPaths), tokenizer: tokenizer, workers: workspace.workers),
        model: setup.model, device: device)
    }
    let training = try trainingBatches(
      contents, noisy, images: store(contents.train.imagePaths), needing: needs, of: model, tokenizer: tokenizer,
      device: device)
    let test = try batches(of: contents.test)
    var selection = test
    if spec.selection == .val {
      guard let val = contents.val else {
        throw StudyFailure.noSelectionSplit(dataset: spec.dataset.id, split: spec.selection)
      }
      selection = try batches(of: val)
    }
    return Trainer.Sources(training: training, selection: selection, test: test)
  }

  /// The images as the run's network wants them; reads none yet.
  func imageStore(of paths: [String]) throws -> ImageStore {
    try ImageStore(paths: paths, for: setup.model, cacheDirectory: workspace.cacheDirectory)
  }

  /// The training pairs in batches.
  ///
  /// - Parameter images: The store of the training images.
  func trainingBatches<Tokenizer: CaptionTokenizer>(
    _ contents: DatasetContents, _ noisy: NoisyPairs, images: ImageStore, needing needs: SampleNeeds,
    of model: any RetrievalMethod, tokenizer: Tokenizer, device: Device
  ) throws -> TrainingBatches<Tokenizer> {
    let setup = try setup
    let pipeline = TrainingPipeline(
      pairs: contents.train, captions: noisy.captions, images: images, tokenizer: tokenizer,
      settings: .init(
        imageAugmentation: try imageAugmentation(),
        captionAugmentation: setup.augmentation.text ? CaptionAugmentation() : nil,
        masking: needs.contains(.maskedCaptions) ? CaptionMasking() : nil,
        hasSecondView: needs.contains(.secondView), hasPartners: needs.contains(.partnerCaptions),
        captionParts: needs.contains(.captionParts) ? CaptionPart.allCases : [],
        batchSize: setup.recipe.batchSize, seed: planned.spec.seed, workers: workspace.workers))
    return try TrainingBatches(
      pipeline: pipeline, tokenizer: tokenizer, model: setup.model, device: device,
      trainedPairs: model.trainingPairs, stepsPerEpoch: model.stepsPerEpoch, onlyFull: needs.contains(.fullBatches))
  }
}
