import BenchCore

extension RetrievalEvaluator {
  /// Measures retrieval from similarities that were computed elsewhere, with the rules of `evaluate(_:)`.
  ///
  /// - Parameters:
  ///   - similarities: `[queries, gallery]`, row after row; larger means closer.
  ///   - queryIdentities: The identity of each query.
  ///   - galleryIdentities: The identity of each gallery entry.
  ///   - threads: The number of threads; the result does not depend on it.
  /// - Throws: `EvaluationFailure`, for NaN and infinite similarities naming the first.
  public static func evaluate(
    similarities: [Float], queryIdentities: [Int], galleryIdentities: [Int], threads: Int = 1
  ) throws(EvaluationFailure) -> RetrievalResult {
    let (queryCount, galleryCount) = (queryIdentities.count, galleryIdentities.count)
    guard threads >= 1 else { throw .threads(threads) }
    guard similarities.count == queryCount * galleryCount, queryCount > 0, galleryCount > 0 else {
      throw .similarityCount(values: similarities.count, queries: queryCount, gallery: galleryCount)
    }
    if let place = similarities.firstIndex(where: { !$0.isFinite }) {
      throw .similarityNotFinite(query: place / galleryCount, galleryIndex: place % galleryCount)
    }
    let index = MatchIndex(queryIdentities: queryIdentities, galleryIdentities: galleryIdentities)
    let blocks = (0..<queryCount).blocks(of: 32)
    let parts = mapItems(of: blocks.count, threads: threads) { item in
      similarities.withUnsafeBufferPointer { values in
        var outcomes = QueryOutcomes()
        outcomes.append(
          rows: blocks[item].map { query in
            let row = SimilarityRow(
              start: values.baseAddress! + query * galleryCount, pieceLength: 768, pieceStride: 768,
              galleryCount: galleryCount)
            return (row, index.matches(of: query))
          })
        return outcomes
      }
    }
    var outcomes = QueryOutcomes()
    for part in parts { outcomes.append(part) }
    guard outcomes.firstMatchRanks.contains(where: { $0 > 0 }) else {
      throw .noMatches(queries: queryCount, gallery: galleryCount)
    }
    return RetrievalResult(queries: outcomes, galleryCount: galleryCount, warnings: [])
  }
}
