import BenchCore
import Foundation
import Methods
import TestSupport
import Testing

@testable import Studies

/// Settings of fields that take lists of words: where a comma joins one list and where it separates several.
@Suite struct ListSettingTests {
  private struct Configuration: MethodConfiguration {
    var heads = ["global"]
    var auxiliary: [String] = []
    var margin = 0.1

    static let fields = [
      ConfigurationField("heads", "Embeddings.", source: "a test", permitted: .listOf(["global", "tse"])),
      ConfigurationField(
        "auxiliary", "Losses.", source: "a test", permitted: .listOf(["id", "mlm"], canBeEmpty: true)),
      ConfigurationField("margin", "A margin.", source: "a test", permitted: .above(0), aliases: ["m"]),
      ConfigurationField(
        "stepsPerEpoch", "Steps.", source: "a test", permitted: .whole(0...9), absentValue: .number(0)),
    ]
    var stepsPerEpoch = 0
  }

  private static let entry = MethodEntry(
    MethodInfo(id: "lists", title: "Lists", summary: "A test.", citation: "none"), defaults: Configuration()
  ) { _, _ in throw MethodFailure.noCleanPairs }

  private func list(_ words: String...) -> JSONValue { .array(words.map { .string($0) }) }

  private func variants(_ fixed: [FieldSetting], _ varied: [FieldSetting] = []) throws -> [MethodVariants.Variant] {
    try MethodVariants(of: [Self.entry], fixed: fixed, varied: varied).variants(of: Self.entry)
  }

  private func typed(_ text: String) throws -> FieldSetting { try #require(FieldSetting(typed: text)) }

  @Test(
    arguments: [
      ("heads=global,tse", ["global", "tse"], "heads=global+tse"),
      ("heads=tse,global", ["global", "tse"], "heads=global+tse"),
      ("lists.heads=global+tse", ["global", "tse"], "heads=global+tse"), ("heads=tse", ["tse"], "heads=tse"),
      ("auxiliary=none", [], "auxiliary=none"),
    ])
  func aSettingIsOneList(text: String, words: [String], change: String) throws {
    let variant = try #require(try variants([typed(text)]).first)
    #expect(Array(variant.overrides.values) == [.array(words.map { .string($0) })])
    #expect(variant.changes == [change])
    // What tables and messages print is typed again for the same.
    #expect(try variants([typed(change)]).first?.overrides == variant.overrides)
  }

  @Test func listsVaryByCommas() throws {
    let varied = try variants([], [typed("heads=global,tse+global"), typed("auxiliary=none,id,id+mlm")])
    #expect(
      varied.map(\.overrides["heads"]) == Array(repeating: list("global"), count: 3)
        + Array(repeating: list("global", "tse"), count: 3))
    #expect(varied.prefix(3).map(\.changes) == ["none", "id", "id+mlm"].map { ["heads=global", "auxiliary=\($0)"] })
    #expect(throws: StudyFailure.repeated("values of heads", value: "global+tse")) {
      try variants([], [typed("heads=global+tse,tse+global")])
    }
  }

  @Test func onlyListsTakeSeveralValues() throws {
    #expect(throws: StudyFailure.severalValues("m=0.1,0.2")) { try variants([typed("m=0.1,0.2")]) }
    #expect(try variants([], [typed("m=0.1,0.2")]).count == 2)
  }

  /// Lists of lists, or words with plus signs, are what varies; one list is what is set.
  @Test func suitesWriteListsAsLists() throws {
    func settings(_ key: String, _ yaml: String) throws -> [FieldSetting] {
      try withTemporaryFolder { folder in
        let file = folder.appending(path: "a.yaml")
        try Data("\(key): {\(yaml)}".utf8).write(to: file)
        let node = try #require(try SuiteNode(file: file).fields(of: "a suite").first).value
        return try node.settings(key)
      }
    }
    func changes(set: String? = nil, vary: String? = nil) throws -> [[String]] {
      try variants(set.map { try settings("set", $0) } ?? [], vary.map { try settings("vary", $0) } ?? []).map(
        \.changes)
    }
    for yaml in ["lists.heads: [global, tse]", "heads: global+tse", "heads: [[tse, global]]", "heads: 'tse+global'"] {
      #expect(try changes(set: yaml) == [["heads=global+tse"]], "\(yaml)")
    }
    for yaml in ["auxiliary: none", "auxiliary: []", "auxiliary: [none]"] {
      #expect(try changes(set: yaml) == [["auxiliary=none"]], "\(yaml)")
    }
    for yaml in ["heads: [[global], [global, tse]]", "heads: [global, global+tse]", "heads: [global, [tse, global]]"] {
      #expect(try changes(vary: yaml) == [["heads=global"], ["heads=global+tse"]], "\(yaml)")
    }
    #expect(try changes(vary: "auxiliary: [[], [id]]") == [["auxiliary=none"], ["auxiliary=id"]])
    #expect(throws: SuiteFailure.self) { try settings("vary", "heads: []") }
    #expect(throws: SuiteFailure.self) { try settings("set", "heads: [[[global]]]") }
    #expect(throws: SuiteFailure.self) { try settings("set", "heads: [{a: b}]") }
    let number = try variants(settings("set", "margin: [[0.2]]"))[0].overrides
    #expect(throws: MethodFailure.malformedField("margin", method: "lists", reason: "must be a number")) {
      try Self.entry.resolved(number, for: StudyFacts(noiseRate: 0, datasetID: "", imageLayers: 1))
    }
  }

  /// What a sweep says of epochs that are not every pair once.
  @Test func otherStepsThanAllPairsFillAreSaid() throws {
    let isClean = (0..<100).map { $0 % 2 == 0 }
    func text(_ length: EpochLength, isClean: [Bool] = isClean) -> String? {
      PlannedEpoch(
        length, of: Self.entry, label: "Own", dataset: "synth-pedes", noise: 0.5, isClean: isClean,
        recipe: TrainingRecipe(batchSize: 16))?.description
    }
    #expect(text(EpochLength()) == nil && text(EpochLength(steps: 7)) == nil)
    #expect(text(EpochLength(leavesNoisyPairsOut: true), isClean: Array(repeating: true, count: 100)) == nil)
    #expect(
      text(EpochLength(leavesNoisyPairsOut: true))
        == "Own on synth-pedes at 50% noise: 4 steps an epoch of its 50 clean pairs, where all 100 pairs fill 7; "
        + "stepsPerEpoch=7 makes as many")
    #expect(text(EpochLength(leavesNoisyPairsOut: true, steps: 7)) == nil)
    #expect(
      text(EpochLength(steps: 9)) == "Own on synth-pedes at 50% noise: 9 steps an epoch, where all 100 pairs fill 7")
  }
}
