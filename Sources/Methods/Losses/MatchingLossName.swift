/// The matching losses that a method's configuration can name.
package enum MatchingLossName: String, Codable, Sendable, CaseIterable {
  /// `TripletAlignmentLoss`.
  case tal
  /// `SimilarityDistributionMatching`.
  case sdm
  /// `TripletRankingLoss`.
  case trl
  /// `SummedTripletRankingLoss`.
  case trls
  /// `InfoNCE`.
  case infonce
  /// `BidirectionalSimilarityDistributionMatching`.
  case bsdm

  /// Whether it is a triplet loss, with a margin.
  var isTriplet: Bool {
    switch self {
    case .tal, .trl, .trls: true
    case .sdm, .infonce, .bsdm: false
    }
  }

  /// Whether the per-pair losses of a batch are summed, as RDE's `compute_rbs` does with triplet losses; others are
  /// averaged.
  var sumsOverBatch: Bool { isTriplet }

  /// The loss; only triplet losses have a margin, and only those of the official code can overflow.
  func loss(temperature: Double, margin: Double, isOverflowSafe: Bool = true) -> any MatchingLoss {
    switch self {
    case .tal:
      TripletAlignmentLoss(temperature: temperature, margin: margin, isOverflowSafe: isOverflowSafe)
    case .sdm: SimilarityDistributionMatching(temperature: temperature)
    case .trl:
      TripletRankingLoss(temperature: temperature, margin: margin, isOverflowSafe: isOverflowSafe)
    case .trls: SummedTripletRankingLoss(temperature: temperature, margin: margin)
    case .infonce: InfoNCE(temperature: temperature)
    case .bsdm: BidirectionalSimilarityDistributionMatching(temperature: temperature)
    }
  }

  /// All names, for the documentation of fields.
  static let names = allCases.map(\.rawValue)
}
