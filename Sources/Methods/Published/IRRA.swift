package import BenchCore

/// IRRA: similarity distribution matching, identity classification and masked language modelling on CLIP.
///
/// Source: Jiang and Ye, CVPR 2023; `model/build.py`.
package struct IRRA: PublishedConfiguration {
  @Setting(
    "Matching loss on the global embeddings.", source: "IRRA option loss_names; AMNS table I",
    .words(of: MatchingLossName.self))
  package var loss = MatchingLossName.sdm
  @Setting package var temperature = 0.0
  @Setting package var margin = 0.1
  @Setting("Weight of the matching loss; 0 leaves it out.", source: "IRRA table 4, the row without SDM", .weight)
  package var matchingWeight = 1.0
  @Setting package var crossModalLayers = 0
  @Setting("Weight of the identity loss; 0 leaves it out.", source: "IRRA option id_loss_weight", .weight)
  package var identityWeight = 1.0
  @Setting("Weight of masked language modelling; 0 leaves it out.", source: "IRRA option mlm_loss_weight", .weight)
  package var maskedModellingWeight = 1.0
  @Setting package var masksInPlace = true
  @Setting package var overflowSafe = true

  package init() {}

  /// Checks that there is a loss.
  package func validate() throws {
    try require(
      matchingWeight + identityWeight + maskedModellingWeight > 0, "matchingWeight", matchingWeight,
      "above 0 where identityWeight and maskedModellingWeight are 0")
  }

  package mutating func resolve(for study: StudyFacts) {
    if temperature == 0 { temperature = loss.ownTemperature }
    crossModalLayers = study.crossModalLayers(given: crossModalLayers)
  }

  package var needs: SampleNeeds { .maskedCaptions }

  /// AMNS does not say how it puts TAL into IRRA: its sum over the batch is RDE's.
  package var composition: Composition {
    let matching = loss.loss(temperature: temperature, margin: margin, isOverflowSafe: overflowSafe)
    var composition = Composition(matchingWeight > 0 ? matching : nil, term: loss.rawValue, weight: matchingWeight)
    composition.stayWithIRRA(
      layers: crossModalLayers, identityWeight: identityWeight, modellingWeight: maskedModellingWeight,
      masksInPlace: masksInPlace)
    return composition
  }
}

extension Composition {
  /// Adds what IRRA's model has over plain CLIP: ID and MLM, which see all pairs.
  mutating func stayWithIRRA(
    layers: Int, identityWeight: Double, modellingWeight: Double, masksInPlace: Bool
  ) {
    if identityWeight > 0 { auxiliaries.append(.identity(weight: identityWeight)) }
    if modellingWeight > 0 { auxiliaries.append(.maskedModelling(layers: layers, weight: modellingWeight)) }
    self.masksInPlace = masksInPlace
  }
}
