package import BenchCore
package import Datasets
package import Foundation
package import Images
package import Torch
package import Training

/// Embeds a retrieval split with a trained method: each image and each caption once, all heads in that one pass.
///
/// The reference encodes the test set once for each head.
package struct SplitEncoder<Tokenizer: CaptionTokenizer> {
  private let model: ModelSpec
  private let tokenizer: Tokenizer
  private let device: Device
  private let cacheDirectory: URL?
  private let workers: Int

  /// Prepares encoding.
  ///
  /// - Parameters:
  ///   - model: The size of the method's network, which images are resized to.
  ///   - cacheDirectory: Decoded images are kept here; `nil` keeps none.
  ///   - workers: Threads that decode images and prepare batches.
  package init(
    model: ModelSpec, tokenizer: Tokenizer, device: Device = .cpu, cacheDirectory: URL? = nil, workers: Int = 1
  ) {
    self.model = model
    self.tokenizer = tokenizer
    self.device = device
    self.cacheDirectory = cacheDirectory
    self.workers = workers
  }

  /// The split's embeddings with its captions and image paths.
  ///
  /// - Parameter progress: Called after each batch with its number of images or captions.
  /// - Throws: Failures of images that cannot be decoded and of libtorch.
  package func encode(
    _ split: RetrievalSet, with method: any RetrievalMethod, progress: @escaping (_ count: Int) -> Void = { _ in }
  ) throws -> RetrievalEmbeddings {
    let images = try ImageStore(paths: split.galleryPaths, for: model, cacheDirectory: cacheDirectory)
    _ = try images.preload(workers: max(1, workers))
    let batches = try RetrievalBatches(
      pipeline: RetrievalPipeline(split, images: images, tokenizer: tokenizer, workers: workers), model: model,
      device: device, progress: progress)
    return RetrievalEmbeddings(
      heads: try batches.embedded(by: method),
      queryIdentities: split.queryIdentities, galleryIdentities: split.galleryIdentities,
      captions: split.queryCaptions, galleryFiles: split.galleryPaths)
  }

  /// Each head's embeddings of images of the model's size, a row each.
  ///
  /// - Parameter progress: Called after each batch with its number of images.
  /// - Throws: Failures of images that cannot be decoded and of libtorch.
  package func encode(
    images: ImageStore, batchSize: Int, with method: any RetrievalMethod, progress: @escaping (_ count: Int) -> Void
  ) throws -> Heads<EmbeddingMatrix> {
    let set = RetrievalSet(
      galleryPaths: images.paths, galleryIdentities: Array(0..<images.count), queryCaptions: [], queryIdentities: [])
    let pipeline = RetrievalPipeline(
      set, images: images, tokenizer: tokenizer, batchSize: batchSize, workers: workers)
    return try RetrievalBatches(pipeline: pipeline, model: model, device: device, progress: progress)
      .embeddedImages(by: method)
  }

  /// Each head's embeddings of captions, a row each.
  ///
  /// - Throws: Failures of libtorch.
  package func encode(captions: [String], with method: any RetrievalMethod) throws -> Heads<EmbeddingMatrix> {
    let set = RetrievalSet(
      galleryPaths: [], galleryIdentities: [], queryCaptions: captions, queryIdentities: Array(captions.indices))
    let images = try ImageStore(paths: [], for: model, cacheDirectory: nil)
    let pipeline = RetrievalPipeline(set, images: images, tokenizer: tokenizer, workers: workers)
    return try RetrievalBatches(pipeline: pipeline, model: model, device: device).embeddedCaptions(by: method)
  }
}
