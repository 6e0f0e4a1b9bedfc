public import BenchCore

/// A gallery entry in the list of a query.
public struct RankedEntry: Sendable, Equatable {
  /// The index in the gallery.
  public let galleryIndex: Int
  /// The similarity to the query, the weighted mean over heads.
  public let similarity: Float
}

extension RetrievalEvaluator {
  /// The `length` gallery entries that rank first, in ranking order, for each of the given queries.
  ///
  /// A list is shorter where the gallery is.
  ///
  /// Whole blocks of 256 queries are computed, in the memory that `evaluate(_:)` needs.
  ///
  /// - Throws: `EvaluationFailure.listLength`, `queryIndex` or `memoryBudget`.
  public func top(
    _ length: Int, queries: [Int], direction: RetrievalDirection = .textToImage
  ) throws(EvaluationFailure) -> [[RankedEntry]] {
    let ranking = ranking(direction)
    guard length >= 1 else { throw .listLength(length) }
    if let query = queries.first(where: { !(0..<ranking.queries.count).contains($0) }) {
      throw .queryIndex(query, queries: ranking.queries.count)
    }
    return try ranking.top(length, of: queries)
  }
}
