public import BenchCore

/// Measures retrieval between captions and images from their embeddings.
///
/// The similarity of a caption and an image is the weighted mean over heads of their cosine similarities. Images are
/// ranked by similarity, descending, and by gallery index, ascending, where similarities are equal. The official code
/// leaves the order of equal similarities open (`torch.argsort`).
///
/// The result does not depend on the memory budget or the number of threads, and images
/// with the same embedding have the same similarity. Another build of OpenBLAS, or another kernel of it on another
/// processor, can round similarities differently in their last bit.
///
/// Source: IRRA and RDE `utils/metrics.py`.
public struct RetrievalEvaluator: Sendable {
  private let text: UnitRows
  private let image: UnitRows
  private let textIdentities: [Int]
  private let imageIdentities: [Int]
  private let options: EvaluationOptions
  private let warnings: [RetrievalWarning]

  /// Checks the embeddings and measures their lengths.
  ///
  /// - Parameters:
  ///   - heads: The embeddings of each head; the heads' widths may differ.
  ///   - weights: One factor per head; they are divided by their sum. Equal by default, as RDE's mean of two heads.
  ///   - textIdentities: The identity of each caption.
  ///   - imageIdentities: The identity of each image.
  ///   - options: How much of the machine to use.
  /// - Throws: `EvaluationFailure` for input that nothing can be measured on, naming the first bad row.
  public init(
    heads: [HeadEmbeddings], weights: [Double]? = nil, textIdentities: [Int], imageIdentities: [Int],
    options: EvaluationOptions = EvaluationOptions()
  ) throws(EvaluationFailure) {
    guard options.threads >= 1 else { throw .threads(options.threads) }
    guard !heads.isEmpty else { throw .noHeads }
    for (number, head) in heads.enumerated() {
      try Self.check(head.text, side: .text, head: number, identities: textIdentities)
      try Self.check(head.image, side: .image, head: number, identities: imageIdentities)
      guard head.text.columns == head.image.columns, head.text.columns > 0 else {
        throw .width(head: number, text: head.text.columns, image: head.image.columns)
      }
    }
    let weights = weights ?? Array(repeating: 1, count: heads.count)
    let sum = weights.reduce(0, +)
    guard weights.count == heads.count, weights.allSatisfy({ $0 >= 0 }), sum > 0, sum.isFinite else {
      throw .weights(weights, heads: heads.count)
    }
    text = try UnitRows(
      heads: heads.map(\.text), weights: weights.map { $0 / sum }, side: .text, threads: options.threads)
    image = try UnitRows(
      heads: heads.map(\.image), weights: weights.map { _ in 1 }, side: .image, threads: options.threads)
    self.textIdentities = textIdentities
    self.imageIdentities = imageIdentities
    self.options = options
    warnings = text.zeroRowWarnings(side: .text) + image.zeroRowWarnings(side: .image)
  }

  /// Ranks the gallery for every query and sums up where the matches are.
  ///
  /// - Parameter findsTies: Whether to find what metrics can be over all orders of equal similarities, which takes a second look
  ///   at them; the metrics themselves are the same.
  /// - Throws: `EvaluationFailure.noMatches` if no query has a match, `memoryBudget` if the budget is too small.
  public func evaluate(
    _ direction: RetrievalDirection = .textToImage, findsTies: Bool = false
  ) throws(EvaluationFailure) -> RetrievalResult {
    let ranking = ranking(direction)
    let (outcomes, _, ties) = try ranking.outcomes(findsTies: findsTies)
    return try result(of: outcomes, ties: ties, in: ranking)
  }

  func result(
    of outcomes: QueryOutcomes, ties: TiedQueries? = nil, in ranking: GalleryRanking
  ) throws(EvaluationFailure) -> RetrievalResult {
    guard outcomes.firstMatchRanks.contains(where: { $0 > 0 }) else {
      throw .noMatches(queries: ranking.queries.count, gallery: ranking.gallery.count)
    }
    return RetrievalResult(
      queries: outcomes, ties: ties, galleryCount: ranking.gallery.count, warnings: warnings)
  }

  func ranking(_ direction: RetrievalDirection) -> GalleryRanking {
    let (queries, queryIdentities, gallery, galleryIdentities) =
      switch direction {
      case .textToImage: (text, textIdentities, image, imageIdentities)
      case .imageToText: (image, imageIdentities, text, textIdentities)
      }
    return GalleryRanking(
      queries: queries, gallery: gallery,
      matches: MatchIndex(queryIdentities: queryIdentities, galleryIdentities: galleryIdentities), options: options)
  }

  private static func check(
    _ matrix: EmbeddingMatrix, side: RetrievalSide, head: Int, identities: [Int]
  ) throws(EvaluationFailure) {
    guard matrix.rows == identities.count else {
      throw .rowCount(side: side, head: head, rows: matrix.rows, identities: identities.count)
    }
    guard matrix.rows > 0 else { throw .emptySide(side) }
  }
}
