package import BenchCore
package import Models
package import Torch
package import Training

/// A method that is put together from parts: what IRRA, CLIP-C, DECL, RDE and AMNS are.
///
/// A batch is encoded once; its loss is the sum of the losses of its views, the matching losses of its heads and the
/// other auxiliary losses.
package final class ComposedMethod: RetrievalMethod {
  package let parameters: ParameterStore
  private let composition: Composition
  private let seed: UInt64
  private let oracle: OracleMask?
  private let encoder: RetrievalEncoder
  private let viewMaker: ViewMaker?
  private let auxiliaries: [(part: Auxiliary, loss: any AuxiliaryLoss)]
  /// 1 for pairs trained as positives, 0 for the others; `nil` before the first sample selection.
  private var pairLabels: [Float]?

  /// Builds the parts, with their parameters under the names of the official code.
  ///
  /// - Throws: `MethodFailure.noCleanPairs` for an oracle that is told of none.
  package init(_ composition: Composition, in context: MethodContext) throws {
    self.composition = composition
    seed = context.seed
    oracle = composition.oracle == .none ? nil : context.oracle
    if composition.oracle != .none, oracle?.cleanPairs.isEmpty ?? true { throw MethodFailure.noCleanPairs }
    var context = context
    context.trainingSteps = context.trainingSteps(
      on: composition.oracle == .refill ? oracle?.cleanPairs : nil, stepsPerEpoch: composition.stepsPerEpoch)
    if composition.heads.contains(where: { $0.head == .tse }) {
      let kept = composition.views.keptCount(of: context.model.imageTokenCount - 1)
      guard Int(Double(kept) * composition.tokens.ratio) > 0 else {
        throw MethodFailure.invalidField(
          "selectionRatio", value: "\(composition.tokens.ratio)",
          requirement: "large enough that tse selects one of the \(kept) patches that are kept of an image")
      }
    }
    parameters = try context.parameterStore()
    encoder = try RetrievalEncoder(parameters.root, composition, in: context)
    let parts = AuxiliaryContext(root: parameters.root, method: context, encoder: encoder)
    // The order in which random numbers are drawn: the heads of views come last.
    let made = try [false, true].flatMap { ofViews in
      try composition.auxiliaries.filter { $0.name.isOfViews == ofViews }.map { ($0, try $0.make(parts)) }
    }
    auxiliaries = Auxiliary.Name.allCases.compactMap { name in made.first { $0.0.name == name } }
    viewMaker =
      try composition.views.areTwo
      ? ViewMaker(composition.views, predicting: composition.prediction, in: parts) : nil
  }

  package var trainingPairs: [Int]? { composition.oracle == .refill ? oracle?.cleanPairs : nil }

  package var stepsPerEpoch: Int? { composition.stepsPerEpoch }

  package var lengthDependence: String? {
    viewMaker?.follows == true ? "its moving average follows the weights ever more slowly until the last step" : nil
  }

  package var ownDraws: String? { viewMaker?.drawsPatches == true ? "the patches that a view keeps at random" : nil }

  // MARK: - Sample selection

  package func prepare(epoch: Int, pass: any TrainingPass) throws -> SampleSelectionRecord? {
    guard let selector = selector(before: epoch) else { return nil }
    let found = try judged(pass, by: selector)
    return try selector.decide(
      by: found.values, heads: found.heads, epoch: epoch, generator: selectionGenerator(epoch))
  }

  package func selectionDraws(epoch: Int, pairs: Int) -> SelectionDraws? {
    selector(before: epoch).map { SelectionDraws(coins: $0.coins(pairs, generator: selectionGenerator(epoch))) }
  }

  private func selector(before epoch: Int) -> (any SampleSelector)? {
    epoch > composition.warmupEpochs ? composition.selection : nil
  }

  private func selectionGenerator(_ epoch: Int) -> SeededGenerator {
    SeededGenerator(seed: seed, stream: "consensus division", UInt64(epoch))
  }

  package func treatPairs(as selection: SampleSelectionRecord?) {
    pairLabels = selection?.treatedAsClean.map { $0 ? 1 : 0 }
  }

  /// What a rule wants to know of every training pair, in evaluation mode.
  ///
  /// What is found of a pair depends on the batch it falls in, as in the reference.
  private func judged(
    _ pass: any TrainingPass, by selection: any SampleSelector
  ) throws -> (heads: [String], values: [[Float]]) {
    var found: [[Float]] = []
    try withoutGradients {
      try pass.forEachBatch { batch in
        let images = try encoder.encode(images: batch.images)
        let texts = try encoder.encode(captions: encoder.ids(of: batch, cutting: true))
        let heads: [SampleSelector.JudgedHead] = try composition.heads.compactMap { matching in
          let similarities = try Similarity.cosine(texts: texts[matching.head], images: images[matching.head])
          return matching.loss.map { (matching.head.rawValue, $0, similarities) }
        }
        let judgements = try selection.judge(heads, sameIdentity: Similarity.sameIdentity(batch.identities))
        if found.isEmpty { found = judgements.map { _ in [Float](repeating: 0, count: pass.pairCount) } }
        for (index, values) in try Tensor.valuesReadAtOnce(of: judgements).enumerated() {
          for (pair, value) in zip(batch.pairIndices, values) { found[index][pair] = value }
        }
      }
    }
    return (composition.heads.filter { $0.loss != nil }.map(\.head.rawValue), found)
  }

  /// The loss of every training pair under each head, in evaluation mode.
  package func pairLosses(_ pass: any TrainingPass) throws -> [(head: String, values: [Float])] {
    let found = try judged(pass, by: SmallLossSelection(share: 1))
    return Array(zip(found.heads, found.values)).map { ($0, $1) }
  }

  // MARK: - Losses

  package func losses(of batch: TrainingBatch) throws -> [LossTerm] {
    var batch = batch
    if composition.oracle == .takeOut, let oracle {
      // A noisy pair is as good as not there; a batch of which no pair is left changes nothing.
      let places = batch.pairIndices.indices.filter { oracle.isClean[batch.pairIndices[$0]] }
      guard !places.isEmpty else { return [] }
      batch = try batch.keeping(rows: places)
    }
    let labels = batch.pairIndices.map { pairLabels?[$0] ?? 1 }
    return try losses(of: batch, pairLabels: composition.selection == nil ? nil : labels)
  }

  /// The terms with given labels: a pair labelled 0 adds no row but stays a negative of others; `nil` trusts all.
  package func losses(of batch: TrainingBatch, pairLabels labels: [Float]?) throws -> [LossTerm] {
    let trust = try labels.map { try Trust($0, beside: batch.images) }
    let encoded = try encode(batch)
    func terms(ofViews: Bool) throws -> [LossTerm] {
      try auxiliaries.filter { $0.part.name.isOfViews == ofViews }.map { part, loss in
        let trust = part.seesTrustedOnly ? trust : nil
        // Where there is nothing to look at, the term stays, for an epoch's terms are added up.
        let value = try trust?.places.isEmpty == true ? encoded.nothing() : loss(encoded, trust: trust)
        return LossTerm(name: part.name.rawValue, value: try value * part.weight)
      }
    }
    var matching: [LossTerm] = []
    let before = try terms(ofViews: true)
    for (part, head) in zip(composition.heads, encoded.heads) {
      guard let loss = part.loss else { continue }
      let value = try Tensor.mean(
        of: head.similarities.map {
          try loss.value(similarities: $0, sameIdentity: encoded.sameIdentity, labels: trust?.labels)
        })
      matching.append(LossTerm(name: part.term, value: try value * part.weight))
    }
    return try before + matching + terms(ofViews: false)
  }

  private func encode(_ batch: TrainingBatch) throws -> EncodedBatch {
    let usesBatch = !composition.tokens.trainsInEvaluationMode
    let images = try encodeImages(of: batch, batchStatistics: usesBatch)
    // Batch statistics include selected padding (see TokenSelectionHead), so captions are cut only without them.
    let texts = try encoder.encode(
      captions: encoder.ids(of: batch, cutting: usesBatch ? false : nil), forTraining: true, batchStatistics: usesBatch)
    func head(_ head: Composition.Head, _ images: [RetrievalEncoder.Features]) throws -> EncodedBatch.Head {
      let (texts, images) = (texts[head], images.map { $0[head] })
      return EncodedBatch.Head(
        head: head, texts: texts, images: images,
        similarities: try images.map { try Similarity.cosine(texts: texts, images: $0) })
    }
    // Where only the views are masked, the contrastive loss alone sees them.
    let views = try composition.views.matched == .original ? head(.global, images.views).similarities : nil
    let heads = try composition.heads.map { try head($0.head, images.matched) }
    var global = heads.first { $0.head == .global }
    if global == nil, composition.readsGlobal { global = try head(.global, images.matched) }
    return EncodedBatch(
      batch: batch, texts: texts.global, heads: heads, global: global,
      sameIdentity: try Similarity.sameIdentity(batch.identities),
      viewSimilarities: views ?? global?.similarities ?? [],
      imageTokens: images.matched[0].tokens, captionTokens: texts.tokens,
      classTokens: images.classTokens, targets: images.targets)
  }

  /// The views of a batch's images, what of them is matched, and what losses of views read.
  private typealias EncodedImages = (
    views: [RetrievalEncoder.Features], matched: [RetrievalEncoder.Features], classTokens: Tensor?, targets: Tensor?
  )

  private func encodeImages(of batch: TrainingBatch, batchStatistics: Bool) throws -> EncodedImages {
    func original() throws -> RetrievalEncoder.Features {
      try encoder.encode(images: batch.images, forTraining: true, batchStatistics: batchStatistics)
    }
    guard let viewMaker else {
      let image = try original()
      return ([image], [image], nil, nil)
    }
    guard let secondView = batch.secondView else { throw TrainingFailure.incompleteBatch(missing: "second view") }
    let both = try Tensor.concatenated([batch.images, secondView], dimension: 0)
    let (kept, targets) = try viewMaker(both)
    let encoded = try encoder.encode(views: both, keeping: kept, batchStatistics: batchStatistics)
    let views = try encoded.halves()
    let matched =
      switch composition.views.matched {
      case .views: views
      case .viewsAndOriginal: views + [try original()]
      case .original: [try original()]
      }
    return (views, matched, encoded.classTokens, targets)
  }

  // MARK: - Embeddings

  package func embed(images: Tensor) throws -> [HeadEmbedding] { embeddings(try encoder.encode(images: images)) }

  package func embed(captions: Tensor) throws -> [HeadEmbedding] { embeddings(try encoder.encode(captions: captions)) }

  private func embeddings(_ features: RetrievalEncoder.Features) -> [HeadEmbedding] {
    composition.heads.map { HeadEmbedding(name: $0.head.rawValue, values: features[$0.head]) }
  }
}

extension RetrievalEncoder.Features {
  /// The first views and the second, of the features of both.
  fileprivate func halves() throws -> [Self] {
    let count = try global.size(0) / 2
    return try [0, count].map { start in
      func half(_ tensor: Tensor) throws -> Tensor { try tensor.narrowed(0, start: start, length: count) }
      return Self(global: try half(global), tse: try tse.map(half), tokens: try tokens.map(half))
    }
  }
}
