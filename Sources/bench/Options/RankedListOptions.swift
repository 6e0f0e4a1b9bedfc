import ArgumentParser
import BenchCore
import Metrics
import Reports

/// Which queries' retrieved images to list.
struct RankedListOptions: ParsableArguments {
  @Option(help: "The number of retrieved images to list for each query (default: 10).")
  var top: Int?

  @Option(
    help: ArgumentHelp(
      "The queries to list: numbers from 0, worst:N (lowest average precision), random:N (default: worst:5).",
      discussion: "The lists are printed instead of the metrics; json has both."))
  var queries: [QuerySelection] = []

  var isWanted: Bool { top != nil || !queries.isEmpty }

  func validate() throws {
    if let top, top < 1 { throw ValidationError("--top must be 1 or more") }
  }

  /// The lists of the chosen queries.
  func lists(
    of embeddings: RetrievalEmbeddings, _ evaluation: EmbeddingEvaluation, seed: UInt64
  ) throws -> [RankedList] {
    let parts = queries.isEmpty ? [.worst(5)] : queries.flatMap(\.parts)
    return try RankedList.lists(
      of: embeddings, evaluation, queries: QuerySelection(parts: parts), length: top ?? 10, seed: seed)
  }
}

extension QuerySelection: ExpressibleByArgument {
  package init?(argument: String) {
    self.init(typed: argument)
  }
}
