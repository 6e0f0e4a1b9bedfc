import BenchCore
import Datasets
import Evaluation
import Images
import Torch
import Training

/// Training pairs as tensors on the training device.
struct TrainingBatches<Tokenizer: CaptionTokenizer>: TrainingData {
  private let pipeline: TrainingPipeline<Tokenizer>
  private let tokenizer: Tokenizer
  private let device: Device
  private let images: ImageFeed
  /// The pairs that the method trains with; `nil` for all.
  private let trainedPairs: [Int]?
  /// The batches of an epoch that changes the weights; `nil` for as many as its pairs fill.
  private let stepsPerEpoch: Int?
  let hasOnlyFullBatches: Bool

  init(
    pipeline: TrainingPipeline<Tokenizer>, tokenizer: Tokenizer, model: ModelSpec, device: Device,
    trainedPairs: [Int]?, stepsPerEpoch: Int?, onlyFull: Bool
  ) throws {
    self.pipeline = pipeline
    self.tokenizer = tokenizer
    hasOnlyFullBatches = onlyFull
    self.device = device
    images = try ImageFeed(of: model, device: device)
    self.trainedPairs = trainedPairs
    self.stepsPerEpoch = stepsPerEpoch
  }

  var pairCount: Int { pipeline.count }
  var trainedPairCount: Int { trainedPairs?.count ?? pipeline.count }

  func forEachBatch(
    epoch: Int, for purpose: PassPurpose, skipping skipped: Int, _ body: (TrainingBatch) throws -> Void
  ) throws {
    let extent = extent(of: purpose)
    let batches = pipeline.batches(
      epoch: epoch, pass: purpose.rawValue, of: extent.pairs, steps: extent.steps, onlyFull: extent.onlyFull,
      skipping: skipped, memory: images.memory)
    let feed = DeviceFeed<TrainingBatch>(device: device) { copy in
      try batches.next().map { try copied($0, epoch: epoch, by: copy) }
    }
    while let batch = try feed.next() { try body(batch) }
  }

  /// What chance makes of the pairs of each batch that `forEachBatch` brings; no image is read.
  func draws(epoch: Int, for purpose: PassPurpose) -> OrderedPrefetcher<[PairDraws]> {
    let extent = extent(of: purpose)
    return pipeline.draws(
      epoch: epoch, pass: purpose.rawValue, of: extent.pairs, steps: extent.steps, onlyFull: extent.onlyFull)
  }

  /// The pairs of a pass, `nil` for all, and in how many batches they come.
  private func extent(of purpose: PassPurpose) -> (pairs: [Int]?, steps: Int?, onlyFull: Bool) {
    purpose == .training ? (trainedPairs, stepsPerEpoch, hasOnlyFullBatches) : (nil, nil, false)
  }

  /// Passes everything of a batch to `copy`; what is returned makes the batch of the copies.
  private func copied(
    _ batch: HostBatch<TensorPixels>, epoch: Int, by copy: (Tensor) throws -> Tensor
  ) throws -> () throws -> TrainingBatch {
    func ids(_ values: [Int64]) throws -> Tensor {
      try copy(Tensor(values, shape: [batch.pairIndices.count, tokenizer.contextLength]))
    }
    let firstView = try images.copied(batch.images, by: copy)
    let secondView = try batch.secondView.map { try images.copied($0, by: copy) }
    let identities = try copy(Tensor(batch.identities))
    let captionIDs = try ids(batch.captionIDs)
    let captionLengths = tokenizer.lengths(of: batch.captionIDs)
    let partner = try batch.partnerIDs.map {
      PartnerCaptions(ids: try ids($0), lengths: tokenizer.lengths(of: $0))
    }
    var masked: MaskedCaptions?
    if let maskedIDs = batch.maskedIDs, let labels = batch.maskedLabels {
      masked = try MaskedCaptions(ids: ids(maskedIDs), labels: labels, copy: copy)
    }
    let parts = try batch.parts.map { part in
      (
        images: try images.copied(part.images, by: copy), ids: try ids(part.captionIDs),
        lengths: tokenizer.lengths(of: part.captionIDs)
      )
    }
    return {
      var made = TrainingBatch(
        pairIndices: batch.pairIndices, identities: identities, images: try firstView(),
        secondView: try secondView?(), captionIDs: captionIDs, captionLengths: captionLengths, masked: masked,
        partner: partner, epoch: epoch)
      made.parts = try parts.map { PartialCaptions(images: try $0.images(), ids: $0.ids, lengths: $0.lengths) }
      return made
    }
  }
}
