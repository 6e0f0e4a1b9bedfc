package import BenchCore
package import Images

/// Prepares a retrieval set's images and captions, without augmentation, on worker threads ahead of their use.
package struct RetrievalPipeline<Tokenizer: CaptionTokenizer>: Sendable {
  /// The identity of each gallery image.
  package let galleryIdentities: [Int]
  /// The identity of each query caption.
  package let queryIdentities: [Int]
  private let captionIDs: [[Int32]]
  private let images: ImageStore
  private let batchSize: Int
  private let workers: Int

  /// Tokenizes the captions once.
  ///
  /// - Parameter images: The store of `set.galleryPaths`.
  package init(
    _ set: RetrievalSet, images: ImageStore, tokenizer: Tokenizer, batchSize: Int = 256, workers: Int
  ) {
    galleryIdentities = set.galleryIdentities
    queryIdentities = set.queryIdentities
    captionIDs = set.queryCaptions.map(tokenizer.tokenized)
    self.images = images
    self.batchSize = max(1, batchSize)
    self.workers = workers
  }

  /// The gallery in order.
  ///
  /// - Parameter memory: Makes the memory for so many images; called on the workers.
  package func imageBatches<Pixels>(
    memory: @escaping @Sendable (_ imageCount: Int) throws -> Pixels
  ) -> OrderedPrefetcher<HostImages<Pixels>> {
    batches(of: galleryIdentities.count) { members in
      // Nothing is drawn without augmentation; the generator only completes the call.
      var generator = SeededGenerator(seed: 0, stream: "evaluation")
      var batch = HostImages(writtenTo: try memory(members.count))
      for index in members { try batch.append(images.image(at: index), changedBy: .none, using: &generator) }
      return batch
    }
  }

  /// The queries in order: ids `[batch, tokens]` without columns that are padding in the whole batch, and their number.
  package func captionBatches() -> OrderedPrefetcher<(ids: [Int64], count: Int)> {
    batches(of: captionIDs.count) { members in
      let rows: [[Int32]] = members.map { captionIDs[$0] }
      let lengths: [Int] = rows.map { row in row.count - row.reversed().prefix { $0 == 0 }.count }
      // A caption may have no word that is known.
      let length = max(1, lengths.max() ?? 1)
      return (rows.flatMap { $0.prefix(length).map(Int64.init) }, rows.count)
    }
  }

  private func batches<Item: Sendable>(
    of count: Int, _ prepare: @escaping @Sendable (Range<Int>) throws -> Item
  ) -> OrderedPrefetcher<Item> {
    OrderedPrefetcher(count: (count + batchSize - 1) / batchSize, workers: workers) { number in
      try prepare((number * batchSize)..<min(count, (number + 1) * batchSize))
    }
  }
}
