import Testing

@testable import Datasets

/// How datasets are named.
@Suite struct DatasetRegistryTests {
  @Test(
    arguments: [
      ("CUHK-PEDES", "CUHK-PEDES"), ("cuhk-pedes", "CUHK-PEDES"), ("rstpreid", "RSTPReid"),
      ("Synth-Pedes/ICFG", "synth-pedes/icfg"), ("synth-pedes/cuhk", "synth-pedes"),
      ("SYNTH-PEDES/CUHK", "synth-pedes"),
    ])
  func lettersMayBeOfAnyCase(name: String, id: String) throws {
    #expect(try DatasetRegistry.info(named: name).id == id && DatasetRegistry.id(named: name) == id)
  }

  @Test func otherNamesAreRefused() {
    let failure = #expect(throws: DatasetFailure.self) { try DatasetRegistry.info(named: "cuhk") }
    #expect(failure?.isUsage == true && failure?.remedy == "did you mean CUHK-PEDES?")
    #expect(DatasetRegistry.id(named: "cuhk") == "cuhk")
    #expect(Set(DatasetRegistry.all.map { $0.id.lowercased() }).count == DatasetRegistry.all.count)
  }
}
