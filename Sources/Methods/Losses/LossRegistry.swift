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

extension BidirectionalSimilarityDistributionMatching {
  /// What `bench list losses` says.
  static let info = LossInfo(
    id: "bsdm", title: "Bidirectional similarity distribution matching (BSDM)",
    formula: "sum_j [p_ij log(p_ij / (q_ij + eps)) + q_ij log((q_ij + eps) / p_ij)], p and q as in SDM,"
      + " text and image rows",
    shapes: LossInfo.matchingShapes, source: "AMNS equations 4 and 5")
}

extension WeightAdjustmentFocalLoss {
  /// What `bench list losses` says.
  static let info = LossInfo(
    id: "waf", title: "Weight adjustment focal loss (WAF)",
    formula: "sum_j -alpha (1 - p_ij)^gamma log p_ij where y_ij = 1, else -beta p_ij^gamma log(1 - p_ij),"
      + " p = softmax(S / tau), text and image rows",
    shapes: LossInfo.matchingShapes, source: "AMNS equations 6 and 7")
}

extension LossInfo {
  /// The cross entropy of `CrossModalEncoder`'s scores.
  static let maskedModelling = LossInfo(
    id: "mlm", title: "Masked language modelling (MLM)",
    formula: "cross entropy(scores, masked token), mean over the labelled tokens of the batch",
    shapes: "scores [labelled tokens, vocabulary], labels [labelled tokens] -> scalar",
    source: "IRRA section 3.2, compute_mlm")
}

extension SimCLRLoss {
  /// What `bench list losses` says.
  static let info = LossInfo(
    id: "simclr", title: "SimCLR",
    formula: "-log(exp(cos(v, v') / tau) / sum_{u != v} exp(cos(v, u) / tau)), mean over views",
    shapes: "projections of first views, then of second views [2 batch, width] -> scalar",
    source: "Chen et al., ICML 2020; A-CLIP")
}

extension BYOLLoss {
  /// What `bench list losses` says.
  static let info = LossInfo(
    id: "byol", title: "BYOL", formula: "2 - 2 cos(prediction, target of the other view), mean over views",
    shapes: "predictions, targets [2 batch, width] -> scalar", source: "Grill et al., NeurIPS 2020; A-CLIP")
}
