import BenchCore
import Methods
import Testing

@testable import Reports

/// The rows of the papers' tables name configurations that exist.
@Suite struct PaperBindingTests {
  private static let facts = StudyFacts(noiseRate: 0.5, datasetID: "CUHK-PEDES", imageLayers: 12)

  /// The systems of methods that the registry has; a name's first word is its family.
  private static let systems = PaperBindings.standard.systems.filter { _, selector in
    let families = MethodRegistry.ids.map { $0.prefix { $0 != "-" } }
    return selector.methods.contains { id in families.contains(id.prefix { $0 != "-" }) }
  }

  @Test(arguments: systems.keys.sorted()) func everySystemCanBeRun(system: String) throws {
    let selector = try #require(Self.systems[system])
    let known = selector.methods.filter(MethodRegistry.ids.contains)
    #expect(!known.isEmpty, "\(selector.methods)")
    for id in known {
      let overrides = selector.configuration.merging(selector.newerFields) { $1 }
      let entry = try MethodRegistry.method(id)
      let spec = try entry.resolved(overrides, for: Self.facts)
      #expect(selector.matches(spec))
      for other in Self.systems.keys where other != system {
        #expect(Self.systems[other]?.matches(spec) == false, "\(id) is \(system) and \(other)")
      }
    }
  }

  @Test func publishedMethodsAreRowsAsTheyAre() throws {
    for (id, system) in [
      ("irra-sdm", "IRRA"), ("irra-tal", "IRRA TAL"), ("irra-bsdm", "IRRA BSDM"), ("clip-c", "CLIP-C"),
      ("decl", "DECL"), ("ivt", "IVT"), ("rde-tal", "RDE"), ("rde-sdm", "RDE SDM"), ("rde-bsdm", "RDE BSDM"),
      ("rde-trl", "RDE TRL"),
      ("rde-trls", "RDE TRL-S"), ("amns", "AMNS"), ("amns-sdm", "AMNS SDM"), ("amns-tal", "AMNS TAL"),
    ] {
      let spec = try MethodRegistry.method(id).resolved(for: Self.facts)
      let matching = PaperBindings.standard.systems.filter { $0.value.matches(spec) }.keys
      #expect(Array(matching) == [system], "\(id)")
    }
  }

  @Test func everyAblationRowHasABinding() throws {
    for table in [PaperTable.rde2, .rde7, .rde8, .amns1, .amns3] {
      for system in try table.systems() { #expect(PaperBindings.standard.systems[system] != nil, "\(system)") }
    }
  }
}
