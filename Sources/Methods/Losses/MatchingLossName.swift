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

  /// The temperature in the paper that the loss is from: tau, or one over the logit scale of 50.
  var ownTemperature: Double { isTriplet ? 0.015 : 0.02 }

  /// The loss; only triplet losses have a margin, and only those of the official code can overflow.
  ///
  /// - Parameter temperature: 0 for the loss's own.
  func loss(temperature: Double, margin: Double, isOverflowSafe: Bool = true) -> any MatchingLoss {
    let temperature = temperature > 0 ? temperature : ownTemperature
    return switch self {
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
