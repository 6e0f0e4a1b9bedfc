import Foundation

/// Formulas over the ascending ranks of a query's matches, from 1, of which there is at least one.
enum MatchRanks {
  /// The mean over matches of (matches up to there / rank).
  static func averagePrecision(_ ranks: [Int32]) -> Double {
    var precisions = 0.0
    for (ahead, rank) in ranks.enumerated() { precisions += Double(ahead + 1) / Double(rank) }
    return precisions / Double(ranks.count)
  }

  /// Matches divided by the rank of the last. Source: Ye et al., "Deep Learning for Person Re-identification", TPAMI 2022.
  static func inverseNegativePenalty(_ ranks: [Int32]) -> Double {
    ranks.last.map { Double(ranks.count) / Double($0) } ?? 0
  }

  /// nDCG at a cutoff with relevance 0 or 1: the sum over matches of 1 / log2(1 + rank), divided by the sum if all
  /// matches came first. Source: Järvelin and Kekäläinen, TOIS 2002.
  static func discountedGain(_ ranks: [Int32], cutoff: Int) -> Double {
    func discount(_ rank: Int) -> Double { 1 / log2(Double(1 + rank)) }
    let gain = ranks.prefix { $0 <= cutoff }.reduce(0) { $0 + discount(Int($1)) }
    return gain / (1...min(cutoff, ranks.count)).reduce(0) { $0 + discount($1) }
  }
}
