/// Finds the ranks of a query's matches by counting what ranks ahead of them.
///
/// Nothing is sorted but the few matches: the similarity row is compared with their similarities. Up to
/// `comparedMatches` of a query are compared with every entry, several at a time; beyond that each entry is placed
/// among the matches by binary search.
struct MatchRanker {
  /// The number of matches up to which comparing beats searching.
  static let comparedMatches = 64

  /// The matches of the query at hand, in ranking order.
  private var keys: [RankingKey] = []
  /// How many entries rank ahead of each; in a search, of those only the ones that rank behind the match before it.
  private var counts: [Int32] = []

  /// The ranks of the given gallery entries, ascending, from 1.
  mutating func ranks(of matches: ArraySlice<Int32>, in row: SimilarityRow) -> [Int32] {
    keys.removeAll(keepingCapacity: true)
    for entry in matches { keys.append(RankingKey(similarity: row[Int(entry)], galleryIndex: Int(entry))) }
    keys.sort()
    counts.removeAll(keepingCapacity: true)
    counts.append(contentsOf: repeatElement(0, count: keys.count))
    keys.withUnsafeBufferPointer { keys in
      counts.withUnsafeMutableBufferPointer { counts in
        for piece in 0..<row.pieceCount {
          let (similarities, entries) = (row.similarities(ofPiece: piece), row.entries(ofPiece: piece))
          if keys.count > Self.comparedMatches {
            Self.search(similarities, entries, keys: keys, counts: counts)
          } else {
            Self.compare(similarities, entries, keys: keys, counts: counts)
          }
        }
      }
    }
    if keys.count > Self.comparedMatches {
      for match in 1..<counts.count { counts[match] += counts[match - 1] }
    }
    return counts.map { $0 + 1 }
  }

  private static func compare(
    _ similarities: UnsafePointer<Float>, _ entries: Range<Int>, keys: UnsafeBufferPointer<RankingKey>,
    counts: UnsafeMutableBufferPointer<Int32>
  ) {
    var thresholds = SIMD4<Float>(repeating: .infinity)
    var waiting = SIMD4<Int>()
    var waitingCount = 0
    for (match, key) in keys.enumerated() {
      // Of two equal similarities the lower gallery index ranks first, and x >= t is x > t.nextDown.
      let orEqual = key.similarity.nextDown
      if entries.contains(key.galleryIndex) {
        let split = key.galleryIndex - entries.lowerBound
        counts[match] += countAbove(orEqual, similarities, count: split)
        counts[match] += countAbove(key.similarity, similarities + split, count: entries.count - split)
        continue
      }
      thresholds[waitingCount] = key.galleryIndex < entries.lowerBound ? key.similarity : orEqual
      waiting[waitingCount] = match
      waitingCount += 1
      if waitingCount == 4 {
        let above = countAbove(thresholds, similarities, count: entries.count)
        for lane in 0..<4 { counts[waiting[lane]] += above[lane] }
        waitingCount = 0
      }
    }
    guard waitingCount > 0 else { return }
    let above = countAbove(thresholds, similarities, count: entries.count)
    for lane in 0..<waitingCount { counts[waiting[lane]] += above[lane] }
  }

  /// How many of the first `count` values are above each of four thresholds.
  private static func countAbove(
    _ thresholds: SIMD4<Float>, _ values: UnsafePointer<Float>, count: Int
  ) -> SIMD4<Int32> {
    let (first, second) = (SIMD4(repeating: thresholds[0]), SIMD4(repeating: thresholds[1]))
    let (third, fourth) = (SIMD4(repeating: thresholds[2]), SIMD4(repeating: thresholds[3]))
    var (firstSum, secondSum, thirdSum, fourthSum) = (SIMD4<Int32>(), SIMD4<Int32>(), SIMD4<Int32>(), SIMD4<Int32>())
    let whole = count & ~7
    var next = UnsafeRawPointer(values)
    let end = next + whole * MemoryLayout<Float>.stride
    while next < end {
      let left = next.loadUnaligned(as: SIMD4<Float>.self)
      let right = next.loadUnaligned(fromByteOffset: 16, as: SIMD4<Float>.self)
      firstSum &-= minusOnes(left .> first) &+ minusOnes(right .> first)
      secondSum &-= minusOnes(left .> second) &+ minusOnes(right .> second)
      thirdSum &-= minusOnes(left .> third) &+ minusOnes(right .> third)
      fourthSum &-= minusOnes(left .> fourth) &+ minusOnes(right .> fourth)
      next += 32
    }
    var sums = SIMD4(firstSum.wrappedSum(), secondSum.wrappedSum(), thirdSum.wrappedSum(), fourthSum.wrappedSum())
    for index in whole..<count { sums &-= minusOnes(SIMD4(repeating: values[index]) .> thresholds) }
    return sums
  }

  /// How many of the first `count` values are above the threshold.
  private static func countAbove(_ threshold: Float, _ values: UnsafePointer<Float>, count: Int) -> Int32 {
    countAbove(SIMD4(threshold, .infinity, .infinity, .infinity), values, count: count)[0]
  }

  /// -1 where the mask is true, else 0: that is how a mask is stored, and subtracting it counts.
  @inline(__always)
  private static func minusOnes(_ mask: SIMDMask<SIMD4<Int32>>) -> SIMD4<Int32> {
    unsafeBitCast(mask, to: SIMD4<Int32>.self)
  }

  /// Adds each entry to the first match that ranks behind it.
  private static func search(
    _ similarities: UnsafePointer<Float>, _ entries: Range<Int>, keys: UnsafeBufferPointer<RankingKey>,
    counts: UnsafeMutableBufferPointer<Int32>
  ) {
    for offset in 0..<entries.count {
      let entry = RankingKey(similarity: similarities[offset], galleryIndex: entries.lowerBound + offset)
      var first = 0
      var length = keys.count
      while length > 1 {
        let half = length / 2
        first += keys[first + half - 1] > entry ? 0 : half
        length -= half
      }
      if keys[first] > entry {
        counts[first] += 1
      } else if first + 1 < keys.count {
        counts[first + 1] += 1
      }
    }
  }
}
