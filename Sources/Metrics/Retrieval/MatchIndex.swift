/// Which gallery entries match a query: those of its identity.
///
/// Queries of one identity share one list, so the size is that of the two sides, not of all matching pairs.
struct MatchIndex: Sendable {
  /// Gallery indices, ascending within an identity.
  private let galleryIndices: [Int32]
  /// Where each identity's gallery indices lie.
  private let ranges: [Range<Int>]
  /// The identity of each query as an index into `ranges`; -1 for an identity the gallery does not have.
  private let identityOfQuery: [Int32]

  /// Groups the gallery by identity.
  init(queryIdentities: [Int], galleryIdentities: [Int]) {
    var numbers: [Int: Int32] = [:]
    var counts: [Int] = []
    let identityOfEntry = galleryIdentities.map { identity in
      let number = numbers[identity] ?? Int32(counts.count)
      if Int(number) == counts.count {
        numbers[identity] = number
        counts.append(0)
      }
      counts[Int(number)] += 1
      return number
    }
    var ends: [Int] = []
    ranges = counts.map { count in
      let start = ends.last ?? 0
      ends.append(start + count)
      return start..<start + count
    }
    var next = ranges.map(\.lowerBound)
    var galleryIndices = [Int32](repeating: 0, count: galleryIdentities.count)
    for (entry, identity) in identityOfEntry.enumerated() {
      galleryIndices[next[Int(identity)]] = Int32(entry)
      next[Int(identity)] += 1
    }
    self.galleryIndices = galleryIndices
    identityOfQuery = queryIdentities.map { numbers[$0] ?? -1 }
  }

  /// The gallery indices that match `query`, ascending; empty where there is none.
  func matches(of query: Int) -> ArraySlice<Int32> {
    let identity = identityOfQuery[query]
    return identity < 0 ? [] : galleryIndices[ranges[Int(identity)]]
  }
}
