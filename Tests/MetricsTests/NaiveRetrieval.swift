import BenchCore
import Foundation

/// The metrics from their definitions: every gallery is sorted and walked through. The twin of the engine.
enum NaiveRetrieval {
  struct Query: Equatable {
    var firstMatchRank = 0
    var averagePrecision = 0.0
    var inverseNegativePenalty = 0.0
    var discountedGainAt10 = 0.0
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
    var gains = 0.0
    for (place, entry) in ranking(similarities).enumerated() where isMatch[entry] {
      matchCount += 1
      lastRank = place + 1
      if matchCount == 1 { result.firstMatchRank = lastRank }
      precisions += Double(matchCount) / Double(lastRank)
      if lastRank <= 10 { gains += 1 / log2(1 + Double(lastRank)) }
    }
    guard matchCount > 0 else { return result }
    result.averagePrecision = precisions / Double(matchCount)
    result.inverseNegativePenalty = Double(matchCount) / Double(lastRank)
    // The gain if all matches came first: 1 / log2(2), 1 / log2(3), ...
    var ideal = 0.0
    for place in 1...matchCount where place <= 10 { ideal += 1 / log2(1 + Double(place)) }
    result.discountedGainAt10 = gains / ideal
    return result
  }

  /// All queries of a similarity matrix `[queries, gallery]`.
  static func queries(_ rows: [[Float]], queryIdentities: [Int], galleryIdentities: [Int]) -> [Query] {
    zip(rows, queryIdentities).map { row, identity in query(row, isMatch: galleryIdentities.map { $0 == identity }) }
  }

  /// Every metric in percent.
  static func metrics(_ queries: [Query]) -> MetricValues {
    func recall(_ cutoff: Int) -> Double {
      100 * Double(queries.filter { $0.firstMatchRank > 0 && $0.firstMatchRank <= cutoff }.count)
        / Double(queries.count)
    }
    let matched = queries.filter { $0.firstMatchRank > 0 }
    func mean(_ value: (Query) -> Double) -> Double { 100 * matched.map(value).reduce(0, +) / Double(matched.count) }
    return [
      .r1: recall(1), .r5: recall(5), .r10: recall(10), .r20: recall(20), .map: mean(\.averagePrecision),
      .minp: mean(\.inverseNegativePenalty), .mrr: mean { 1 / Double($0.firstMatchRank) },
      .ndcg10: mean(\.discountedGainAt10),
    ]
  }
}
