public import BenchCore

/// Runs whose difference cannot be tested.
public enum ComparisonFailure: BenchFailure, Equatable {
  /// The runs answered different numbers of queries.
  case queryCounts(Int, Int)
  /// A run does not know a metric of each of its queries.
  case columnLength(Metric, count: Int, queries: Int)
  /// The runs disagree whether this query has a match: they had different galleries.
  case differentMatches(query: Int)
  /// There is no query with a match.
  case noMatches
  /// All queries are of one identity, or there is one query: nothing says how much others would differ.
  case oneCluster(ResamplingUnit)
  /// The identities are not those of the queries.
  case identityCount(Int, queries: Int)
  /// Runs to be paired are not equally many.
  case pairs(Int, Int)
  /// Fewer than two resamples.
  case resamples(Int)
  /// A confidence level outside `0..<1`.
  case level(Double)
  /// A number of threads below 1.
  case threads(Int)

  /// What went wrong.
  public var problem: String {
    switch self {
    case .queryCounts(let first, let second): "one run answered \(first) queries, the other \(second)"
    case .columnLength(let metric, let count, let queries):
      "\(metric.title) is known of \(count) of \(queries) queries"
    case .differentMatches: "the query has a match in the gallery of one run only"
    case .noMatches: "no query has a match"
    case .oneCluster(.identity): "all queries are of one identity, which says nothing about others"
    case .oneCluster(.query): "there is one query, which says nothing about others"
    case .identityCount(let count, let queries): "there are identities of \(count) queries, and \(queries) queries"
    case .pairs(let first, let second): "\(first) runs cannot be paired with \(second)"
    case .resamples(let count): "\(count) resamples"
    case .level(let level): "a confidence level of \(level)"
    case .threads(let count): "\(count) threads"
    }
  }

  /// Where, if it is at one place.
  public var location: String? {
    if case .differentMatches(let query) = self { "query \(query)" } else { nil }
  }

  /// What to do about it.
  public var remedy: String? {
    switch self {
    case .queryCounts, .differentMatches: "compare runs on the same split of the same dataset"
    case .columnLength: "give one number for each query"
    case .noMatches: "check that queries and gallery come from the same split"
    case .oneCluster(.identity):
      "measure on a test split with more identities, or take queries for independent: --by query"
    case .oneCluster(.query): "measure on a test split with more queries"
    case .identityCount: "give the identity of each query"
    case .pairs: "compare as many runs of each, or do not pair them"
    case .resamples: "give at least 2"
    case .level: "give a level above 0 and below 1, such as 0.95"
    case .threads: "give at least 1"
    }
  }
}
