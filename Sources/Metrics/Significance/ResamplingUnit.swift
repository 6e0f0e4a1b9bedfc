/// What a bootstrap draws, and what a permutation flips.
public enum ResamplingUnit: String, Sendable, Codable, CaseIterable {
  /// All queries of one person together: captions of one person are not independent of each other.
  case identity
  /// Each query by itself, as if they were; intervals come out too narrow.
  case query

  /// That so few say little; `nil` where there are enough.
  public func roughGuideNote(count: Int) -> String? {
    count < 10 ? "With fewer than 10 \(title(count: 2)), intervals are a rough guide." : nil
  }

  /// `identity` or `identities`, `query` or `queries`.
  public func title(count: Int) -> String {
    switch self {
    case .identity: count == 1 ? "identity" : "identities"
    case .query: count == 1 ? "query" : "queries"
    }
  }
}
