/// The parts that compositions are made of.
package enum PartRegistry {
  /// All parts, those of one kind together.
  package static let all: [PartInfo] = matchingLosses

  private static var matchingLosses: [PartInfo] {
    LossRegistry.all.filter { MatchingLossName.names.contains($0.id) }.map {
      PartInfo(kind: "loss", id: $0.id, title: $0.title, formula: $0.formula, source: $0.source)
    }
  }
}
