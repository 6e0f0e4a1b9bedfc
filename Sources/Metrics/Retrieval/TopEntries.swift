/// Picks the first entries of a query's ranking.
struct TopEntries {
  private let length: Int
  private var keys: [RankingKey] = []

  init(length: Int) {
    self.length = length
  }

  /// The first `length` entries of the ranking of a row, or all.
  mutating func list(_ row: SimilarityRow) -> [RankedEntry] {
    keys.removeAll(keepingCapacity: true)
    var bound = RankingKey.last
    for piece in 0..<row.pieceCount {
      let similarities = row.similarities(ofPiece: piece)
      for (offset, entry) in row.entries(ofPiece: piece).enumerated() {
        let key = RankingKey(similarity: similarities[offset], galleryIndex: entry)
        if key >= bound { continue }
        keys.append(key)
        // To sort once the list has doubled costs no more per entry than a heap does.
        if keys.count >= 2 * length { bound = shorten() ?? bound }
      }
    }
    _ = shorten()
    return keys.map { RankedEntry(galleryIndex: $0.galleryIndex, similarity: $0.similarity) }
  }

  /// Sorts, drops what is too far behind, and returns the last key if the list is full.
  private mutating func shorten() -> RankingKey? {
    keys.sort()
    guard keys.count >= length else { return nil }
    keys.removeLast(keys.count - length)
    return keys.last
  }
}
