package import BenchCore
package import Metrics

/// The images retrieved for one query.
package struct RankedList: Encodable {
  /// One retrieved image.
  struct Entry: Encodable {
    var rank: Int
    var galleryIndex: Int
    var similarity: Float
    var identity: Int
    var isMatch: Bool
    var file: String?
  }

  var query: Int
  var identity: Int
  var caption: String?
  /// From 1; 0 for a query without a match in the gallery.
  var firstMatchRank: Int
  var averagePrecision: Double
  var retrieved: [Entry]

  /// The first `length` images for each of the chosen queries, by the mean of the heads.
  ///
  /// - Parameter seed: Of random queries.
  /// - Throws: `EmbeddingEvaluationFailure` for a number that is no query.
  package static func lists(
    of embeddings: RetrievalEmbeddings, _ evaluation: EmbeddingEvaluation, queries: QuerySelection, length: Int,
    seed: UInt64
  ) throws(EmbeddingEvaluationFailure) -> [RankedList] {
    let outcomes = evaluation.mean.textToImage.queries
    let precisions = outcomes[.map] ?? []
    let chosen = try queries.indices(among: outcomes, seed: seed)
    let rankings = try evaluation.top(length, queries: chosen)
    return zip(chosen, rankings).map { query, ranking in
      let identity = embeddings.queryIdentities[query]
      return RankedList(
        query: query, identity: identity, caption: embeddings.captions?[query],
        firstMatchRank: outcomes.firstMatchRanks[query], averagePrecision: precisions[query],
        retrieved: ranking.enumerated().map { place, entry in
          let found = embeddings.galleryIdentities[entry.galleryIndex]
          return Entry(
            rank: place + 1, galleryIndex: entry.galleryIndex, similarity: entry.similarity, identity: found,
            isMatch: found == identity, file: embeddings.galleryFiles?[entry.galleryIndex])
        })
    }
  }
}
