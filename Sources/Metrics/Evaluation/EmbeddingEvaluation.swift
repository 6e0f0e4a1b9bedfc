public import BenchCore

/// The quality of a split's embeddings: of each head alone and of the weighted mean of the heads' similarities.
public struct EmbeddingEvaluation: Sendable {
  /// Both directions of one similarity.
  public struct Scores: Sendable, Equatable {
    /// The head's name, or a name for the mean.
    public let name: String
    /// Captions query images.
    public let textToImage: RetrievalResult
    /// Images query captions.
    public let imageToText: RetrievalResult

    /// The result of a direction.
    public func result(_ direction: RetrievalDirection) -> RetrievalResult {
      switch direction {
      case .textToImage: textToImage
      case .imageToText: imageToText
      }
    }
  }

  /// Each head alone, in the order of the embeddings.
  public let heads: [Scores]
  /// The weighted mean of all heads: what a run is judged by. For one head, that head.
  public let mean: Scores
  /// What to know before trusting the numbers, a sentence each.
  public let warnings: [String]
  private let evaluator: RetrievalEvaluator

  /// Measures embeddings.
  ///
  /// - Parameters:
  ///   - weights: Factors of heads by name; 1 for those not named.
  ///   - options: How much of the machine to use; no result depends on it.
  /// - Throws: `EmbeddingEvaluationFailure` for an unknown head or embeddings that nothing can be measured on.
  public init(
    _ embeddings: RetrievalEmbeddings, weights: [String: Double] = [:], options: EvaluationOptions = EvaluationOptions()
  ) throws(EmbeddingEvaluationFailure) {
    let names = embeddings.heads.names
    for name in weights.keys.sorted() where !names.contains(name) { throw .unknownHead(name, known: names) }
    func evaluator(_ heads: [HeadEmbeddings], _ weights: [Double]) throws(EvaluationFailure) -> RetrievalEvaluator {
      try RetrievalEvaluator(
        heads: heads, weights: weights, textIdentities: embeddings.queryIdentities,
        imageIdentities: embeddings.galleryIdentities, options: options)
    }
    do throws(EvaluationFailure) {
      self.evaluator = try evaluator(embeddings.heads.map(\.value), names.map { weights[$0] ?? 1 })
      mean = try Self.scores(names.count == 1 ? names[0] : "mean", self.evaluator)
      if names.count == 1 {
        heads = [mean]
      } else {
        var heads: [Scores] = []
        for head in embeddings.heads {
          heads.append(try Self.scores(head.name, evaluator([head.value], [1])))
        }
        self.heads = heads
      }
    } catch {
      throw .unusable(error, heads: names)
    }
    warnings = Self.warnings(of: mean, heads: names)
  }

  /// The first `length` gallery images of each query's ranking by the mean.
  public func top(_ length: Int, queries: [Int]) throws(EmbeddingEvaluationFailure) -> [[RankedEntry]] {
    do throws(EvaluationFailure) {
      return try evaluator.top(length, queries: queries)
    } catch {
      throw .unusable(error, heads: heads.map(\.name))
    }
  }

  private static func scores(_ name: String, _ evaluator: RetrievalEvaluator) throws(EvaluationFailure) -> Scores {
    Scores(
      name: name, textToImage: try evaluator.evaluate(.textToImage, findsTies: true),
      imageToText: try evaluator.evaluate(.imageToText, findsTies: true))
  }

  private static func warnings(of scores: Scores, heads: [String]) -> [String] {
    let toText = scores.imageToText.warnings.filter { if case .zeroEmbeddings = $0 { false } else { true } }
    return scores.textToImage.warnings.map { $0.sentence(heads: heads, queries: "queries", gallery: "gallery") }
      + toText.map { $0.sentence(heads: heads, queries: "gallery images", gallery: "captions") }
  }
}

extension RetrievalWarning {
  /// The warning with the heads' names, and what the asking and the searched side are called.
  fileprivate func sentence(heads: [String], queries: String, gallery: String) -> String {
    switch self {
    case .zeroEmbeddings(let side, let head, let rows):
      """
      \(rows.count) \(side.layoutName) rows of head `\(heads[head])` are zero, the first is row \(rows.first ?? 0): \
      their similarity to everything is 0
      """
    case .queriesWithoutMatch(let rows):
      """
      \(rows.count) \(queries) have no match among the \(gallery), the first is \(rows.first ?? 0): \
      misses of R@K, left out of the other metrics
      """
    case .ties(let ranges):
      """
      the order of equal similarities decides up to \(Self.percentage(of: ranges)) of the \(queries) among the \(gallery): \
      \(Metric.allCases.filter { ranges[$0] != nil }.map(\.title).joined(separator: ", ")) have a range
      """
    }
  }
}

extension RetrievalSide {
  /// The side's name in embeddings files.
  fileprivate var layoutName: String { self == .text ? "query" : "gallery" }
}

/// Embeddings that nothing can be measured on, with the names of their heads.
public enum EmbeddingEvaluationFailure: BenchFailure, Equatable {
  /// A weight for a head that is not there.
  case unknownHead(String, known: [String])
  /// What the engine refuses, with the names of the heads.
  case unusable(EvaluationFailure, heads: [String])

  /// What went wrong.
  public var problem: String {
    switch self {
    case .unknownHead(let name, _): "there is no head `\(name)` to weigh"
    case .unusable(let failure, _): failure.problem
    }
  }

  /// The row and the head, if it is at one place.
  public var location: String? {
    switch self {
    case .unknownHead: nil
    case .unusable(.notFinite(let side, let head, let row), let heads):
      "\(side.layoutName) row \(row) of head `\(heads[head])`"
    case .unusable(let failure, _): failure.location
    }
  }

  /// Whether a value that was typed is the reason.
  public var isUsage: Bool {
    switch self {
    case .unknownHead: true
    case .unusable(let failure, _): failure.isUsage
    }
  }

  /// What to do about it.
  public var remedy: String? {
    switch self {
    case .unknownHead(let name, let known): Suggestion.phrase(for: name, in: known)
    case .unusable(let failure, _): failure.remedy
    }
  }
}

extension CheckpointRecord {
  /// A checkpoint as its embeddings and their mean similarity say.
  public init(epoch: Int, embeddings: Heads<HeadEmbeddings>, evaluation: EmbeddingEvaluation) {
    self.init(
      epoch: epoch, textToImage: DirectionRecord(evaluation.mean.textToImage),
      imageToText: DirectionRecord(evaluation.mean.imageToText), embeddings: embeddings)
  }
}

extension DirectionRecord {
  /// What of a result is stored.
  public init(_ result: RetrievalResult) {
    self.init(metrics: result.metrics, queries: result.queries, tieRanges: result.tieRanges)
  }
}
