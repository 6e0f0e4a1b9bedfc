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

  /// What some queries contribute to the metrics, and their similarities by bin.
  private struct Part {
    var outcomes = QueryOutcomes()
    var tied = TiedQueries()
    var all = [Int](repeating: 0, count: SimilarityHistogram.binCount)
    var positives = [Int](repeating: 0, count: SimilarityHistogram.binCount)
  }

  /// What each query contributes to the metrics, in order, and where it is wanted, the similarities of all queries to all
  /// entries, counted by bin, and the queries that are tied.
  func outcomes(
    countsSimilarities: Bool = false, findsTies: Bool = false
  ) throws(EvaluationFailure) -> (outcomes: QueryOutcomes, similarities: SimilarityHistogram, ties: TiedQueries) {
    let (panel, blockCount) = try panel(maximumBlocks: .max)
    var sum = Part()
    for range in (0..<queries.count).blocks(of: blockCount * blockQueries) {
      panel.compute(range)
      let blocks = range.blocks(of: Self.rankedQueries)
      let parts = mapItems(of: blocks.count, threads: options.threads) { item in
        let rows = blocks[item].map { (panel.row($0 - range.lowerBound), matches.matches(of: $0)) }
        var part = Part()
        part.tied = part.outcomes.append(rows: rows, findsTies: findsTies)
        if countsSimilarities {
          for (row, matches) in rows { row.count(into: &part.all, matches: matches, positives: &part.positives) }
        }
        return part
      }
      for part in parts {
        sum.tied.append(part.tied, offset: sum.outcomes.count)
        sum.outcomes.append(part.outcomes)
        for bin in sum.all.indices where countsSimilarities {
          sum.all[bin] += part.all[bin]
          sum.positives[bin] += part.positives[bin]
        }
      }
    }
    let negatives = zip(sum.all, sum.positives).map { $0 - $1 }
    return (sum.outcomes, SimilarityHistogram(positives: sum.positives, negatives: negatives), sum.tied)
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
    let panel = try SimilarityPanel(
      queries: queries, gallery: gallery, copies: gallery.copies(threads: options.threads), blockCount: blockCount,
      keepsGallery: keepsGallery, threads: options.threads)
    return (panel, blockCount)
  }
}
