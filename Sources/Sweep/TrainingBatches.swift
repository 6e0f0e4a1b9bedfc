import BenchCore
import Datasets
import Torch
import Training

/// Training pairs as tensors on the training device.
struct TrainingBatches<Tokenizer: CaptionTokenizer>: TrainingData {
  let pipeline: TrainingPipeline<Tokenizer>
  let model: ModelSpec
  let device: Device
  /// The pairs that the method trains with; `nil` for all.
  let trainedPairs: [Int]?

  var pairCount: Int { pipeline.count }
  var trainedPairCount: Int { trainedPairs?.count ?? pipeline.count }

  func forEachBatch(
    epoch: Int, for purpose: PassPurpose, skipping skipped: Int, _ body: (TrainingBatch) throws -> Void
  ) throws {
    let batches = pipeline.batches(
      epoch: epoch, pass: purpose.rawValue, of: purpose == .training ? trainedPairs : nil, skipping: skipped)
    while let batch = try batches.next() { try body(tensors(of: batch)) }
  }

  private func tensors(of batch: HostBatch) throws -> TrainingBatch {
    let count = batch.pairIndices.count
    func ids(_ values: [Int64]) throws -> Tensor {
      try Tensor(values, shape: [count, model.contextLength]).to(device: device)
    }
    func images(_ pixels: [Float]) throws -> Tensor {
      try Tensor(pixels, shape: [count, 3, model.imageHeight, model.imageWidth]).to(device: device)
    }
    var masked: MaskedCaptions?
    if let maskedIDs = batch.maskedIDs, let labels = batch.maskedLabels {
      masked = try MaskedCaptions(ids: ids(maskedIDs), labels: labels)
    }
    return TrainingBatch(
      pairIndices: batch.pairIndices, identities: try Tensor(batch.identities).to(device: device),
      images: try images(batch.pixels), secondView: try batch.secondPixels.map(images),
      captionIDs: try ids(batch.captionIDs),
      captionLengths: TrainingBatch.captionLengths(of: batch.captionIDs, context: model.contextLength), masked: masked)
  }
}
