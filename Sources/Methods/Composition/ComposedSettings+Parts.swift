import BenchCore

extension ComposedSettings {
  /// The matching loss of a head.
  private func name(of head: Composition.Head) -> String {
    head == .tse && tokenLoss != "same" ? tokenLoss : loss
  }

  private var evidential: EvidentialLoss {
    EvidentialLoss(
      temperature: temperature > 0 ? temperature : 0.1, divergenceWeight: divergenceWeight, squashes: squashes)
  }

  private func matching(_ head: Composition.Head) -> Composition.Matching {
    let name = name(of: head)
    let loss: (any MatchingLoss)? =
      name == "edl"
      ? evidential
      : MatchingLossName(rawValue: name)?
        .loss(temperature: temperature, margin: margin, isOverflowSafe: overflowSafe)
    let term = heads == [.global] ? name : head == .global ? "bge" : "tse"
    return .init(head: head, loss: loss, term: term, weight: matchingWeight)
  }

  private func part(_ name: Auxiliary.Name) -> Auxiliary {
    let sizes = ProjectionSizes(hidden: headHiddenWidth, output: headWidth)
    return switch name {
    case .itc: .contrast(temperature: contrastTemperature, weight: contrastWeight)
    case .simclr: .contrastOfViews(sizes, temperature: viewTemperature, weight: simclrWeight)
    case .byol: .predictionOfViews(sizes, weight: byolWeight)
    case .rdh:
      .dynamicHinge(
        DynamicHingeLoss(margin: hingeMargin, squashes: squashes), .init(rate: hardeningRate, least: leastNegatives),
        weight: hingeWeight)
    case .waf:
      .focal(
        WeightAdjustmentFocalLoss(
          alpha: focalAlpha, beta: focalBeta, gamma: focalGamma, temperature: focalTemperature), weight: focalWeight)
    case .id: .identity(weight: identityWeight)
    case .mlm: .maskedModelling(layers: crossModalLayers, weight: maskedModellingWeight)
    }
  }

  package var composition: Composition {
    var composition = Composition(heads: heads.map(matching))
    composition.tokens = .init(
      ratio: selectionRatio, transforms: transformsTokens, pooling: tokenPooling,
      trainsInEvaluationMode: trainsInEvaluationMode)
    composition.auxiliaries = auxiliary.map { name in
      var part = part(name)
      part.seesTrustedOnly = trusted.contains(name)
      return part
    }
    switch selection {
    case .all: break
    case .oracle: composition.oracle = refillsBatches ? .refill : .takeOut
    case .ccd:
      let own = temperature > 0 ? temperature : MatchingLossName.tal.ownTemperature
      composition.selection = ConsensusDivision(mixture, overflowingTemperature: overflowSafe ? nil : own)
    case .evidential: composition.selection = EvidentialSelection(evidential, temperature: selectionTemperature)
    case .smallLoss: composition.selection = SmallLossSelection(share: cleanShare)
    }
    composition.warmupEpochs = warmupEpochs
    composition.views = ImageViews(
      areTwo: views != .one, masking: views == .attentionMasked ? .attention : views == .randomMasked ? .random : nil,
      maskRatio: maskRatio, matched: addsOriginal ? .viewsAndOriginal : .views, momentum: momentum)
    composition.masksInPlace = masksInPlace
    composition.trainsPatchEmbedding = trainsPatchEmbedding
    composition.stepsPerEpoch = stepsPerEpoch > 0 ? stepsPerEpoch : nil
    return composition
  }

  // MARK: - What cannot work

  package func validate() throws {
    let losses = heads.map(name)
    try require(
      losses.contains { $0 != "none" } || !auxiliary.isEmpty, "loss", "none",
      "a loss where `auxiliary` has none: nothing would be trained")
    try require(
      !auxiliary.contains(where: \.isOfTwoViews) || views != .one, "views", "one",
      "two, attention-masked or random-masked where `auxiliary` has simclr or byol, which compare two views")
    try require(
      losses.contains { $0 != "none" } || ![.ccd, .evidential, .smallLoss].contains(selection), "selection",
      selection.rawValue, "all or oracle where there is no matching loss, by which pairs are judged")
    try require(
      trusted.allSatisfy { auxiliary.contains($0) && $0.readsCaptions }, "trusted",
      trusted.map(\.rawValue).joined(separator: "+"), "of losses that `auxiliary` has and that read captions")
    try require(
      trusted.isEmpty || [.ccd, .evidential, .smallLoss].contains(selection), "trusted",
      trusted.map(\.rawValue).joined(separator: "+"),
      "empty where `selection` is \(selection.rawValue): no pair is distrusted")
    try require(
      !losses.contains("edl") || temperature == 0 || temperature >= 0.02, "temperature", temperature,
      "0 or at least 0.02 where the loss is edl, whose evidence exp(S / tau) overflows below")
    try require(
      selectionTemperature == 0 || selectionTemperature >= 0.02, "selectionTemperature", selectionTemperature,
      "0 or at least 0.02")
    try refuseUselessSettings()
  }

  /// The names of the parts by the field that has them.
  private var parts: [PartInfo.Kind: [String]] {
    [
      .heads: heads.map(\.rawValue), .loss: heads.map(name), .auxiliary: auxiliary.map(\.rawValue),
      .selection: [selection.rawValue], .views: [views.rawValue],
    ]
  }

  /// Refuses what would be ignored: changed settings of parts that are not there.
  private func refuseUselessSettings() throws {
    let parts = parts
    let used = PartRegistry.all.filter { part in part.kind.map { parts[$0]?.contains(part.id) == true } ?? false }
    let useful = Set(used.flatMap(\.settings))
    for field in changedFields.sorted() where !useful.contains(field) {
      let owners = PartRegistry.all.filter { $0.settings.contains(field) }
      guard owners.isEmpty else { throw MethodFailure.uselessSetting(field, parts: owners.map(\.id)) }
    }
  }
}

extension MethodEntry {
  /// Any composition, by its parts.
  static let composed = MethodEntry(
    MethodInfo(
      id: "composed", title: "Composed", summary: "Heads, losses, a sample selection and views of one's own choice.",
      citation: "The papers of its parts: bench list parts",
      // As of the published methods.
      revision: 2), ComposedSettings.self)
}
