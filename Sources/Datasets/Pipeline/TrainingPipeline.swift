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
    let schedule = schedule(epoch: epoch, pass: pass, of: pairs, steps: steps, onlyFull: onlyFull)
    let partners = partners(among: schedule.members)
    return OrderedPrefetcher(count: max(0, schedule.count - skipped), workers: settings.workers) { place in
      let (pairs, pass) = schedule[skipped + place]
      return try batch(of: pairs, epoch: epoch, pass: pass, partners: partners, memory: memory)
    }
  }

  /// What chance makes of the pairs of these batches, for each batch; no image is read. Parameters as of `batches`.
  package func draws(
    epoch: Int, pass: String, of pairs: [Int]? = nil, steps: Int? = nil, onlyFull: Bool = false
  ) -> OrderedPrefetcher<[PairDraws]> {
    let schedule = schedule(epoch: epoch, pass: pass, of: pairs, steps: steps, onlyFull: onlyFull)
    let partners = partners(among: schedule.members)
    return OrderedPrefetcher(count: schedule.count, workers: settings.workers) { place in
      let (pairs, pass) = schedule[place]
      return pairs.map { draws(of: $0, epoch: epoch, pass: pass, partners: partners) }
    }
  }

  private func schedule(epoch: Int, pass: String, of pairs: [Int]?, steps: Int?, onlyFull: Bool) -> PassSchedule {
    PassSchedule(
      epoch: epoch, pass: pass, of: pairs, among: count, steps: steps, onlyFull: onlyFull,
      batchSize: settings.batchSize, seed: settings.seed)
  }

  private func partners(among pairs: [Int]) -> PartnerChoice? {
    settings.hasPartners ? PartnerChoice(identities, imageIndices: imageIndices, among: pairs) : nil
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
    batch.parts = try settings.captionParts.map { _ in
      HostBatch<Pixels>.Part(images: HostImages(writtenTo: try memory(pairs.count)), captionIDs: [])
    }
    for pair in pairs {
      let drawn = draws(of: pair, epoch: epoch, pass: pass, partners: partners)
      let image = try images.image(at: imageIndices[pair])
      try batch.images.append(image, changed: drawn.image)
      if let changes = drawn.secondView { try batch.secondView?.append(image, changed: changes) }
      batch.captionIDs += drawn.captionIDs.lazy.map(Int64.init)
      if let masked = drawn.masked {
        batch.maskedIDs? += masked.ids.lazy.map(Int64.init)
        batch.maskedLabels? += masked.labels.lazy.map(Int64.init)
      }
      if let ids = drawn.partnerIDs { batch.partnerIDs? += ids.lazy.map(Int64.init) }
      for (index, part) in drawn.parts.enumerated() {
        try batch.parts[index].images.append(image, changed: part.image)
        batch.parts[index].captionIDs += part.captionIDs.lazy.map(Int64.init)
      }
    }
    return batch
  }

  /// What chance makes of a pair; it depends on seed, epoch, pass and pair, and with partners on the pairs of the pass.
  private func draws(of pair: Int, epoch: Int, pass: String, partners: PartnerChoice?) -> PairDraws {
    func stream(_ name: String) -> SeededGenerator {
      SeededGenerator(seed: settings.seed, stream: "\(name) in \(pass)", UInt64(epoch), UInt64(pair))
    }
    func changes(using generator: inout SeededGenerator) -> ImageChanges {
      settings.imageAugmentation.draw(width: images.width, height: images.height, using: &generator)
    }
    func augmented(_ ids: [Int32], using generator: inout SeededGenerator) -> [Int32] {
      settings.captionAugmentation?.apply(ids: ids, tokenizer: tokenizer, generator: &generator) ?? ids
    }
    var generator = stream("pair")
    let image = changes(using: &generator)
    let ids = augmented(captionIDs[pair], using: &generator)
    var drawn = PairDraws(pair: pair, image: image, captionIDs: ids)
    drawn.masked = settings.masking?.apply(ids: ids, tokenizer: tokenizer, generator: &generator)
    // Streams of their own: the first view and the caption are what they are without the rest.
    if settings.hasSecondView {
      var generator = stream("second view")
      drawn.secondView = changes(using: &generator)
    }
    if let partners {
      var generator = stream("partner")
      let partner = partners.partner(of: pair, using: &generator)
      drawn.partnerIDs = augmented(captionIDs[partner], using: &generator)
    }
    drawn.parts = settings.captionParts.map { part in
      var generator = stream(part.rawValue)
      let image = changes(using: &generator)
      let text = part.drawn(from: captions[pair], using: &generator)
      return PairDraws.Part(image: image, captionIDs: tokenizer.tokenized(text))
    }
    return drawn
  }
}
