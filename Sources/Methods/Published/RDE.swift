package import Models

/// RDE: global and token selection embeddings, a robust triplet loss, and training on confidently clean pairs only.
///
/// Source: Qin et al., CVPR 2024; `model/build.py` and `processor/processor.py`.
package struct RDE: PublishedConfiguration {
  @Setting(
    "Matching loss of both heads.", source: "RDE section 3.3.2, table 2; AMNS table I",
    .words(of: MatchingLossName.self))
  package var loss = MatchingLossName.tal
  @Setting("Temperature of the triplet losses.", source: "RDE equation 5, tau", .above(0), aliases: ["tau"])
  package var temperature = 0.015
  @Setting("Temperature of SDM, BSDM and InfoNCE.", source: "RDE option temperature", .above(0))
  package var softmaxTemperature = 0.02
  @Setting package var margin = 0.1
  @Setting package var selectionRatio = 0.3
  @Setting("Whether the global embedding (BGE) is used.", source: "RDE table 2")
  package var usesGlobal = true
  @Setting("Whether the token selection embedding (TSE) is used.", source: "RDE table 2")
  package var usesTokenSelection = true
  @Setting package var transformsTokens = true
  @Setting package var tokenPooling = TokenPooling.max
  @Setting("Whether pairs are divided before every epoch (CCD).", source: "RDE table 2")
  package var divides = true
  @Setting package var mixture = MixtureChoice.reference
  @Setting package var trainsInEvaluationMode = true
  @Setting package var overflowSafe = true

  package init() {}

  /// Checks that there is a head.
  package func validate() throws {
    try require(usesGlobal || usesTokenSelection, "usesGlobal", usesGlobal, "true where usesTokenSelection is false")
  }

  package mutating func resolve(for study: StudyFacts) { mixture = mixture.resolved(for: study) }

  package var composition: Composition {
    // The reference divides by tau in triplet losses and multiplies by a logit scale of 50 in the others.
    let loss = loss.loss(
      temperature: loss.isTriplet ? temperature : softmaxTemperature, margin: margin, isOverflowSafe: overflowSafe)
    var composition = Composition(loss, term: "bge")
    if usesTokenSelection { composition.heads.append(.init(head: .tse, loss: loss, term: "tse")) }
    if !usesGlobal { composition.heads.removeFirst() }
    composition.tokens = .init(
      ratio: selectionRatio, transforms: transformsTokens, pooling: tokenPooling,
      trainsInEvaluationMode: trainsInEvaluationMode)
    if divides {
      composition.selection = ConsensusDivision(mixture, overflowingTemperature: overflowSafe ? nil : temperature)
    }
    return composition
  }

  /// The encoders alone, for weights of which only the tensors are known: CLIP's global embedding, with RDE's token
  /// selection in the paper's ratio if there are its heads.
  package static func encoder(selectingTokens: Bool, in context: MethodContext) throws -> ComposedMethod {
    var configuration = RDE()
    configuration.usesTokenSelection = selectingTokens
    return try configuration.method(in: context)
  }
}
