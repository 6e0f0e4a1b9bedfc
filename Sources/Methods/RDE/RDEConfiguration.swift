import Metrics
package import Models

/// The settings of RDE, with the paper's values as defaults.
package struct RDEConfiguration: MethodConfiguration {
  /// How the mixture that divides the losses is fitted.
  package enum Mixture: String, Codable, Sendable, CaseIterable {
    /// As the reference: `strict` where the true noise rate is above 0.4 or the dataset is RSTPReid, else `loose`.
    case reference
    /// At most 100 iterations, tolerance 1e-4, covariance floor 1e-6.
    case strict
    /// At most 10 iterations, tolerance 1e-2, covariance floor 5e-4.
    case loose
  }

  /// The matching loss of both heads.
  package var loss = MatchingLossName.tal
  /// tau of the triplet losses.
  package var temperature = 0.015
  /// tau of the losses on probabilities.
  package var softmaxTemperature = 0.02
  /// m.
  package var margin = 0.1
  /// R, the share of tokens kept.
  package var selectionRatio = 0.3
  /// Whether BGE is used.
  package var usesGlobal = true
  /// Whether TSE is used.
  package var usesTokenSelection = true
  /// Whether TSE transforms the selected tokens.
  package var transformsTokens = true
  /// How TSE pools the selected tokens.
  package var tokenPooling = TokenPooling.max
  /// Whether CCD is used.
  package var divides = true
  /// How losses are divided.
  package var mixture = Mixture.reference
  /// Whether TSE keeps its running statistics while training.
  package var trainsInEvaluationMode = true
  /// Whether the triplet losses are kept from overflowing.
  package var overflowSafe = true

  package init() {}

  /// The paper's settings with another matching loss.
  init(loss: MatchingLossName) {
    self.loss = loss
  }

  package static let fields = [
    ConfigurationField(
      "loss", "Matching loss of both heads.", source: "RDE section 3.3.2, table 2; AMNS table I",
      permitted: .oneOf(MatchingLossName.names)),
    ConfigurationField(
      "temperature", "Temperature of the triplet losses.", source: "RDE equation 5, tau", permitted: .above(0),
      aliases: ["tau"]),
    ConfigurationField(
      "softmaxTemperature", "Temperature of SDM, BSDM and InfoNCE.", source: "RDE option temperature",
      permitted: .above(0)),
    ConfigurationField(
      "margin", "Margin of the triplet losses.", source: "RDE equation 5, m", permitted: .atLeast(0), aliases: ["m"]),
    ConfigurationField(
      "selectionRatio", "Share of tokens that the token selection embedding keeps.", source: "RDE section 3.2.2, R",
      permitted: .between(0, 1), aliases: ["R"]),
    ConfigurationField("usesGlobal", "Whether the global embedding (BGE) is used.", source: "RDE table 2"),
    ConfigurationField(
      "usesTokenSelection", "Whether the token selection embedding (TSE) is used.", source: "RDE table 2"),
    ConfigurationField(
      "transformsTokens", "Whether TSE transforms the selected tokens before pooling (MLP + FC); TSE' if not.",
      source: "RDE equation 1, table 7"),
    ConfigurationField(
      "tokenPooling", "How TSE pools its tokens, feature by feature; topk is the mean of the ten largest.",
      source: "RDE equation 1, table 7", permitted: .oneOf(TokenPooling.allCases.map(\.rawValue))),
    ConfigurationField("divides", "Whether pairs are divided before every epoch (CCD).", source: "RDE table 2"),
    ConfigurationField(
      "mixture",
      "Mixture settings: strict, loose, or reference, which uses the true noise rate (strict above 0.4 and on RSTPReid).",
      source: "RDE processor.py, get_loss", permitted: .oneOf(Mixture.allCases.map(\.rawValue))),
    ConfigurationField(
      "trainsInEvaluationMode",
      "Whether the TSE batch normalisations keep their running statistics while training, as in the paper's runs.",
      source: "RDE README, note of 2024-11-28 on model.train()"),
    .overflowSafe,
  ]

  /// Checks that there is a head.
  package func validate() throws {
    try require(usesGlobal || usesTokenSelection, "usesGlobal", usesGlobal, "true where usesTokenSelection is false")
  }

  package mutating func resolve(for study: StudyFacts) {
    guard mixture == .reference else { return }
    mixture = study.noiseRate > 0.4 || study.datasetID == "RSTPReid" ? .strict : .loose
  }

  var matchingLoss: any MatchingLoss {
    // The reference divides by tau in triplet losses and multiplies by a logit scale of 50 in the others.
    loss.loss(
      temperature: loss.isTriplet ? temperature : softmaxTemperature, margin: margin, isOverflowSafe: overflowSafe)
  }

  var mixtureSettings: MixtureSettings { mixture == .strict ? .strict : .loose }
}
