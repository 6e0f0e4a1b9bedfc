package import BenchCore

/// Why embeddings cannot be read from a file or a folder.
///
/// Names are those of the layout, such as `query/global`.
package enum EmbeddingFileError: BenchFailure, Equatable {
  /// Nothing is at this path.
  case notFound(file: String)
  /// The system refuses to read it.
  case unreadable(file: String, reason: String)
  /// An array that must be there is not.
  case missing(place: String, name: String, known: [String])
  /// The group `query` is empty.
  case noHeads(place: String)
  /// An array holds something else than numbers of the right kind.
  case type(place: String, name: String, expected: String, found: String)
  /// An array has the wrong number of dimensions.
  case rank(place: String, name: String, shape: [Int], expected: String)
  /// An array holds nothing.
  case empty(place: String, name: String)
  /// Two arrays that belong together have different lengths.
  case lengths(place: String, name: String, count: Int, other: String, otherCount: Int)
  /// Queries and gallery of a head have different widths.
  case widths(place: String, head: String, query: Int, gallery: Int)
  /// A result file has no such checkpoint.
  case noCheckpoint(file: String, name: CheckpointName, outcome: RunOutcome)
  /// A result file was written without embeddings.
  case embeddingsNotKept(file: String, name: CheckpointName)

  package var problem: String {
    switch self {
    case .notFound: "there is no such file or folder"
    case .unreadable(_, let reason): "cannot be read: \(reason)"
    case .missing(_, let name, _): "there is no array `\(name)`"
    case .noHeads: "the group `query` has no arrays"
    case .type(_, _, let expected, let found): "expected \(expected) but found \(found)"
    case .rank(_, _, let shape, let expected):
      "expected \(expected) but found \(shape.count) (\(shape.map(String.init).joined(separator: " x ")))"
    case .empty: "the array is empty"
    case .lengths(_, _, let count, let other, let otherCount): "\(count) entries, but `\(other)` has \(otherCount)"
    case .widths(_, _, let query, let gallery): "queries are \(query) wide, the gallery \(gallery)"
    case .noCheckpoint(_, let name, .finished): "the run has no checkpoint `\(name.rawValue)`"
    case .noCheckpoint(_, _, .failed(let message)): "the run failed and has no embeddings: \(message)"
    case .embeddingsNotKept(_, let name): "the result was stored without the embeddings of `\(name.rawValue)`"
    }
  }

  /// The file or folder, and the array where it concerns one.
  package var location: String? {
    switch self {
    case .notFound(let file), .unreadable(let file, _), .noCheckpoint(let file, _, _),
      .embeddingsNotKept(let file, _), .missing(let file, _, _), .noHeads(let file):
      file
    case .type(let place, let name, _, _), .rank(let place, let name, _, _), .empty(let place, let name),
      .lengths(let place, let name, _, _, _):
      "\(place):/\(name)"
    case .widths(let place, let head, _, _): head.isEmpty ? place : "\(place): head \(head)"
    }
  }

  package var remedy: String? {
    switch self {
    case .missing(_, let name, let known):
      known.isEmpty ? "the layout is in docs/embeddings-format.md" : Suggestion.phrase(for: name, in: known)
    case .noHeads, .type, .rank: "the layout is in docs/embeddings-format.md"
    case .lengths: "store one row for each identity, in the same order"
    case .widths: "both sides of a head come from one joint space"
    case .noCheckpoint(_, let name, .finished):
      "take the other one: --checkpoint-name \(name == .best ? "last" : "best")"
    case .embeddingsNotKept: "run it again and keep embeddings"
    case .notFound, .unreadable, .empty, .noCheckpoint: nil
    }
  }
}
