package import BenchCore
package import Datasets
package import Torch
import Training

/// A retrieval set as tensors on a device.
package struct RetrievalBatches<Tokenizer: CaptionTokenizer>: RetrievalData {
  private let pipeline: RetrievalPipeline<Tokenizer>
  private let model: ModelSpec
  private let device: Device
  /// Called with the number of images or captions of each batch that was embedded.
  private let progress: (Int) -> Void

  /// Batches of a pipeline, whose images have the model's size.
  package init(
    pipeline: RetrievalPipeline<Tokenizer>, model: ModelSpec, device: Device,
    progress: @escaping (_ count: Int) -> Void = { _ in }
  ) {
    self.pipeline = pipeline
    self.model = model
    self.device = device
    self.progress = progress
  }

  package var queryIdentities: [Int] { pipeline.queryIdentities }
  package var galleryIdentities: [Int] { pipeline.galleryIdentities }

  package func forEachImageBatch(_ body: (Tensor) throws -> Void) throws {
    let batches = pipeline.imageBatches()
    while let (pixels, count) = try batches.next() {
      try body(Tensor(pixels, shape: [count, 3, model.imageHeight, model.imageWidth]).to(device: device))
      progress(count)
    }
  }

  package func forEachCaptionBatch(_ body: (Tensor) throws -> Void) throws {
    let batches = pipeline.captionBatches()
    while let (ids, count) = try batches.next() {
      try body(Tensor(ids, shape: [count, ids.count / count]).to(device: device))
      progress(count)
    }
  }
}
