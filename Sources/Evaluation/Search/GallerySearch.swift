import BenchCore
import Metrics

/// The images of a gallery that come first for each of some queries.
package struct GallerySearch: Sendable, Equatable {
  /// An image that was found.
  package struct Found: Sendable, Equatable {
    /// The path below the gallery's folder.
    package let name: String
    /// The mean over heads of the cosine similarities, `-1...1`.
    package let similarity: Float
  }

  /// The queries as they were asked.
  package let queries: [String]
  /// For each query the images, the most similar first; of equal ones the first by name.
  package let found: [[Found]]

  /// Ranks a gallery.
  ///
  /// - Parameter length: The most images of a query.
  /// - Throws: `SearchFailure.emptyQuery`, `EvaluationFailure` for embeddings that are not finite,
  ///   failures of libtorch.
  package init(
    _ queries: [String], in gallery: EncodedGallery, by encoder: CheckpointEncoder, length: Int, threads: Int
  ) throws {
    try Self.check(queries)
    self.queries = queries
    let captions = try encoder.encode(captions: queries)
    let heads = zip(captions, gallery.heads).map { HeadEmbeddings(text: $0.value, image: $1.value) }
    let evaluator = try RetrievalEvaluator(
      heads: heads, textIdentities: Array(queries.indices), imageIdentities: Array(gallery.names.indices),
      options: EvaluationOptions(threads: threads))
    found = try evaluator.top(length, queries: Array(queries.indices)).map { ranking in
      ranking.map { Found(name: gallery.names[$0.galleryIndex], similarity: $0.similarity) }
    }
  }

  /// Refuses queries without words, which a model would rank all the same.
  ///
  /// - Throws: `SearchFailure.emptyQuery`.
  package static func check(_ queries: [String]) throws(SearchFailure) {
    if let place = queries.firstIndex(where: { !$0.contains { $0.isLetter || $0.isNumber } }) {
      throw .emptyQuery(place + 1)
    }
  }
}
