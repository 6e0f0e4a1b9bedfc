import Testing

@testable import Methods

/// What `bench list parts` prints.
@Suite struct PartRegistryTests {
  @Test func partsAreDescribedAndOfOneKindTogether() {
    let parts = PartRegistry.all
    #expect(Set(parts.map { "\($0.kind?.rawValue ?? "none") \($0.id)" }).count == parts.count)
    for part in parts {
      #expect(!part.title.isEmpty && !part.formula.isEmpty && !part.source.isEmpty, "\(part.id)")
    }
    let kinds = parts.compactMap(\.kind)
    #expect(kinds.count == parts.count && Set(kinds) == Set(PartInfo.Kind.allCases))
    let places = zip(kinds, kinds.dropFirst()).count { $0 != $1 }
    #expect(places == Set(kinds).count - 1, "\(kinds)")
  }

  /// What a field of the composed method can name is a part, but for no loss; and no setting is of no part by mistake.
  @Test func everyWordIsAPartAndEverySettingAField() throws {
    let fields = ComposedSettings.fields
    for kind in PartInfo.Kind.allCases {
      let words = PartRegistry.all.filter { $0.kind == kind }.map(\.id)
      switch fields.first(where: { $0.name == kind.rawValue })?.permitted {
      case .oneOf(let names), .listOf(let names, _): #expect(Set(names).subtracting(["none"]) == Set(words), "\(kind)")
      default: Issue.record("\(kind) names no parts")
      }
    }
    let settings = Set(PartRegistry.all.flatMap(\.settings))
    let choices = Set(PartInfo.Kind.allCases.map(\.rawValue))
    #expect(settings.isSubset(of: fields.map(\.name)))
    // These mean something to any composition.
    #expect(
      Set(fields.map(\.name)).subtracting(settings).subtracting(choices)
        == ["trusted", "masksInPlace", "stepsPerEpoch", "trainsPatchEmbedding"])
  }
}
