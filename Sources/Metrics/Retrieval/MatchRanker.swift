import BenchCore

/// Finds the ranks of a query's matches by counting what ranks ahead of them.
///
/// Nothing is sorted but the few matches: the similarity row is compared with their similarities. Up to
/// `comparedMatches` are compared with every entry, four at a time; beyond that each entry is placed among the matches
/// by binary search.
struct MatchRanker {
  /// The number of matches up to which comparing beats searching.
  static let comparedMatches = 64

  private let row: SimilarityRow
  /// The matches in ranking order.
  private let keys: [RankingKey]
  /// The same by fours, to be compared; empty if they are searched.
  private var groups: [MatchGroup] = []
  /// In a search, for each match the entries ahead of it that are not ahead of the match before it.
  private var foundCounts: [Int32] = []
  /// Whether entries as similar as a match are counted.
  private let findsTies: Bool
  /// In a search, the number of these.
  private var equalCount = 0

  /// Prepares to rank the gallery entries `matches`; the row is to outlive the ranker.
  init(_ matches: ArraySlice<Int32>, in row: SimilarityRow, findsTies: Bool = false) {
    self.row = row
    self.findsTies = findsTies
    keys = matches.map { RankingKey(similarity: row[Int($0)], galleryIndex: Int($0)) }.sorted()
    if keys.count > Self.comparedMatches {
      foundCounts = Array(repeating: 0, count: keys.count)
    } else {
      groups = keys.indices.blocks(of: 4).map { MatchGroup(keys[$0]) }
    }
  }

  /// Counts one piece of the row; every piece is to be counted once.
  mutating func count(piece: Int) {
    let (similarities, entries) = (row.similarities(ofPiece: piece), row.entries(ofPiece: piece))
    for group in groups.indices {
      groups[group].count(similarities, entries: entries)
      if findsTies { groups[group].countEqual(similarities, entries.count) }
    }
    guard !foundCounts.isEmpty else { return }
    for (offset, entry) in entries.enumerated() {
      let similarity = similarities[offset]
      let behind = firstMatch(behind: RankingKey(similarity: similarity, galleryIndex: entry))
      if behind < keys.count { foundCounts[behind] += 1 }
      if findsTies {
        let ties = behind > 0 && keys[behind - 1].similarity == similarity
        equalCount += ties || (behind < keys.count && keys[behind].similarity == similarity) ? 1 : 0
      }
    }
  }

  /// Whether an entry that is no match is exactly as similar as a match; known where ties were to be found.
  var isTied: Bool {
    guard findsTies else { return false }
    if !foundCounts.isEmpty { return equalCount > keys.count }
    return groups.contains { group in Int(group.equalCount) > keys.count { group.has($0.similarity) } }
  }

  /// The ranks of the matches, ascending, where they come first and where they come last among equals.
  ///
  /// Looks at the whole row once more: for tied queries, of which there should be few.
  func extremeRanks() -> (first: [Int32], last: [Int32]) {
    let similarities = keys.map(\.similarity)
    let starts = similarities.indices.filter { $0 == 0 || similarities[$0] != similarities[$0 - 1] }
    let levels = starts.map { similarities[$0] }
    // Entries between two levels, and at each.
    var (between, at) = ([Int32](repeating: 0, count: levels.count + 1), [Int32](repeating: 0, count: levels.count))
    for piece in 0..<row.pieceCount {
      let values = row.similarities(ofPiece: piece)
      for offset in 0..<row.entries(ofPiece: piece).count {
        let value = values[offset]
        var (level, end) = (0, levels.count)
        while level < end {
          let middle = (level + end) / 2
          if levels[middle] > value { level = middle + 1 } else { end = middle }
        }
        if level < levels.count, levels[level] == value { at[level] += 1 } else { between[level] += 1 }
      }
    }
    var (first, last): ([Int32], [Int32]) = ([], [])
    var ahead: Int32 = 0
    for (level, start) in starts.enumerated() {
      let matches = Int32((level + 1 < starts.count ? starts[level + 1] : keys.count) - start)
      ahead += between[level]
      first += (1...matches).map { ahead + $0 }
      ahead += at[level]
      last += (1...matches).map { ahead - matches + $0 }
    }
    return (first, last)
  }

  /// The ranks of the matches, ascending, from 1.
  func ranks() -> [Int32] {
    var ranks: [Int32] = []
    for match in keys.indices {
      ranks.append(
        foundCounts.isEmpty
          ? groups[match / 4].countsAhead[match % 4] + 1 : foundCounts[match] + (ranks.last ?? 1))
    }
    return ranks
  }

  /// The place of the first match that ranks behind an entry, by binary search; the number of matches if none does.
  private func firstMatch(behind entry: RankingKey) -> Int {
    var first = 0
    var length = keys.count
    while length > 1 {
      let half = length / 2
      first += keys[first + half - 1] > entry ? 0 : half
      length -= half
    }
    return keys[first] > entry ? first : first + 1
  }
}

