extension SimilarityRow {
  /// The first `length` entries of the ranking, or all.
  func top(_ length: Int) -> [RankedEntry] {
    var keys: [RankingKey] = []
    var bound = RankingKey.last
    for piece in 0..<pieceCount {
      let similarities = similarities(ofPiece: piece)
      for (offset, entry) in entries(ofPiece: piece).enumerated() {
        let key = RankingKey(similarity: similarities[offset], galleryIndex: entry)
        if key >= bound { continue }
        keys.append(key)
        // To sort once the list has doubled costs no more per entry than a heap does.
        if keys.count >= 2 * length {
          keys = Array(keys.sorted().prefix(length))
          bound = keys[length - 1]
        }
      }
    }
    return keys.sorted().prefix(length).map {
      RankedEntry(galleryIndex: $0.galleryIndex, similarity: $0.similarity)
    }
  }
}
