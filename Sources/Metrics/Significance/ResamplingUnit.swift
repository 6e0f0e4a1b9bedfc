/// What a bootstrap draws, and what a permutation flips.
public enum ResamplingUnit: String, Sendable, Codable, CaseIterable {
  /// All queries of one person together: captions of one person are not independent of each other.
  case identity
  /// Each query by itself, as if they were; intervals come out too narrow.
  case query

  /// `identity` or `identities`, `query` or `queries`.
  public func title(count: Int) -> String {
    switch self {
    case .identity: count == 1 ? "identity" : "identities"
    case .query: count == 1 ? "query" : "queries"
    }
  }
}
