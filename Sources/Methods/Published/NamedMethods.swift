/// The published methods, each a point in the space of compositions.
///
/// All have one revision more since the encoders' last block computes only what is read of it in training too: sums over
/// tokens are rounded otherwise.
enum NamedMethods {
  static let all: [MethodEntry] = irra + [clipC, decl, declCosine] + rde + amns

  // MARK: - IRRA, and the losses of AMNS's table I in SDM's place

  private static let irra = [
    irra("irra-sdm", "IRRA", "Similarity distribution matching (SDM)", .sdm),
    irra("irra-tal", "IRRA-TAL", "Triplet alignment loss", .tal),
    irra("irra-bsdm", "IRRA-BSDM", "Bidirectional SDM", .bsdm),
  ]

  private static func irra(_ id: String, _ title: String, _ words: String, _ loss: MatchingLossName) -> MethodEntry {
    MethodEntry(
      MethodInfo(
        id: id, title: title, summary: "\(words), identity classification and masked language modelling.",
        citation: "Jiang and Ye, Cross-Modal Implicit Relation Reasoning and Aligning for Text-to-Image Person"
          + " Retrieval, CVPR 2023" + (loss == .sdm ? "" : "; with this loss: AMNS, 2024, table I"),
        // 2: since the network became one of IRRA's and DECL's, runs have other bits; the golden trajectory is the same.
        revision: 3, openDecision: OpenDecision("IRRA masking", anchor: "irra")), IRRA.self
    ) { $0.loss = loss }
  }

  // MARK: - The baselines of RDE's tables

  private static let clipC = MethodEntry(
    MethodInfo(
      id: "clip-c", title: "CLIP-C", summary: "InfoNCE on the pairs that are truly clean: a baseline with an oracle.",
      citation: "Radford et al., Learning Transferable Visual Models From Natural Language Supervision, ICML 2021;"
        + " as a baseline: Qin et al., CVPR 2024",
      revision: 2, openDecision: OpenDecision("CLIP-C batches", anchor: "clip-c")), CLIPC.self)

  private static let decl = decl("decl", "DECL", "")

  /// The reading of two public files of an RDE-style repository.
  private static let declCosine = decl("decl-cosine", "DECL-cosine", ", of cosines as another public code has it") {
    ($0.temperature, $0.selectionTemperature, $0.squashes) = (0.05, 0.1, false)
    ($0.hardeningRate, $0.warmupEpochs) = (0.001, 2)
  }

  private static func decl(
    _ id: String, _ title: String, _ reading: String, change: (inout DECL) -> Void = { _ in }
  ) -> MethodEntry {
    MethodEntry(
      MethodInfo(
        id: id, title: title,
        summary: "Evidential learning and a dynamic hinge on pairs that the evidence supports\(reading).",
        citation:
          "Qin et al., Deep Evidential Learning with Noisy Correspondence for Cross-modal Retrieval, ACM MM 2022;"
          + " on IRRA's model: Qin et al., CVPR 2024",
        // 2: since selection looks at no padding, its losses are rounded otherwise.
        revision: 3, openDecision: OpenDecision("DECL warm-up", anchor: "decl")), DECL.self, change: change)
  }

  // MARK: - RDE, and the losses of its table 2 and of AMNS's table I in TAL's place

  private static let rde = [
    rde("rde-tal", "RDE", "triplet alignment loss", .tal),
    rde("rde-sdm", "RDE-SDM", "similarity distribution matching (SDM)", .sdm),
    rde("rde-bsdm", "RDE-BSDM", "bidirectional SDM", .bsdm),
    rde("rde-trl", "RDE-TRL", "triplet ranking loss with the hardest negative", .trl),
    rde("rde-trls", "RDE-TRL-S", "triplet ranking loss summed over negatives", .trls),
    rde("rde-infonce", "RDE-InfoNCE", "InfoNCE", .infonce),
  ]

  private static func rde(_ id: String, _ title: String, _ words: String, _ loss: MatchingLossName) -> MethodEntry {
    MethodEntry(
      MethodInfo(
        id: id, title: title, summary: "Global and token selection embeddings, \(words), confident consensus division.",
        citation: "Qin et al., Noisy-Correspondence Learning for Text-to-Image Person Re-identification, CVPR 2024"
          + (loss == .bsdm ? "; with this loss: AMNS, 2024, table I" : ""),
        revision: 2, augmentsCaptions: true, openDecision: OpenDecision("RDE mode", anchor: "rde")), RDE.self
    ) { $0.loss = loss }
  }

  // MARK: - AMNS, and the losses of IRRA and RDE in BSDM's place

  private static let amns = [
    amns("amns", "AMNS", "Attention-weighted masking, BSDM, WAF and identity classification.", .bsdm),
    amns("amns-sdm", "AMNS-SDM", "AMNS with SDM in place of BSDM.", .sdm),
    amns("amns-tal", "AMNS-TAL", "AMNS with TAL in place of BSDM.", .tal),
  ]

  private static func amns(_ id: String, _ title: String, _ summary: String, _ loss: AMNS.Loss) -> MethodEntry {
    MethodEntry(
      MethodInfo(
        id: id, title: title, summary: summary,
        citation:
          "Zhang and Zhou, AMNS: Attention-Weighted Selective Mask and Noise Label Suppression for Text-to-Image"
          + " Person Retrieval, 2024",
        revision: 2, augmentsCaptions: true, imageAugmentation: "amns",
        openDecision: OpenDecision("AMNS input", anchor: "amns")),
      AMNS.self
    ) { $0.loss = loss }
  }
}
