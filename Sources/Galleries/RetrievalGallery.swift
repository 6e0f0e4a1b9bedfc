package import BenchCore
import Metrics

/// Captions with the images a run finds for them: RDE's figure 7.
package struct RetrievalGallery: Sendable, Equatable {
  /// A query and the first entries of its ranking.
  package struct Query: Sendable, Equatable {
    /// The index among the test split's captions.
    package var index: Int
    /// The rank of the first match, from 1; 0 without one.
    package var firstMatchRank: Int
    /// The first entries, in ranking order.
    package var entries: [Entry]

    /// The ranks, from 1, of the entries that show the person asked for.
    package var matchRanks: [Int] { entries.indices.filter { entries[$0].isMatch }.map { $0 + 1 } }
  }

  /// An image in a ranking.
  package struct Entry: Sendable, Equatable {
    /// The index in the gallery.
    package var galleryIndex: Int
    /// The similarity to the caption.
    package var similarity: Float
    /// Whether it shows the person the caption describes.
    package var isMatch: Bool
  }

  /// The queries, those with the best first match first.
  package var queries: [Query]

  /// Ranks the gallery for `count` queries that stand for all: of the queries sorted by the rank of their first match,
  /// the first, the last, and those at equal steps between.
  ///
  /// - Throws: `GalleryFailure.noEmbeddings`, or the evaluation's failure.
  package init(
    of checkpoint: CheckpointRecord, on test: TestSplitRecord, count: Int = 4, length: Int = 10
  ) throws {
    guard let heads = checkpoint.embeddings, let ranks = checkpoint.textToImage.queries?.firstMatchRanks else {
      throw GalleryFailure.noEmbeddings
    }
    let (queryIdentities, galleryIdentities) = (test.queryIdentities, test.galleryIdentities)
    let evaluator = try RetrievalEvaluator(
      heads: heads.map(\.value), textIdentities: queryIdentities, imageIdentities: galleryIdentities)
    let sorted = ranks.indices.sorted { (Self.order(ranks[$0]), $0) < (Self.order(ranks[$1]), $1) }
    let chosen = Self.steps(count, over: sorted)
    let lists = try evaluator.top(length, queries: chosen)
    queries = zip(chosen, lists).map { query, list in
      Query(
        index: query, firstMatchRank: ranks[query],
        entries: list.map {
          Entry(
            galleryIndex: $0.galleryIndex, similarity: $0.similarity,
            isMatch: galleryIdentities[$0.galleryIndex] == queryIdentities[query])
        })
    }
  }

  /// Queries without a match come last.
  private static func order(_ rank: Int) -> Int { rank == 0 ? .max : rank }

  /// `count` elements from the first to the last at equal steps.
  static func steps<Element>(_ count: Int, over list: [Element]) -> [Element] {
    guard count > 1, list.count > count else { return Array(list.prefix(max(0, count))) }
    return (0..<count).map { list[$0 * (list.count - 1) / (count - 1)] }
  }

  /// The middles of `count` equal parts of a list.
  static func spread<Element>(_ count: Int, over list: [Element]) -> [Element] {
    guard count > 0 else { return [] }
    guard list.count > count else { return list }
    return (0..<count).map { list[(2 * $0 + 1) * list.count / (2 * count)] }
  }
}
