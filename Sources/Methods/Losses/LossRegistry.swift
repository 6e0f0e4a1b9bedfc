/// The losses that methods are put together from.
package enum LossRegistry {
  /// All losses: matching losses first, then those of one method.
  package static let all: [LossInfo] = [
    SimilarityDistributionMatching.info,
    TripletAlignmentLoss.info,
    TripletRankingLoss.info,
    SummedTripletRankingLoss.info,
    InfoNCE.info,
    BidirectionalSimilarityDistributionMatching.info,
    CrossModalProjectionMatching.info,
    IdentityLoss.info,
    LossInfo.maskedModelling,
    EvidentialLoss.info,
    DynamicHingeLoss.info,
    WeightAdjustmentFocalLoss.info,
    SimCLRLoss.info,
    BYOLLoss.info,
  ]
}
