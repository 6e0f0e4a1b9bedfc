package import BenchCore
package import Models

/// A composition as a person writes it: the parts by name, with their settings.
///
/// Settings of parts that are not there are refused, so that nothing is ignored and one method has one specification.
package struct ComposedSettings: PublishedConfiguration {
  /// The matching losses of a head: those of the other methods, DECL's, or none.
  private static let losses = MatchingLossName.names + ["edl", "none"]

  /// Which pairs are trusted.
  package enum Selection: String, Codable, Sendable, CaseIterable {
    case all, oracle, ccd, evidential
    case smallLoss = "small-loss"
  }

  /// Which images are encoded of each training image.
  package enum Views: String, Codable, Sendable, CaseIterable {
    case one, two
    case attentionMasked = "attention-masked"
    case randomMasked = "random-masked"
  }

  // MARK: - Heads and matching losses

  @Setting(
    "What is embedded: the class and end tokens (global), the tokens that they attend to most (tse).",
    source: "RDE section 3.2", .lists(of: Composition.Head.self))
  package var heads = [Composition.Head.global]
  @Setting("Matching loss of every head.", source: "RDE table 2; AMNS table I; DECL", .oneOf(losses))
  package var loss = "sdm"
  @Setting(
    "Matching loss of the token selection embedding where it is another; same for that of every head.",
    source: "none", .oneOf(["same"] + losses))
  package var tokenLoss = "same"
  @Setting(
    "Temperature of the matching loss; 0 for the loss's own: 0.015 of triplet losses, 0.1 of edl, 0.02 of the others.",
    source: "IRRA equation 6, tau; RDE equation 5; DECL option tau", .atLeast(0), aliases: ["tau"])
  package var temperature = 0.0
  @Setting("Margin of the triplet losses.", source: "RDE equation 5, m", .atLeast(0), aliases: ["m"])
  package var margin = 0.1
  @Setting("Weight of the matching loss.", source: "IRRA equation 12", .partWeight) package var matchingWeight = 1.0
  @Setting(
    "Whether TAL and TRL are kept from overflowing; false is the official formula: TAL has no negatives above 82.9 tau, both are NaN above 88.7 tau.",
    source: "RDE model/objectives.py, compute_TAL_per; figure 4's Fail", absent: .bool(true))
  package var overflowSafe = true
  @Setting(
    "Share of tokens that the token selection embedding keeps.", source: "RDE section 3.2.2, R", .between(0, 1),
    aliases: ["R"])
  package var selectionRatio = 0.3
  @Setting(
    "Whether TSE transforms the selected tokens before pooling (MLP + FC); TSE' if not.",
    source: "RDE equation 1, table 7")
  package var transformsTokens = true
  @Setting(
    "How TSE pools its tokens, feature by feature; topk is the mean of the ten largest.",
    source: "RDE equation 1, table 7", .words(of: TokenPooling.self))
  package var tokenPooling = TokenPooling.max
  @Setting(
    "Whether the TSE batch normalisations keep their running statistics while training, as in the paper's runs.",
    source: "RDE README, note of 2024-11-28 on model.train()")
  package var trainsInEvaluationMode = true
  @Setting("Weight of the divergence from ignorance in the evidential loss.", source: "DECL, lambda", .weight)
  package var divergenceWeight = 0.1
  @Setting(
    "Whether evidence and hinge are of tanh(S), as in the original; false for S itself.",
    source: "DECL model/SGRAF.py; another public reading of DECL on IRRA", absent: .bool(true))
  package var squashes = true

  // MARK: - Auxiliary losses

  @Setting(
    "The losses beside the matching loss.", source: "IRRA, DECL and AMNS",
    .lists(of: Auxiliary.Name.self, canBeEmpty: true))
  package var auxiliary: [Auxiliary.Name] = []
  @Setting(
    "Those of them that see the selected pairs only; the others see all.",
    source: "DECL's rdh sees them only, IRRA's id and mlm see all in DECL and RDE",
    .lists(of: Auxiliary.Name.self, canBeEmpty: true))
  package var trusted: [Auxiliary.Name] = []
  @Setting("Weight of the identity loss.", source: "IRRA option id_loss_weight", .partWeight)
  package var identityWeight = 1.0
  @Setting("Weight of masked language modelling.", source: "IRRA option mlm_loss_weight", .partWeight)
  package var maskedModellingWeight = 1.0
  @Setting(
    "Blocks of the cross-modal transformer; 0 for a third of the image transformer's, as 4 of 12 in the paper.",
    source: "IRRA option cmt_depth", .whole(0...64))
  package var crossModalLayers = 0
  @Setting(
    "Whether the other losses also see the masked caption, as the official loader's in-place masking makes them.",
    source: "IRRA datasets/bases.py")
  package var masksInPlace = false
  @Setting("Weight of WAF.", source: "AMNS equation 8", .partWeight) package var focalWeight = 1.0
  @Setting("Weight of pairs of one identity in WAF.", source: "AMNS equation 6, alpha", .atLeast(0), aliases: ["alpha"])
  package var focalAlpha = 0.1
  @Setting("Weight of pairs of two identities in WAF.", source: "AMNS equation 6, beta", .atLeast(0), aliases: ["beta"])
  package var focalBeta = 0.05
  @Setting("How much easy pairs lose weight in WAF.", source: "AMNS equation 6, gamma", .atLeast(0), aliases: ["gamma"])
  package var focalGamma = 2.0
  @Setting("Temperature of WAF.", source: "AMNS equation 3, tau", .above(0)) package var focalTemperature = 0.02
  @Setting(
    "Weight of the dynamic hinge, which is summed over the trusted pairs of a batch.", source: "DECL, weight of RDH",
    .partWeight)
  package var hingeWeight = 0.8
  @Setting("Margin of the dynamic hinge.", source: "DECL option margin", .atLeast(0)) package var hingeMargin = 0.2
  @Setting(
    "By how much the number of negatives in the hinge falls with each step.",
    source: "DECL: H = max(int(batch - 0.025 step), 5)", .weight)
  package var hardeningRate = 0.025
  @Setting(
    "The number of negatives at which the hinge stays.", source: "DECL: H = max(int(batch - 0.025 step), 5)",
    .whole(1...1_000_000))
  package var leastNegatives = 5
  @Setting("Weight of ITC.", source: "AMNS equation 2", .partWeight) package var contrastWeight = 1.0
  @Setting(
    "Temperature of ITC; AMNS names none, this is that of IRRA's own ITC.", source: "IRRA option temperature",
    .above(0))
  package var contrastTemperature = 0.02
  @Setting("Weight of SimCLR.", source: "AMNS equation 2", .partWeight) package var simclrWeight = 1.0
  @Setting("Temperature of SimCLR.", source: "A-CLIP option ssl-temp", .above(0)) package var viewTemperature = 0.1
  @Setting("Weight of BYOL.", source: "AMNS equation 2", .partWeight) package var byolWeight = 1.0
  @Setting(
    "Hidden width of the SimCLR and BYOL heads; 0 for A-CLIP's 4096 beside an image width of 768, in proportion.",
    source: "A-CLIP option ssl-mlp-dim", .whole(0...65_536))
  package var headHiddenWidth = 0
  @Setting(
    "Output width of the SimCLR and BYOL heads; 0 for A-CLIP's 256 beside 768, in proportion.",
    source: "A-CLIP option ssl-emb-dim", .whole(0...65_536))
  package var headWidth = 0

  // MARK: - Sample selection

  @Setting(
    "Which pairs are trained as positives: all, those that are truly clean (oracle), or what CCD, DECL's evidence or the"
      + " smallest losses say before every epoch.",
    source: "RDE section 3.3.1; DECL section 3.4; Co-teaching", .words(of: Selection.self))
  package var selection = Selection.all
  @Setting("Epochs on all pairs before the first selection.", source: "DECL option warmup_epoch", .whole(0...1_000_000))
  package var warmupEpochs = 0
  @Setting(
    "Mixture settings: strict, loose, or reference, which uses the true noise rate (strict above 0.4 and on RSTPReid).",
    source: "RDE processor.py, get_loss", .words(of: MixtureChoice.self))
  package var mixture = MixtureChoice.reference
  @Setting("Share of the pairs that small-loss trusts.", source: "Co-teaching, R(T)", .from(0, to: 1))
  package var cleanShare = 0.5
  @Setting(
    "Temperature of the evidence that pairs are judged by; 0 for the loss's.",
    source: "another public reading of DECL on IRRA has 0.1 beside 0.05", .from(0, to: 1e6), absent: .number(0))
  package var selectionTemperature = 0.0
  @Setting(
    "Whether clean pairs take the noisy ones' places, in fewer batches; false leaves the noisy ones out of each batch.",
    source: "RDE section 4.2, CLIP-C, leaves it open", absent: .bool(true))
  package var refillsBatches = true
  @Setting(
    "Optimiser steps of an epoch, over the pairs again as often as it takes; 0 for as many as the pairs fill. An oracle"
      + " that refills its batches has fewer pairs, so fewer steps, than the other methods.",
    source: "to give an oracle the other methods' compute", .whole(0...1_000_000), absent: .number(0))
  package var stepsPerEpoch = 0

  // MARK: - Views

  @Setting(
    "Images that are encoded of each: one, two augmentations, or two that keep the patches which a moving average of the"
      + " image encoder attends to most, or random ones.",
    source: "A-CLIP; AMNS figure 3", .words(of: Views.self))
  package var views = Views.one
  @Setting(
    "Whether the image-text losses see the whole image too where there are two views.",
    source: "AMNS section III: this masked image, combined with the original image")
  package var addsOriginal = false
  @Setting("Share of an image's patches that is dropped.", source: "AMNS figure 3", .halfOpen(0, 1))
  package var maskRatio = 0.5
  @Setting(
    "Momentum of the image encoder's moving average at the start; it rises to 1 on a cosine.",
    source: "AMNS section III-A; A-CLIP option momentum-ema", .from(0, to: 1))
  package var momentum = 0.996
  @Setting(
    "Whether the convolution that embeds patches is trained; false freezes it, as MoCo v3 does for stability.",
    source: "A-CLIP leaves it trained; Chen et al., ICCV 2021", absent: .bool(true))
  package var trainsPatchEmbedding = true

  package init() {}

  package var usesOracle: Bool { selection == .oracle }

  package var needs: SampleNeeds {
    var needs: SampleNeeds = views == .one ? [] : .secondView
    if masksInPlace || auxiliary.contains(.mlm) { needs.insert(.maskedCaptions) }
    return needs
  }

  package mutating func resolve(for study: StudyFacts) {
    if auxiliary.contains(.mlm) { crossModalLayers = study.crossModalLayers(given: crossModalLayers) }
    if selection == .ccd { mixture = mixture.resolved(for: study) }
    if auxiliary.contains(where: \.isOfTwoViews) {
      let sizes = study.projectionSizes(given: ProjectionSizes(hidden: headHiddenWidth, output: headWidth))
      (headHiddenWidth, headWidth) = (sizes.hidden, sizes.output)
    }
  }
}
