package import BenchCore

/// DECL: evidential learning that trusts the pairs which the evidence of their batch supports, on IRRA's model.
///
/// After a warm-up on all pairs, every epoch starts with a sample selection: in evaluation mode over a shuffled epoch, a
/// pair is clean if its own partner has the most evidence in its batch. Source: Qin et al., ACM MM 2022; on IRRA's model:
/// Qin et al., CVPR 2024, section 4.2.
///
/// RDE's paper says no more of it than that "the model of IRRA" is its base. Decided here: the evidential loss and the
/// hinge take the place of SDM, and IRRA's two other losses stay, for they are what its model has over plain CLIP. The
/// identity loss sees the trusted pairs: of all pairs it teaches every wrong caption by heart (docs/decisions.md).
package struct DECL: PublishedConfiguration {
  @Setting(
    "Temperature of the evidence exp(tanh(S) / tau).", source: "DECL option tau", .from(0.02, to: 1e6),
    aliases: ["tau"])
  package var temperature = 0.1
  @Setting package var divergenceWeight = 0.1
  @Setting(
    "Weight of the dynamic hinge, which is summed over the trusted pairs of a batch.", source: "DECL, weight of RDH",
    .weight)
  package var hingeWeight = 0.8
  @Setting("Margin of the dynamic hinge.", source: "DECL option margin", .atLeast(0), aliases: ["m"])
  package var margin = 0.2
  @Setting package var hardeningRate = 0.025
  @Setting package var leastNegatives = 5
  @Setting(
    "Epochs on all pairs before the first sample selection; -1 for the original's, which uses the true noise rate:"
      + " 2 from 0.6 on, else 5.", source: "DECL option warmup_epoch", .whole(-1...1_000_000))
  package var warmupEpochs = -1
  @Setting package var crossModalLayers = 0
  @Setting("Weight of the identity loss; 0 leaves it out.", source: "IRRA option id_loss_weight", .weight)
  package var identityWeight = 1.0
  @Setting("Weight of masked language modelling; 0 leaves it out.", source: "IRRA option mlm_loss_weight", .weight)
  package var maskedModellingWeight = 1.0
  @Setting package var masksInPlace = true
  @Setting package var squashes = true
  @Setting package var selectionTemperature = 0.0

  @Setting(
    "Whether the identity loss sees the trusted pairs only, once pairs are selected; false for all, as in IRRA.",
    source: "none: RDE section 4.2 says no more than the model of IRRA", absent: .bool(false))
  package var identityTrusted = true

  package init() {}

  /// Checks that no evidence overflows: those of the second reading are of cosines up to 1, not of their tanh.
  package func validate() throws {
    try require(
      selectionTemperature == 0 || selectionTemperature >= 0.02, "selectionTemperature", selectionTemperature,
      "0 or at least 0.02")
  }

  package mutating func resolve(for study: StudyFacts) {
    crossModalLayers = study.crossModalLayers(given: crossModalLayers)
    if warmupEpochs < 0 { warmupEpochs = study.noiseRate >= 0.6 ? 2 : 5 }
  }

  package var needs: SampleNeeds { .maskedCaptions }

  package var composition: Composition {
    let loss = EvidentialLoss(temperature: temperature, divergenceWeight: divergenceWeight, squashes: squashes)
    var composition = Composition(loss, term: "edl")
    composition.selection = EvidentialSelection(loss, temperature: selectionTemperature)
    composition.warmupEpochs = warmupEpochs
    composition.auxiliaries = [
      .dynamicHinge(
        DynamicHingeLoss(margin: margin, squashes: squashes), .init(rate: hardeningRate, least: leastNegatives),
        weight: hingeWeight, seesTrustedOnly: true)
    ]
    composition.stayWithIRRA(
      layers: crossModalLayers, identityWeight: identityWeight, modellingWeight: maskedModellingWeight,
      masksInPlace: masksInPlace)
    for place in composition.auxiliaries.indices where composition.auxiliaries[place].name == .id {
      composition.auxiliaries[place].seesTrustedOnly = identityTrusted
    }
    return composition
  }
}
