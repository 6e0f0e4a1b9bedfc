/// A number that says how good retrieval is.
///
/// A metric is a case, its row in `definition`, and, where no other metric shares it, its computation in `MatchRanks`.
/// Evaluation, intervals, result files, tables, exports and command line go through `allCases`. The raw value is the
/// metric's name on the command line, in result files, in JSON and in CSV.
public enum Metric: String, Sendable, Codable, CodingKeyRepresentable, CaseIterable {
  case r1, r5, r10, map, minp, rsum, r20, mrr, ndcg10

  private var row: MetricDefinition {
    switch self {
    case .r1: .recall(at: 1)
    case .r5: .recall(at: 5)
    case .r10: .recall(at: 10)
    case .map: .init("mAP", .allRanks(column: "average_precision", MatchRanks.averagePrecision))
    case .minp: .init("mINP", .allRanks(column: "inverse_negative_penalty", MatchRanks.inverseNegativePenalty))
    case .rsum: .init("rSum", .sum([.r1, .r5, .r10]))
    case .r20: .recall(at: 20)
    case .mrr: .init("MRR", .firstRank { 1 / Double($0) })
    case .ndcg10: .init("nDCG@10", .allRanks(column: "ndcg10") { MatchRanks.discountedGain($0, cutoff: 10) })
    }
  }

  /// The columns of tables where no other metrics are asked for: those of RDE's and AMNS's tables.
  public static let paper: [Metric] = [.r1, .r5, .r10, .map, .minp]

  /// The metrics that are computed from queries; the others are sums of these.
  public static let measured = allCases.filter { $0.parts.isEmpty }
}

extension Metric {
  /// The metric that a person calls `name`: by its id, `r1`, or as the field writes it, such as `R@1`, `R-1` or `mAP`, in
  /// letters of any case.
  public init?(named name: String) {
    self.init(rawValue: name.lowercased().filter { !"@-".contains($0) })
  }

  private static let definitions = Dictionary(uniqueKeysWithValues: allCases.map { ($0, $0.row) })

  /// What the metric is.
  var definition: MetricDefinition { Self.definitions[self] ?? row }

  /// The name as the field writes it, such as `R@1`.
  public var title: String { definition.title }

  /// What the metric counts in.
  public var unit: MetricUnit { definition.unit }

  /// Whether the larger of two values is the better one.
  public var isHigherBetter: Bool { definition.isHigherBetter }

  /// Whether a query without a match in the gallery counts as 0, and not at all otherwise.
  public var countsUnmatchedQueries: Bool { definition.countsUnmatchedQueries }

  /// The name under which each query's value is stored; `nil` where it follows from the first match's rank.
  public var column: String? {
    if case .allRanks(let column, _) = definition.computation { column } else { nil }
  }

  /// The metrics that this one is the sum of; empty for one that is measured.
  public var parts: [Metric] {
    if case .sum(let parts) = definition.computation { parts } else { [] }
  }
}

/// What a metric counts in.
public enum MetricUnit: String, Sendable {
  /// A mean of numbers in `0...1`, times 100.
  case percent = "%"
  /// A mean as it is, such as that of ranks.
  case plain = ""

  /// What a mean over queries is multiplied by.
  public var factor: Double { self == .percent ? 100 : 1 }
}
