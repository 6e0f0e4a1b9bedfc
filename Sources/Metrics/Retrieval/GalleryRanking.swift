import BenchCore

/// One direction of retrieval: queries, the gallery they are ranked in, and what matches.
struct GalleryRanking {
  /// Products at a time: enough for every thread to work on, few enough to stay near the caches.
  private static let panelBytesPerThread = 12 << 20
  /// The queries that one thread ranks at a time.
  private static let rankedQueries = 32

  let queries: UnitRows
  let gallery: UnitRows
  let matches: MatchIndex
  let options: EvaluationOptions

  private var blockQueries: Int { SimilarityPanel.tileQueries(galleryCount: gallery.count) }

  /// What each query contributes to the metrics, in order.
  func outcomes() throws(EvaluationFailure) -> QueryOutcomes {
    let (panel, blockCount) = try panel(maximumBlocks: .max)
    var outcomes = QueryOutcomes()
    for range in (0..<queries.count).blocks(of: blockCount * blockQueries) {
      panel.compute(range)
      let parts = range.blocks(of: Self.rankedQueries)
      let ranked = mapItems(of: parts.count, threads: options.threads) { item in
        var outcomes = QueryOutcomes()
        outcomes.append(rows: parts[item].map { (panel.row($0 - range.lowerBound), matches.matches(of: $0)) })
        return outcomes
      }
      for part in ranked { outcomes.append(part) }
    }
    return outcomes
  }

  /// The first `length` entries of the ranking of each chosen query.
  ///
  /// Whole blocks are computed, so that a list shows the very similarities that `outcomes` ranks by.
  func top(_ length: Int, of chosen: [Int]) throws(EvaluationFailure) -> [[RankedEntry]] {
    let (panel, _) = try panel(maximumBlocks: 1)
    var lists: [Int: [RankedEntry]] = [:]
    for block in (0..<queries.count).blocks(of: blockQueries) {
      let wanted = Set(chosen.filter { block.contains($0) }).sorted()
      if wanted.isEmpty { continue }
      panel.compute(block)
      let found = mapItems(of: wanted.count, threads: options.threads) { item in
        panel.row(wanted[item] - block.lowerBound).top(length)
      }
      lists.merge(zip(wanted, found)) { first, _ in first }
    }
    return chosen.map { lists[$0] ?? [] }
  }

  /// The similarities of all queries to all entries, counted by bin.
  func similarityHistogram() throws(EvaluationFailure) -> SimilarityHistogram {
    let (panel, blockCount) = try panel(maximumBlocks: .max)
    var (all, positives) = (
      [Int](repeating: 0, count: SimilarityHistogram.binCount), [Int](repeating: 0, count: SimilarityHistogram.binCount)
    )
    for range in (0..<queries.count).blocks(of: blockCount * blockQueries) {
      panel.compute(range)
      let parts = range.blocks(of: Self.rankedQueries)
      let counts = mapItems(of: parts.count, threads: options.threads) { item in
        var (all, positives) = (
          [Int](repeating: 0, count: SimilarityHistogram.binCount),
          [Int](repeating: 0, count: SimilarityHistogram.binCount)
        )
        for query in parts[item] {
          panel.row(query - range.lowerBound)
            .count(into: &all, matches: matches.matches(of: query), positives: &positives)
        }
        return (all: all, positives: positives)
      }
      for part in counts {
        for bin in all.indices {
          all[bin] += part.all[bin]
          positives[bin] += part.positives[bin]
        }
      }
    }
    return SimilarityHistogram(positives: positives, negatives: zip(all, positives).map { $0 - $1 })
  }

  /// Allocates a panel and says how many blocks of queries fit in it.
  private func panel(maximumBlocks: Int) throws(EvaluationFailure) -> (SimilarityPanel, blockCount: Int) {
    func bytes(_ blockCount: Int, keepsGallery: Bool) -> Int {
      SimilarityPanel.bytes(
        blockCount: blockCount, galleryCount: gallery.count, width: queries.width, keepsGallery: keepsGallery,
        threads: options.threads)
    }
    guard bytes(1, keepsGallery: false) <= options.memoryBudget else {
      throw .memoryBudget(bytes: options.memoryBudget, needed: bytes(1, keepsGallery: false))
    }
    let keepsGallery = bytes(1, keepsGallery: true) <= options.memoryBudget
    let fixedBytes = bytes(0, keepsGallery: keepsGallery)
    let productBytes = min(options.memoryBudget - fixedBytes, options.threads * Self.panelBytesPerThread)
    let fitting = max(1, productBytes / (bytes(1, keepsGallery: keepsGallery) - fixedBytes))
    let needed = (queries.count + blockQueries - 1) / blockQueries
    let blockCount = min(fitting, needed, maximumBlocks)
    let panel = SimilarityPanel(
      queries: queries, gallery: gallery, copies: gallery.copies(threads: options.threads), blockCount: blockCount,
      keepsGallery: keepsGallery, threads: options.threads)
    return (panel, blockCount)
  }
}
