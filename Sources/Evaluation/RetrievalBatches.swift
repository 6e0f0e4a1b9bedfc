package import BenchCore
package import Datasets
package import Torch
import Training

/// A retrieval set as tensors on a device.
package struct RetrievalBatches<Tokenizer: CaptionTokenizer>: RetrievalData {
  private let pipeline: RetrievalPipeline<Tokenizer>
  private let device: Device
  private let images: ImageFeed
  /// Called with the number of images or captions of each batch that was embedded.
  private let progress: (Int) -> Void

  /// Batches of a pipeline, whose images have the model's size.
  package init(
    pipeline: RetrievalPipeline<Tokenizer>, model: ModelSpec, device: Device,
    progress: @escaping (_ count: Int) -> Void = { _ in }
  ) throws {
    self.pipeline = pipeline
    self.device = device
    images = try ImageFeed(of: model, device: device)
    self.progress = progress
  }

  package var queryIdentities: [Int] { pipeline.queryIdentities }
  package var galleryIdentities: [Int] { pipeline.galleryIdentities }

  package func forEachImageBatch(_ body: (Tensor) throws -> Void) throws {
    let batches = pipeline.imageBatches(memory: images.memory)
    let feed = DeviceFeed<Tensor>(device: device) { copy in
      try batches.next().map { try images.copied($0, by: copy) }
    }
    try forEach(in: feed, body)
  }

  package func forEachCaptionBatch(_ body: (Tensor) throws -> Void) throws {
    let batches = pipeline.captionBatches()
    let feed = DeviceFeed<Tensor>(device: device) { copy in
      guard let (ids, count) = try batches.next() else { return nil }
      let tensor = try copy(Tensor(ids, shape: [count, ids.count / count]))
      return { tensor }
    }
    try forEach(in: feed, body)
  }

  private func forEach(in feed: DeviceFeed<Tensor>, _ body: (Tensor) throws -> Void) throws {
    while let batch = try feed.next() {
      try body(batch)
      progress(try batch.size(0))
    }
  }
}
