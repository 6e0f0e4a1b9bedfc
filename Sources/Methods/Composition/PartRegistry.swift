/// The parts that compositions are made of.
package enum PartRegistry {
  /// All parts, those of one kind together.
  package static let all = heads + losses.filter { $0.kind != nil } + selections + views

  /// All losses: matching losses first, those of methods of another form last.
  package static let losses: [PartInfo] = [
    TripletAlignmentLoss.info, SimilarityDistributionMatching.info, TripletRankingLoss.info,
    SummedTripletRankingLoss.info, InfoNCE.info, BidirectionalSimilarityDistributionMatching.info, EvidentialLoss.info,
    InfoNCE.contrastOfViews, SimCLRLoss.info, BYOLLoss.info, DynamicHingeLoss.info, WeightAdjustmentFocalLoss.info,
    IdentityLoss.info, MaskedModelling.info, CrossModalProjectionMatching.info,
  ]

  private static let heads = [
    PartInfo(
      kind: .heads, id: "global", title: "Global embedding (BGE)",
      formula: "projection of the class token of an image, of the end token of a caption", source: "CLIP; RDE 3.2.1"),
    PartInfo(
      kind: .heads, id: "tse", title: "Token selection embedding (TSE)",
      formula: "max over the R most attended tokens v of MLP(v / |v|) + FC(v / |v|)",
      settings: ["tokenLoss", "selectionRatio", "transformsTokens", "tokenPooling", "trainsInEvaluationMode"],
      needs: ["attention rows"], source: "RDE equation 1"),
  ]

  private static let selections = [
    PartInfo(kind: .selection, id: "all", title: "All pairs", formula: "every pair is a positive", source: "IRRA"),
    PartInfo(
      kind: .selection, id: "oracle", title: "Oracle", formula: "pairs whose caption is truly their own",
      settings: ["refillsBatches"], needs: ["the truth about the pairs"], source: "RDE section 4.2, CLIP-C"),
    PartInfo(
      kind: .selection, id: "ccd", title: "Confident consensus division (CCD)",
      formula: "pairs that the mixture of each head's losses calls clean; where heads disagree, a coin's toss",
      settings: ["mixture", "warmupEpochs"], needs: ["a matching loss", "a pass over all pairs before an epoch"],
      source: "RDE equations 3 and 4"),
    PartInfo(
      kind: .selection, id: "evidential", title: "Evidential division",
      formula: "argmax_j (e_ij + e_ji) = i with e = exp(tanh(S) / tau)",
      settings: ["selectionTemperature", "temperature", "squashes", "warmupEpochs"],
      needs: ["a matching loss", "a pass over all pairs before an epoch"], source: "DECL, ACM MM 2022"),
    PartInfo(
      kind: .selection, id: "small-loss", title: "Small losses",
      formula: "the share R(T) of the pairs whose loss, the mean over heads, is smallest",
      settings: ["cleanShare", "warmupEpochs"], needs: ["a matching loss", "a pass over all pairs before an epoch"],
      source: "Co-teaching, NeurIPS 2018, algorithm 1"),
  ]

  private static let views = [
    PartInfo(kind: .views, id: "one", title: "One view", formula: "the augmented image", source: "CLIP"),
    PartInfo(
      kind: .views, id: "two", title: "Two views",
      formula: "two augmentations of the image; image-text losses are means",
      settings: ["addsOriginal"], needs: ["second view"], source: "A-CLIP"),
    PartInfo(
      kind: .views, id: "attention-masked", title: "Attention-weighted masking (AWM)",
      formula: "two augmentations with the patches that the moving average's class token attends to most",
      settings: ["addsOriginal", "maskRatio", "momentum"], needs: ["second view", "attention rows", "moving average"],
      source: "AMNS section III-A; A-CLIP"),
    PartInfo(
      kind: .views, id: "random-masked", title: "Random masking",
      formula: "two augmentations with patches drawn at random", settings: ["addsOriginal", "maskRatio"],
      needs: ["second view"], source: "AMNS figure 3"),
  ]
}
