package import Training

/// The settings of DECL on IRRA's model, with the papers' values as defaults.
///
/// RDE's paper says no more of it than that "the model of IRRA" is its base. Decided here: the evidential loss and the
/// hinge take the place of SDM, and IRRA's two other losses stay, for they are what its model has over plain CLIP. They
/// see all pairs, as in IRRA; `identityWeight=0` and `maskedModellingWeight=0` leave them out.
package struct DECLConfiguration: MethodConfiguration {
  /// tau of the evidence.
  package var temperature = 0.1
  /// lambda, the weight of the divergence from ignorance.
  package var divergenceWeight = 0.1
  /// The weight of the hinge.
  package var hingeWeight = 0.8
  /// m of the hinge.
  package var margin = 0.2
  /// By how much H falls with each step.
  package var hardeningRate = 0.025
  /// The least H.
  package var leastNegatives = 5
  /// Epochs on all pairs before the first sample selection; -1 for the original's choice.
  package var warmupEpochs = -1
  /// Layers of the cross-modal transformer; 0 for a third of the image transformer's.
  package var crossModalLayers = 0
  /// The weight of the identity loss; 0 leaves it out.
  package var identityWeight = 1.0
  /// The weight of masked language modelling; 0 leaves it out.
  package var maskedModellingWeight = 1.0
  /// Whether the other losses see the masked caption too.
  package var masksInPlace = true

  package init() {}

  package static let fields =
    [
      ConfigurationField(
        "temperature", "Temperature of the evidence exp(tanh(S) / tau).", source: "DECL option tau",
        permitted: .from(0.02, to: 1e6), aliases: ["tau"]),
      ConfigurationField(
        "divergenceWeight", "Weight of the divergence from ignorance in the evidential loss.", source: "DECL, lambda",
        permitted: .from(0, to: 1e6)),
      ConfigurationField(
        "hingeWeight", "Weight of the dynamic hinge, which is summed over the trusted pairs of a batch.",
        source: "DECL, weight of RDH", permitted: .from(0, to: 1e6)),
      ConfigurationField(
        "margin", "Margin of the dynamic hinge.", source: "DECL option margin", permitted: .atLeast(0), aliases: ["m"]),
      ConfigurationField(
        "hardeningRate", "By how much the number of negatives in the hinge falls with each step.",
        source: "DECL: H = max(int(batch - 0.025 step), 5)", permitted: .from(0, to: 1e6)),
      ConfigurationField(
        "leastNegatives", "The number of negatives at which the hinge stays.",
        source: "DECL: H = max(int(batch - 0.025 step), 5)", permitted: .whole(1...1_000_000)),
      ConfigurationField(
        "warmupEpochs",
        "Epochs on all pairs before the first sample selection; -1 for the original's, which uses the true noise rate:"
          + " 2 from 0.6 on, else 5.",
        source: "DECL option warmup_epoch", permitted: .whole(-1...1_000_000)),
    ] + ConfigurationField.ofIRRANetwork

  package mutating func resolve(for study: StudyFacts) {
    if crossModalLayers == 0 { crossModalLayers = study.crossModalLayers }
    if warmupEpochs < 0 { warmupEpochs = study.noiseRate >= 0.6 ? 2 : 5 }
  }

  package var needs: SampleNeeds { .maskedCaptions }

  var network: IRRANetwork.Settings {
    IRRANetwork.Settings(
      crossModalLayers: crossModalLayers, identityWeight: identityWeight,
      maskedModellingWeight: maskedModellingWeight, masksInPlace: masksInPlace)
  }
}
