import Training

/// CLIP-C: CLIP fine-tuned with its contrastive loss on the pairs that are truly clean.
///
/// A baseline with an oracle: noisy pairs are neither positives nor negatives, and batches are filled with clean ones,
/// unless `refillsBatches` is false. Source: RDE section 4.2. The temperature is fixed at the backbone's 0.02 as in IRRA, not learned as in CLIP: the paper
/// does not say, and the official code that all its other methods share has no learned one.
package enum CLIPC {
  /// The settings of CLIP-C.
  package struct Configuration: MethodConfiguration {
    /// tau.
    package var temperature = 0.02
    /// Whether the truth about the pairs is used.
    package var usesOracle = true
    /// Whether clean pairs take the noisy ones' places.
    package var refillsBatches = true

    package init() {}

    package static let fields = [
      ConfigurationField(
        "temperature", "Temperature of InfoNCE.", source: "IRRA option temperature", permitted: .above(0),
        aliases: ["tau"]),
      ConfigurationField(
        "usesOracle",
        "Whether the truth is used: training on clean pairs only. false fine-tunes CLIP on all pairs.",
        source: "RDE section 4.2, CLIP-C"),
      ConfigurationField(
        "refillsBatches",
        "Whether clean pairs take the noisy ones' places, in fewer batches; false leaves the noisy ones out of each batch.",
        source: "RDE section 4.2, CLIP-C, leaves it open", absentValue: .bool(true)),
    ]
  }

  /// CLIP-C as in RDE's tables.
  static let entry = MethodEntry(
    MethodInfo(
      id: "clip-c", title: "CLIP-C", summary: "InfoNCE on the pairs that are truly clean: a baseline with an oracle.",
      citation: "Radford et al., Learning Transferable Visual Models From Natural Language Supervision, ICML 2021;"
        + " as a baseline: Qin et al., CVPR 2024",
      openDecision: OpenDecision("CLIP-C batches", anchor: "clip-c")),
    defaults: Configuration()
  ) { configuration, context in
    let cleanPairs = context.oracle?.cleanPairs
    if configuration.usesOracle, cleanPairs?.isEmpty ?? true { throw MethodFailure.noCleanPairs }
    let refills = configuration.refillsBatches
    return try GlobalMatching(
      loss: InfoNCE(temperature: configuration.temperature), name: "infonce", trainingPairs: refills ? cleanPairs : nil,
      takenPairs: refills ? nil : context.oracle?.isClean, in: context)
  }
}
