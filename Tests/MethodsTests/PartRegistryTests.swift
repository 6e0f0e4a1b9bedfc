import Testing

@testable import Methods

/// What `bench list parts` prints.
@Suite struct PartRegistryTests {
  @Test func partsAreDescribedAndOfOneKindTogether() {
    let parts = PartRegistry.all
    #expect(Set(parts.map { "\($0.kind) \($0.id)" }).count == parts.count)
    for part in parts {
      #expect(!part.title.isEmpty && !part.formula.isEmpty && !part.source.isEmpty, "\(part.kind) \(part.id)")
    }
    let kinds = parts.map(\.kind)
    let places = zip(kinds, kinds.dropFirst()).count { $0 != $1 }
    #expect(places == Set(kinds).count - 1, "\(kinds)")
  }

  /// A matching loss that a configuration can name is a part.
  @Test func everyMatchingLossIsAPart() {
    let losses = PartRegistry.all.filter { $0.kind == "loss" }.map(\.id)
    #expect(Set(losses).isSuperset(of: MatchingLossName.names))
  }
}
