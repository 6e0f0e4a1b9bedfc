import ArgumentParser
import BenchCore
import Datasets
import Foundation
import Metrics

/// Which queries' retrieved images to list.
struct RankedListOptions: ParsableArguments {
  @Option(help: "The number of retrieved images to list for each query (default: 10).")
  var top: Int?

  @Option(
    help: ArgumentHelp(
      "The queries to list: numbers from 0, worst:N (lowest average precision), random:N (default: worst:5).",
      discussion: "The lists are printed instead of the metrics; json has both."))
  var queries: QuerySelection?

  var isWanted: Bool { top != nil || queries != nil }

  func validate() throws {
    if let top, top < 1 { throw ValidationError("--top must be 1 or more") }
  }

  /// The lists of the chosen queries.
  func lists(
    of embeddings: RetrievalEmbeddings, _ evaluation: EmbeddingEvaluation, seed: UInt64
  ) throws -> [RankedList] {
    let outcomes = evaluation.mean.textToImage.queries
    let precisions = outcomes[.map] ?? []
    let chosen = try (queries ?? QuerySelection(parts: [.worst(5)])).indices(among: outcomes, seed: seed)
    let rankings = try evaluation.top(top ?? 10, queries: chosen)
    return zip(chosen, rankings).map { query, ranking in
      let identity = embeddings.queryIdentities[query]
      return RankedList(
        query: query, identity: identity, caption: embeddings.captions?[query],
        firstMatchRank: outcomes.firstMatchRanks[query], averagePrecision: precisions[query],
        retrieved: ranking.enumerated().map { place, entry in
          let found = embeddings.galleryIdentities[entry.galleryIndex]
          return RankedList.Entry(
            rank: place + 1, galleryIndex: entry.galleryIndex, similarity: entry.similarity, identity: found,
            isMatch: found == identity, file: embeddings.galleryFiles?[entry.galleryIndex])
        })
    }
  }
}

/// The images retrieved for one query.
struct RankedList: Encodable {
  /// One retrieved image.
  struct Entry: Encodable {
    var rank: Int
    var galleryIndex: Int
    var similarity: Float
    var identity: Int
    var isMatch: Bool
    var file: String?
  }

  var query: Int
  var identity: Int
  var caption: String?
  /// From 1; 0 for a query without a match in the gallery.
  var firstMatchRank: Int
  var averagePrecision: Double
  var retrieved: [Entry]
}

/// Queries by number, by result, or at random, such as `3,17,worst:5,random:5`.
struct QuerySelection: ExpressibleByArgument {
  enum Part {
    case index(Int)
    case worst(Int)
    case random(Int)
  }

  var parts: [Part]

  init(parts: [Part]) {
    self.parts = parts
  }

  init?(argument: String) {
    parts = []
    for text in argument.split(separator: ",", omittingEmptySubsequences: false) {
      let words = text.trimmingCharacters(in: .whitespaces).split(separator: ":", omittingEmptySubsequences: false)
      guard let number = words.last.flatMap({ Int($0) }), number >= 0 else { return nil }
      switch (words.count, words.first) {
      case (1, _): parts.append(.index(number))
      case (2, "worst") where number > 0: parts.append(.worst(number))
      case (2, "random") where number > 0: parts.append(.random(number))
      default: return nil
      }
    }
  }

  /// The chosen queries in the order of the parts, each once.
  ///
  /// - Throws: `EmbeddingEvaluationFailure` for a number that is no query.
  func indices(among outcomes: QueryOutcomes, seed: UInt64) throws -> [Int] {
    var chosen: [Int] = []
    for part in parts {
      switch part {
      case .index(let query):
        guard query < outcomes.count else {
          throw EmbeddingEvaluationFailure.unusable(.queryIndex(query, queries: outcomes.count), heads: [])
        }
        chosen.append(query)
      case .worst(let count):
        let precisions = outcomes[.map] ?? []
        let matched = precisions.indices.filter { outcomes.firstMatchRanks[$0] > 0 }
        chosen += matched.sorted {
          (precisions[$0], $0) < (precisions[$1], $1)
        }.prefix(count)
      case .random(let count):
        var generator = SeededGenerator(seed: seed, stream: "eval.queries")
        chosen += generator.permutation(of: outcomes.count).prefix(count)
      }
    }
    var seen: Set<Int> = []
    return chosen.filter { seen.insert($0).inserted }
  }
}

extension RetrievalEmbeddings {
  /// Adds captions and file names where they are unknown and the dataset is at hand with these very identities.
  mutating func addNames(of dataset: String?, in dataRoot: URL) {
    guard captions == nil || galleryFiles == nil, let dataset,
      let split = RetrievalSet.atHand(
        dataset, in: dataRoot, queryIdentities: queryIdentities, galleryIdentities: galleryIdentities)
    else { return }
    captions = captions ?? split.queryCaptions
    galleryFiles = galleryFiles ?? split.galleryPaths
  }
}

extension RetrievalSet {
  /// The split of a dataset that has these identities; `nil` where the dataset is unknown, not there, or another one.
  static func atHand(
    _ dataset: String, in dataRoot: URL, queryIdentities: [Int], galleryIdentities: [Int]
  ) -> RetrievalSet? {
    guard let contents = try? DatasetRegistry.info(named: dataset).read(dataRoot: dataRoot) else { return nil }
    return [contents.test, contents.val].compactMap { $0 }.first {
      $0.queryIdentities == queryIdentities && $0.galleryIdentities == galleryIdentities
    }
  }
}
