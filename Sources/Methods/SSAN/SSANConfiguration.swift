package import BenchCore
import Models

/// The settings of SSAN, with the values of its public code as defaults.
package struct SSANConfiguration: MethodConfiguration {
  /// K, stripes of an image and classes of words.
  package var parts = 6
  /// The share of the words' embeddings that is dropped in training.
  package var dropout = 0.3
  /// LeakyReLU's slope below zero.
  package var negativeSlope = 0.25
  /// The factor of similarities of parts before the softmax.
  package var relationScale = 1.0
  /// alpha, the margin of pairs.
  package var margin = 0.2
  /// beta, the weight of the loss with another caption of the identity.
  package var partnerWeight = 0.1
  /// The margin of that loss, as a share of `margin`.
  package var partnerMarginShare = 0.5
  /// Epochs in which that margin is the same for all anchors.
  package var fixedMarginEpochs = 5
  /// The least margin of an anchor in the epochs after.
  package var leastAdaptiveMargin = 0.16
  /// The weight of the part embeddings' losses, before and after the relation block.
  package var localLossWeight = 0.5

  package init() {}

  package static let fields = [
    ConfigurationField(
      "parts", "Stripes of an image, and parts that words are assigned to.", source: "SSAN option part, K",
      permitted: .whole(2...64), aliases: ["K"]),
    ConfigurationField(
      "dropout", "Share of the words' embeddings that is dropped in training.",
      source: "SSAN model/text_feature_extract.py", permitted: .halfOpen(0, 1)),
    ConfigurationField(
      "negativeSlope", "Slope of LeakyReLU below zero.", source: "SSAN model/model.py", permitted: .from(0, to: 1)),
    ConfigurationField(
      "relationScale", "Factor of the similarities of parts before the relation block's softmax.",
      source: "SSAN model/model.py, lambda_softmax", permitted: .atLeast(0)),
    ConfigurationField(
      "margin", "Margin of the ranking loss.", source: "SSAN option margin, alpha", permitted: .above(0),
      aliases: ["alpha"]),
    ConfigurationField(
      "partnerWeight", "Weight of the ranking loss with another caption of the identity; 0 leaves it out.",
      source: "SSAN option cr_beta, beta", permitted: .from(0, to: 1e6), aliases: ["beta"]),
    ConfigurationField(
      "partnerMarginShare",
      "Margin of that loss as a share of the margin; the adaptive margin is between once and twice as large.",
      source: "SSAN loss/RankingLoss.py", permitted: .above(0)),
    ConfigurationField(
      "fixedMarginEpochs", "Epochs before the margin of that loss adapts to each pair.",
      source: "SSAN option epoch_begin", permitted: .whole(0...100_000)),
    ConfigurationField(
      "leastAdaptiveMargin", "Adaptive margin below which an anchor is left out.", source: "SSAN loss/RankingLoss.py",
      permitted: .atLeast(0)),
    ConfigurationField(
      "localLossWeight", "Weight of the losses of the part embeddings, before and after the relation block.",
      source: "SSAN train.py", permitted: .from(0, to: 1e6)),
  ]

  package var needs: SampleNeeds { [.partnerCaptions, .fullBatches] }

  var network: SSANNetwork.Settings {
    .init(parts: parts, dropout: dropout, slope: negativeSlope, relationScale: relationScale)
  }

  package var ranking: CompoundRankingLoss {
    CompoundRankingLoss(
      margin: margin, partnerWeight: partnerWeight, partnerMarginShare: partnerMarginShare,
      leastAdaptiveMargin: leastAdaptiveMargin)
  }
}
