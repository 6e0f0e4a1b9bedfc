package import Models
package import Torch
package import Training

/// IRRA: similarity distribution matching, identity classification and masked language modelling on CLIP.
///
/// Source: Jiang and Ye, CVPR 2023; `model/build.py`.
package final class IRRA: RetrievalMethod {
  /// The settings of IRRA.
  package struct Configuration: MethodConfiguration {
    /// The matching loss.
    package var loss = MatchingLossName.sdm
    /// tau of the matching loss.
    package var temperature = 0.02
    /// m, where the matching loss has one.
    package var margin = 0.1
    /// The weight of the matching loss; 0 leaves it out.
    package var matchingWeight = 1.0
    /// Layers of the cross-modal transformer; 0 for a third of the image transformer's.
    package var crossModalLayers = 0
    /// The weight of the identity loss; 0 leaves it out.
    package var identityWeight = 1.0
    /// The weight of masked language modelling; 0 leaves it out.
    package var maskedModellingWeight = 1.0
    /// Whether the matching loss and ID see the masked caption too.
    package var masksInPlace = true
    /// Whether a triplet loss is kept from overflowing.
    package var overflowSafe = true

    package init() {}

    /// The paper's settings with another matching loss.
    init(loss: MatchingLossName, temperature: Double) {
      self.loss = loss
      self.temperature = temperature
    }

    package static let fields =
      [
        ConfigurationField(
          "loss", "Matching loss on the global embeddings.", source: "IRRA option loss_names; AMNS table I",
          permitted: .oneOf(MatchingLossName.names)),
        ConfigurationField(
          "temperature", "Temperature of the matching loss.", source: "IRRA equation 6, tau; 0.015 for TAL as in RDE",
          permitted: .above(0), aliases: ["tau"]),
        ConfigurationField(
          "margin", "Margin of the matching loss, if it is a triplet loss.", source: "RDE equation 5, m",
          permitted: .atLeast(0), aliases: ["m"]),
        ConfigurationField(
          "matchingWeight", "Weight of the matching loss; 0 leaves it out.",
          source: "IRRA table 4, the row without SDM",
          permitted: .from(0, to: 1e6)),
      ] + ConfigurationField.ofIRRANetwork + [.overflowSafe]

    package mutating func resolve(for study: StudyFacts) {
      if crossModalLayers == 0 { crossModalLayers = study.crossModalLayers }
    }

    /// Checks that there is a loss.
    package func validate() throws {
      try require(
        matchingWeight + identityWeight + maskedModellingWeight > 0, "matchingWeight", matchingWeight,
        "above 0 where identityWeight and maskedModellingWeight are 0")
    }

    package var needs: SampleNeeds { .maskedCaptions }

    var network: IRRANetwork.Settings {
      IRRANetwork.Settings(
        crossModalLayers: crossModalLayers, identityWeight: identityWeight,
        maskedModellingWeight: maskedModellingWeight, masksInPlace: masksInPlace)
    }
  }

  private let configuration: Configuration
  private let network: IRRANetwork
  private let matchingLoss: any MatchingLoss

  package var parameters: ParameterStore { network.parameters }

  package init(_ configuration: Configuration, in context: MethodContext) throws {
    self.configuration = configuration
    network = try IRRANetwork(configuration.network, in: context)
    matchingLoss = configuration.loss.loss(
      temperature: configuration.temperature, margin: configuration.margin, isOverflowSafe: configuration.overflowSafe)
  }

  package func losses(of batch: TrainingBatch) throws -> [LossTerm] {
    let encoded = try network.encode(batch)
    var terms: [LossTerm] = []
    if configuration.matchingWeight > 0 {
      let pairs = try matchingLoss.perPair(
        similarities: Similarity.cosine(texts: encoded.texts.global, images: encoded.images.global),
        sameIdentity: Similarity.sameIdentity(batch.identities))
      // AMNS does not say how it puts TAL into IRRA: its sum over the batch is RDE's.
      let loss = try configuration.loss.sumsOverBatch ? pairs.sum() : pairs.mean()
      terms.append(LossTerm(name: configuration.loss.rawValue, value: try loss * configuration.matchingWeight))
    }
    return try terms + network.auxiliaryLosses(of: encoded, batch: batch)
  }

  package func embed(images: Tensor) throws -> [HeadEmbedding] { try network.embed(images: images) }

  package func embed(captions: Tensor) throws -> [HeadEmbedding] { try network.embed(captions: captions) }
}

extension IRRA {
  /// IRRA as published, and with the losses of AMNS's table I in SDM's place.
  static let entries = [
    entry("irra-sdm", "IRRA", "Similarity distribution matching (SDM)", Configuration()),
    entry("irra-tal", "IRRA-TAL", "Triplet alignment loss", Configuration(loss: .tal, temperature: 0.015)),
    entry("irra-bsdm", "IRRA-BSDM", "Bidirectional SDM", Configuration(loss: .bsdm, temperature: 0.02)),
  ]

  private static func entry(
    _ id: String, _ title: String, _ loss: String, _ defaults: Configuration
  ) -> MethodEntry {
    MethodEntry(
      MethodInfo(
        id: id, title: title, summary: "\(loss), identity classification and masked language modelling.",
        citation: "Jiang and Ye, Cross-Modal Implicit Relation Reasoning and Aligning for Text-to-Image Person"
          + " Retrieval, CVPR 2023" + (defaults.loss == .sdm ? "" : "; with this loss: AMNS, 2024, table I"),
        // 2: since the network became IRRANetwork, runs have other bits; the golden trajectory is the same.
        revision: 2, openDecision: OpenDecision("IRRA masking", anchor: "irra")),
      defaults: defaults, build: IRRA.init)
  }
}