extension QueryOutcomes {
  /// Appends queries from their similarity rows and the gallery entries that match them.
  ///
  /// Piece by piece: the rows' pieces lie one behind the other in a tile, and memory is read in order.
  ///
  /// - Returns: Those of them that are tied, counted from the first of `rows`; none where they were not to be found.
  @discardableResult
  mutating func append(
    rows: [(row: SimilarityRow, matches: ArraySlice<Int32>)], findsTies: Bool = false
  ) -> TiedQueries {
    var rankers = rows.map { MatchRanker($0.matches, in: $0.row, findsTies: findsTies) }
    for piece in 0..<(rows.first?.row.pieceCount ?? 0) {
      for query in rankers.indices { rankers[query].count(piece: piece) }
    }
    var tied = TiedQueries()
    for (query, ranker) in rankers.enumerated() {
      append(matchRanks: ranker.ranks())
      guard ranker.isTied else { continue }
      let ranks = ranker.extremeRanks()
      tied.append(query, first: ranks.first, last: ranks.last)
    }
    return tied
  }
}

/// Up to four matches of a query and the number of entries ahead of each.
private struct MatchGroup {
  private(set) var countsAhead = SIMD4<Int32>()
  /// The entries that are as similar as any of the matches, these included.
  private(set) var equalCount: Int32 = 0
  private var similarities = SIMD4<Float>(repeating: .infinity)
  /// The next smaller numbers: x >= similarity is x > below.
  private var below = SIMD4<Float>(repeating: .infinity)
  private var indices = SIMD4<Int32>(repeating: -1)

  init(_ keys: ArraySlice<RankingKey>) {
    for (lane, key) in keys.enumerated() {
      similarities[lane] = key.similarity
      below[lane] = key.similarity.nextDown
      indices[lane] = Int32(key.galleryIndex)
    }
  }

  /// Counts a piece of the similarity row, the gallery entries `entries`.
  ///
  /// Of two equal similarities the lower gallery index ranks first.
  mutating func count(_ values: UnsafePointer<Float>, entries: Range<Int>) {
    let areBefore = indices .>= Int32(entries.upperBound)
    countsAhead &+= Self.countAbove(similarities.replacing(with: below, where: areBefore), values, entries.count)
    for lane in 0..<4 where entries.contains(Int(indices[lane])) {
      let countBefore = Int(indices[lane]) - entries.lowerBound
      countsAhead[lane] += Self.countEqual(similarities[lane], values, countBefore)
    }
  }

  /// Whether one of the matches has this similarity.
  func has(_ similarity: Float) -> Bool { (0..<4).contains { similarities[$0] == similarity } }

  /// Counts the entries of a piece that are as similar as any of the matches.
  mutating func countEqual(_ values: UnsafePointer<Float>, _ count: Int) {
    let (first, second) = (SIMD4(repeating: similarities[0]), SIMD4(repeating: similarities[1]))
    let (third, fourth) = (SIMD4(repeating: similarities[2]), SIMD4(repeating: similarities[3]))
    var sums = SIMD4<Int32>()
    let whole = count & ~3
    var next = UnsafeRawPointer(values)
    let end = next + whole * MemoryLayout<Float>.stride
    while next < end {
      let four = next.loadUnaligned(as: SIMD4<Float>.self)
      sums &-= Self.minusOnes(((four .== first) .| (four .== second)) .| ((four .== third) .| (four .== fourth)))
      next += 16
    }
    equalCount += sums.wrappedSum()
    for index in whole..<count where has(values[index]) { equalCount += 1 }
  }

  /// How many of the first `count` values are above each of four thresholds.
  private static func countAbove(
    _ thresholds: SIMD4<Float>, _ values: UnsafePointer<Float>, _ count: Int
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

  /// How many of the first `count` values equal `value`.
  private static func countEqual(_ value: Float, _ values: UnsafePointer<Float>, _ count: Int) -> Int32 {
    let wanted = SIMD4(repeating: value)
    var sums = SIMD4<Int32>()
    let whole = count & ~3
    for index in stride(from: 0, to: whole, by: 4) {
      sums &-= minusOnes(UnsafeRawPointer(values + index).loadUnaligned(as: SIMD4<Float>.self) .== wanted)
    }
    var sum = sums.wrappedSum()
    for index in whole..<count where values[index] == value { sum += 1 }
    return sum
  }

  /// -1 where the mask is true, else 0: that is how a mask is stored, and subtracting it counts.
  @inline(__always)
  private static func minusOnes(_ mask: SIMDMask<SIMD4<Int32>>) -> SIMD4<Int32> {
    unsafeBitCast(mask, to: SIMD4<Int32>.self)
  }
}
