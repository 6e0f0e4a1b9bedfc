package import BenchCore
package import Images

/// Prepares training batches on worker threads ahead of their use.
///
/// Order and random draws depend on the seed, the pass, the epoch and the pair only: neither the number of workers nor
/// the batch size changes what happens to a pair.
package struct TrainingPipeline<Tokenizer: CaptionTokenizer>: Sendable {
  /// What happens to a pair on its way.
  package struct Settings: Sendable {
    /// The changes of images.
    package var imageAugmentation: ImageAugmentation
    /// The changes of captions; `nil` for none.
    package var captionAugmentation: CaptionAugmentation?
    /// Hides tokens in a second version of the captions; `nil` for no second version.
    package var masking: CaptionMasking?
    /// Whether each image is augmented a second time, independently.
    package var hasSecondView: Bool
    /// Parts of each caption to be made, each with another augmentation of its image.
    package var captionParts: [CaptionPart]
    /// Whether each pair comes with another caption of its identity.
    package var hasPartners: Bool
    /// Pairs per batch; the last batch of an epoch may be smaller, as in the reference's loader.
    package var batchSize: Int
    /// The run's seed.
    package var seed: UInt64
    /// Threads that prepare batches; 0 prepares them when they are asked for.
    package var workers: Int

    /// Chooses the settings.
    package init(
      imageAugmentation: ImageAugmentation, captionAugmentation: CaptionAugmentation?, masking: CaptionMasking?,
      hasSecondView: Bool = false, hasPartners: Bool = false, captionParts: [CaptionPart] = [], batchSize: Int,
      seed: UInt64, workers: Int
    ) {
      self.imageAugmentation = imageAugmentation
      self.captionAugmentation = captionAugmentation
      self.masking = masking
      self.hasSecondView = hasSecondView
      self.captionParts = captionParts
      self.hasPartners = hasPartners
      self.batchSize = batchSize
      self.seed = seed
      self.workers = workers
    }
  }

  private let identities: [Int64]
  private let imageIndices: [Int]
  private let captionIDs: [[Int32]]
  /// The captions themselves, where parts of them are made.
  private let captions: [String]
  private let images: ImageStore
  private let tokenizer: Tokenizer
  private let settings: Settings

  /// Tokenizes the captions once.
  ///
  /// - Parameters:
  ///   - pairs: The training pairs.
  ///   - captions: What each pair is trained with: the captions after noise.
  ///   - images: The store of `pairs.imagePaths`.
  package init(
    pairs: PairTable, captions: [String], images: ImageStore, tokenizer: Tokenizer, settings: Settings
  ) {
    identities = pairs.identities.map(Int64.init)
    imageIndices = pairs.imageIndices
    captionIDs = captions.map(tokenizer.tokenized)
    self.captions = settings.captionParts.isEmpty ? [] : captions
    self.images = images
    self.tokenizer = tokenizer
    self.settings = settings
  }

  /// The number of pairs.
  package var count: Int { identities.count }

  /// The batches of one pass over the pairs, each pair at most once, in a random order, or a number of batches.
  ///
  /// - Parameters:
  ///   - pass: A name for the purpose; passes of the same epoch with different names draw independently.
  ///   - pairs: The pairs to pass over; `nil` for all.
  ///   - steps: The number of batches; `nil` for as many as the pairs fill. For more the pairs are passed over again, as
  ///     often as needed, each time with an order and draws of its own; those of the first time are what they are without.
  ///   - onlyFull: Whether pairs that do not fill a batch are left out; pairs that are fewer than a batch are one.
  ///   - skipped: The number of batches at the start that are left out, none of their images being decoded; those that
  ///     follow are what they are without.
  ///   - memory: Makes the memory for so many images; called on the workers.
  package func batches<Pixels>(
    epoch: Int, pass: String, of pairs: [Int]? = nil, steps: Int? = nil, onlyFull: Bool = false,
    skipping skipped: Int = 0, memory: @escaping @Sendable (_ imageCount: Int) throws -> Pixels
  ) -> OrderedPrefetcher<HostBatch<Pixels>> {
    let total = pairs?.count ?? count
    let size = min(max(1, settings.batchSize), max(1, total))
    let filled = max(1, onlyFull ? total / size : (total + size - 1) / size)
    let steps = total == 0 ? 0 : steps ?? filled
    let rounds = (0..<((steps + filled - 1) / filled)).map { round in
      let name = round == 0 ? pass : "\(pass), round \(round + 1)"
      var generator = SeededGenerator(seed: settings.seed, stream: "order of \(name)", UInt64(epoch))
      let places = generator.permutation(of: total)
      return (name: name, order: pairs.map { pairs in places.map { pairs[$0] } } ?? places)
    }
    let members = rounds.first?.order ?? []
    let partners = settings.hasPartners ? PartnerChoice(identities, imageIndices: imageIndices, among: members) : nil
    return OrderedPrefetcher(count: max(0, steps - skipped), workers: settings.workers) { place in
      let (round, number) = (skipped + place).quotientAndRemainder(dividingBy: filled)
      let members = rounds[round].order[(number * size)..<min(total, (number + 1) * size)]
      return try batch(
        of: Array(members), epoch: epoch, pass: rounds[round].name, partners: partners, memory: memory)
    }
  }

  private func batch<Pixels>(
    of pairs: [Int], epoch: Int, pass: String, partners: PartnerChoice?, memory: (Int) throws -> Pixels
  ) throws -> HostBatch<Pixels> {
    let masking = settings.masking
    var batch = HostBatch(
      pairIndices: pairs, identities: pairs.map { identities[$0] },
      images: HostImages(writtenTo: try memory(pairs.count)),
      secondView: settings.hasSecondView ? HostImages(writtenTo: try memory(pairs.count)) : nil, captionIDs: [],
      maskedIDs: masking == nil ? nil : [], maskedLabels: masking == nil ? nil : [],
      partnerIDs: partners == nil ? nil : [])
    batch.parts = try settings.captionParts.map { try part($0, of: pairs, epoch: epoch, pass: pass, memory: memory) }
    for pair in pairs {
      var generator = SeededGenerator(seed: settings.seed, stream: "pair in \(pass)", UInt64(epoch), UInt64(pair))
      let image = try images.image(at: imageIndices[pair])
      try batch.images.append(image, changedBy: settings.imageAugmentation, using: &generator)
      if settings.hasSecondView {
        // A stream of its own: the first view and the caption are what they are without a second view.
        var other = SeededGenerator(seed: settings.seed, stream: "second view in \(pass)", UInt64(epoch), UInt64(pair))
        try batch.secondView?.append(image, changedBy: settings.imageAugmentation, using: &other)
      }
      var ids = captionIDs[pair]
      if let augmentation = settings.captionAugmentation {
        ids = augmentation.apply(ids: ids, tokenizer: tokenizer, generator: &generator)
      }
      batch.captionIDs += ids.lazy.map(Int64.init)
      if let masked = masking?.apply(ids: ids, tokenizer: tokenizer, generator: &generator) {
        batch.maskedIDs? += masked.ids.lazy.map(Int64.init)
        batch.maskedLabels? += masked.labels.lazy.map(Int64.init)
      }
      if let partners {
        // A stream of its own too.
        var other = SeededGenerator(seed: settings.seed, stream: "partner in \(pass)", UInt64(epoch), UInt64(pair))
        var ids = captionIDs[partners.partner(of: pair, using: &other)]
        if let augmentation = settings.captionAugmentation {
          ids = augmentation.apply(ids: ids, tokenizer: tokenizer, generator: &other)
        }
        batch.partnerIDs? += ids.lazy.map(Int64.init)
      }
    }
    return batch
  }

  /// A part of the caption of each pair, with the image once more; from a stream of its own.
  private func part<Pixels>(
    _ part: CaptionPart, of pairs: [Int], epoch: Int, pass: String, memory: (Int) throws -> Pixels
  ) throws -> HostBatch<Pixels>.Part {
    var made = HostBatch<Pixels>.Part(images: HostImages(writtenTo: try memory(pairs.count)), captionIDs: [])
    for pair in pairs {
      var generator = SeededGenerator(
        seed: settings.seed, stream: "\(part.rawValue) in \(pass)", UInt64(epoch), UInt64(pair))
      try made.images.append(
        images.image(at: imageIndices[pair]), changedBy: settings.imageAugmentation, using: &generator)
      let text = part.drawn(from: captions[pair], using: &generator)
      made.captionIDs += tokenizer.tokenized(text).lazy.map(Int64.init)
    }
    return made
  }
}
