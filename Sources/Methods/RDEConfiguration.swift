import Metrics

/// The settings of RDE, with the paper's values as defaults.
public struct RDEConfiguration: MethodConfiguration {
  /// The matching loss of both heads.
  public enum Loss: String, Codable, Sendable, CaseIterable {
    case tal, sdm

    /// Triplet losses are summed over a batch, others averaged over the trusted pairs.
    var sumsOverBatch: Bool { self == .tal }
  }

  /// How the mixture that divides the losses is fitted.
  public enum Mixture: String, Codable, Sendable, CaseIterable {
    /// As the reference: `strict` where the true noise rate is above 0.4 or the dataset is RSTPReid, else `loose`.
    case reference
    /// At most 100 iterations, tolerance 1e-4, covariance floor 1e-6.
    case strict
    /// At most 10 iterations, tolerance 1e-2, covariance floor 5e-4.
    case loose
  }

  /// The matching loss of both heads.
  public var loss = Loss.tal
  /// tau.
  public var temperature = 0.015
  /// m.
  public var margin = 0.1
  /// R, the share of tokens kept.
  public var selectionRatio = 0.3
  /// Whether BGE is used.
  public var usesGlobal = true
  /// Whether TSE is used.
  public var usesTokenSelection = true
  /// Whether CCD is used.
  public var divides = true
  /// How losses are divided.
  public var mixture = Mixture.reference
  /// Whether TSE keeps its running statistics while training.
  public var trainsInEvaluationMode = true

  /// The paper's settings.
  public init() {}

  /// What each field means and where it comes from.
  public static let fields = [
    ConfigurationField("loss", "Matching loss of both heads: tal or sdm.", source: "RDE section 3.3.2, table 2"),
    ConfigurationField(
      "temperature", "Temperature of TAL; SDM divides similarities by 0.02 whatever this is.",
      source: "RDE equation 5, tau"),
    ConfigurationField("margin", "Margin of the triplet losses.", source: "RDE equation 5, m"),
    ConfigurationField(
      "selectionRatio", "Share of tokens that the token selection embedding keeps.", source: "RDE section 3.2.2, R"),
    ConfigurationField("usesGlobal", "Whether the global embedding (BGE) is used.", source: "RDE table 2"),
    ConfigurationField(
      "usesTokenSelection", "Whether the token selection embedding (TSE) is used.", source: "RDE table 2"),
    ConfigurationField("divides", "Whether pairs are divided before every epoch (CCD).", source: "RDE table 2"),
    ConfigurationField(
      "mixture",
      "Mixture settings: strict, loose, or reference, which uses the true noise rate (strict above 0.4 and on RSTPReid).",
      source: "RDE processor.py, get_loss"),
    ConfigurationField(
      "trainsInEvaluationMode",
      "Whether the TSE batch normalisations keep their running statistics while training, as in the paper's runs.",
      source: "RDE README, note of 2024-11-28 on model.train()"),
  ]

  /// Checks ranges.
  public func validate() throws {
    try require(temperature > 0, "temperature", temperature, "above 0")
    try require(margin >= 0, "margin", margin, "0 or more")
    try require(selectionRatio > 0 && selectionRatio < 1, "selectionRatio", selectionRatio, "between 0 and 1")
    try require(usesGlobal || usesTokenSelection, "usesGlobal", usesGlobal, "true where usesTokenSelection is false")
  }

  /// Replaces values that stand for what the reference derives.
  public mutating func resolve(for study: StudyFacts) {
    guard mixture == .reference else { return }
    mixture = study.noiseRate > 0.4 || study.datasetID == "RSTPReid" ? .strict : .loose
  }

  var matchingLoss: any MatchingLoss {
    switch loss {
    case .tal: TripletAlignmentLoss(temperature: temperature, margin: margin)
    case .sdm: SimilarityDistributionMatching()
    }
  }

  var mixtureSettings: MixtureSettings { mixture == .strict ? .strict : .loose }
}
