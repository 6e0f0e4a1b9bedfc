package import Training

/// The settings of AMNS, with the paper's values as defaults.
package struct AMNSConfiguration: MethodConfiguration {
  /// The matching loss between images and captions.
  package enum Loss: String, Codable, Sendable, CaseIterable {
    case bsdm, sdm, tal, none
  }

  /// How the patches to drop are chosen.
  package enum Masking: String, Codable, Sendable, CaseIterable {
    /// Those that the moving average's class token attends to least.
    case attention
    /// At random.
    case random
  }

  /// The matching loss.
  package var loss = Loss.bsdm
  /// tau of BSDM, SDM and WAF.
  package var temperature = 0.02
  /// tau of TAL.
  package var tripletTemperature = 0.015
  /// m of TAL.
  package var tripletMargin = 0.1
  /// Whether WAF is used.
  package var usesFocalLoss = true
  /// alpha of WAF.
  package var focalAlpha = 0.1
  /// beta of WAF.
  package var focalBeta = 0.05
  /// gamma of WAF.
  package var focalGamma = 2.0
  /// Whether the ID loss is used.
  package var usesIdentityLoss = true
  /// How patches are chosen.
  package var masking = Masking.attention
  /// The share of patches dropped.
  package var maskRatio = 0.5
  /// m of the moving average at the start.
  package var momentum = 0.996
  /// tau of ITC.
  package var contrastTemperature = 0.02
  /// tau of SimCLR.
  package var viewTemperature = 0.1
  /// Width of the heads' hidden layers; 0 for A-CLIP's in proportion.
  package var headHiddenWidth = 0
  /// Width of the heads' outputs; 0 for A-CLIP's in proportion.
  package var headWidth = 0
  /// Whether BSDM, WAF and ID see whole images.
  package var matchesWholeImages = false
  /// Whether TAL is kept from overflowing.
  package var overflowSafe = true

  package init() {}

  package static let fields = [
    ConfigurationField(
      "loss", "Matching loss of image and caption embeddings; none as in the ablation's baseline.",
      source: "AMNS equations 4-5, tables I and III", permitted: .oneOf(Loss.allCases.map(\.rawValue))),
    ConfigurationField(
      "temperature", "Temperature of BSDM, SDM and WAF.", source: "AMNS equation 3, tau", permitted: .above(0),
      aliases: ["tau"]),
    ConfigurationField(
      "tripletTemperature", "Temperature of TAL, which AMNS takes from RDE.", source: "RDE equation 5, tau",
      permitted: .above(0)),
    ConfigurationField(
      "tripletMargin", "Margin of TAL.", source: "RDE equation 5, m", permitted: .atLeast(0), aliases: ["m"]),
    ConfigurationField("usesFocalLoss", "Whether WAF is used.", source: "AMNS equation 6, table III"),
    ConfigurationField(
      "focalAlpha", "Weight of pairs of one identity in WAF.", source: "AMNS equation 6, alpha",
      permitted: .atLeast(0), aliases: ["alpha"]),
    ConfigurationField(
      "focalBeta", "Weight of pairs of two identities in WAF.", source: "AMNS equation 6, beta",
      permitted: .atLeast(0), aliases: ["beta"]),
    ConfigurationField(
      "focalGamma", "How much easy pairs lose weight in WAF.", source: "AMNS equation 6, gamma",
      permitted: .atLeast(0), aliases: ["gamma"]),
    ConfigurationField("usesIdentityLoss", "Whether the ID loss is used.", source: "AMNS equation 8, table III"),
    ConfigurationField(
      "masking", "Which patches are dropped: the least attended (AWM), or random ones.", source: "AMNS figure 3",
      permitted: .oneOf(Masking.allCases.map(\.rawValue))),
    ConfigurationField(
      "maskRatio", "Share of an image's patches that is dropped.", source: "AMNS figure 3",
      permitted: .halfOpen(0, 1)),
    ConfigurationField(
      "momentum", "Momentum of the image encoder's moving average at the start; it rises to 1 on a cosine.",
      source: "AMNS section III-A; A-CLIP option momentum-ema", permitted: .from(0, to: 1)),
    ConfigurationField(
      "contrastTemperature", "Temperature of ITC; AMNS names none, this is that of IRRA's own ITC.",
      source: "IRRA option temperature", permitted: .above(0)),
    ConfigurationField(
      "viewTemperature", "Temperature of SimCLR.", source: "A-CLIP option ssl-temp", permitted: .above(0)),
    ConfigurationField(
      "headHiddenWidth",
      "Hidden width of the SimCLR and BYOL heads; 0 for A-CLIP's 4096 beside an image width of 768, in proportion.",
      source: "A-CLIP option ssl-mlp-dim", permitted: .whole(0...65_536)),
    ConfigurationField(
      "headWidth", "Output width of the SimCLR and BYOL heads; 0 for A-CLIP's 256 beside 768, in proportion.",
      source: "A-CLIP option ssl-emb-dim", permitted: .whole(0...65_536)),
    ConfigurationField(
      "matchesWholeImages",
      "Whether the matching loss, WAF and ID see the whole image in place of its two masked views, which AWM keeps.",
      source: "AMNS figure 1 and equations 4-8 leave it open", absentValue: .bool(false)),
    .overflowSafe,
  ]

  package mutating func resolve(for study: StudyFacts) {
    if headHiddenWidth == 0 { headHiddenWidth = max(1, 4096 * study.imageWidth / 768) }
    if headWidth == 0 { headWidth = max(1, 256 * study.imageWidth / 768) }
  }

  package var needs: SampleNeeds { .secondView }

  /// The matching loss; `nil` for none.
  var matchingLoss: (any MatchingLoss)? {
    switch loss {
    case .bsdm: BidirectionalSimilarityDistributionMatching(temperature: temperature)
    case .sdm: SimilarityDistributionMatching(temperature: temperature)
    case .tal:
      TripletAlignmentLoss(temperature: tripletTemperature, margin: tripletMargin, isOverflowSafe: overflowSafe)
    case .none: nil
    }
  }
}
