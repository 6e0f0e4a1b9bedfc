import BenchCore

/// The metrics from their definitions: every gallery is sorted and walked through. The twin of the engine.
enum NaiveRetrieval {
  struct Query: Equatable {
    var firstMatchRank = 0
    var averagePrecision = 0.0
    var inverseNegativePenalty = 0.0
  }

  /// Gallery indices by similarity, descending, then by index, ascending.
  static func ranking(_ similarities: [Float]) -> [Int] {
    similarities.indices.sorted {
      similarities[$0] != similarities[$1] ? similarities[$0] > similarities[$1] : $0 < $1
    }
  }

  /// One query's numbers; those of a query without a match are 0.
  static func query(_ similarities: [Float], isMatch: [Bool]) -> Query {
    var result = Query()
    var matchCount = 0
    var lastRank = 0
    var precisions = 0.0
    for (place, entry) in ranking(similarities).enumerated() where isMatch[entry] {
      matchCount += 1
      lastRank = place + 1
      if matchCount == 1 { result.firstMatchRank = lastRank }
      precisions += Double(matchCount) / Double(lastRank)
    }
    guard matchCount > 0 else { return result }
    result.averagePrecision = precisions / Double(matchCount)
    result.inverseNegativePenalty = Double(matchCount) / Double(lastRank)
    return result
  }

  /// All queries of a similarity matrix `[queries, gallery]`.
  static func queries(_ rows: [[Float]], queryIdentities: [Int], galleryIdentities: [Int]) -> [Query] {
    zip(rows, queryIdentities).map { row, identity in query(row, isMatch: galleryIdentities.map { $0 == identity }) }
  }

  /// R@1, R@5, R@10, mAP and mINP in percent.
  static func metrics(_ queries: [Query]) -> RetrievalMetrics {
    func recall(_ cutoff: Int) -> Double {
      100 * Double(queries.filter { $0.firstMatchRank > 0 && $0.firstMatchRank <= cutoff }.count)
        / Double(queries.count)
    }
    let matched = queries.filter { $0.firstMatchRank > 0 }
    return RetrievalMetrics(
      r1: recall(1), r5: recall(5), r10: recall(10),
      map: 100 * matched.map(\.averagePrecision).reduce(0, +) / Double(matched.count),
      minp: 100 * matched.map(\.inverseNegativePenalty).reduce(0, +) / Double(matched.count))
  }
}
