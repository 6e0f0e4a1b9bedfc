import BenchCore
import Testing

@testable import Reports

/// Conditions on runs, and which runs may be one group.
@Suite struct RunSelectionTests {
  private static func selection(_ texts: String...) throws -> RunSelection {
    try RunSelection(typed: texts) { text in
      struct NoRate: Error {}
      guard text.hasSuffix("%"), let number = Double(text.dropLast()) else { throw NoRate() }
      return number / 100
    }
  }

  private static let runs = [1, 2, 3].flatMap { seed in
    ["rde-tal", "irra-sdm"].map { method in
      RunFixtures.run(
        RunFixtures.spec(noise: method == "rde-tal" ? 0.2 : 0.5, method: method, seed: seed), best: 50, last: 50)
    }
  }

  @Test func fieldsHaveSymbolsAndEndsOfPaths() throws {
    let runs = [0.01, 0.05].map { value in
      RunFixtures.run(
        RunFixtures.spec(configuration: ["temperature": .number(value), "margin": .number(0.1)]), best: 50, last: 50)
    }
    let names = FieldNames(symbols: ["tau": ["temperature"], "m": ["margin", "tripletMargin"], "x": ["other"]])
    func chosen(_ texts: String...) throws -> Int {
      try RunSelection(typed: texts, names: names, methodID: { $0 == "RDE" ? "rde-tal" : $0 }) { Double($0) ?? .nan }
        .filter(runs, record: \.self).count
    }
    #expect(try chosen("tau=0.05") == 1 && chosen("temperature=0.01") == 1 && chosen("m=0.1") == 2)
    #expect(try chosen("method.configuration.margin=0.1", "tau=0.01,0.05") == 2)
    #expect(try chosen("method=RDE") == 2)
    #expect(throws: RunSelectionFailure.self) { try chosen("x=1") }
    let first = try RunSelection(typed: ["tau=0.01"], names: names) { Double($0) ?? .nan }
    let second = try RunSelection(typed: ["temperature=0.05"], names: names) { Double($0) ?? .nan }
    #expect(try second.completed(by: first).filter(runs, record: \.self).count == 1, "a symbol is its field")
  }

  @Test func everyValueChoosesARun() throws {
    func chosen(_ texts: String...) throws -> [String] {
      try RunSelection(typed: texts) { Double($0.dropLast()).map { $0 / 100 } ?? .nan }
        .filter(Self.runs, record: \.self).map { "\($0.spec.method.id) \($0.spec.seed)" }
    }
    #expect(try chosen("method=rde-tal", "seed=1,3") == ["rde-tal 1", "rde-tal 3"])
    #expect(try chosen("noise=50%", "seed=2") == ["irra-sdm 2"])
    #expect(throws: RunSelectionFailure.nothing("seed", "9", found: ["1", "2"])) { try chosen("seed=1,2,9") }
    // The other method has that rate, which does not help.
    #expect(throws: RunSelectionFailure.nothing("noise.rate", "50%", found: ["0.2"])) {
      try chosen("noise=20%,50%", "method=rde-tal")
    }
    #expect(throws: RunSelectionFailure.nothing("recipe.epochs", "60%", found: ["60"])) {
      try chosen("recipe.epochs=60%")
    }
    #expect(throws: (any Error).self) { try Self.selection("noise=1") }
  }

  private static func compared(_ spec: RunSpec, file: String, last: Double = 50) -> ComparedRun? {
    try? ComparedRun(file: file, record: RunFixtures.run(spec, best: nil, last: last)) { _ in throw CancellationError()
    }
  }

  private static func pair(_ a: [RunSpec], _ b: [RunSpec]) throws -> (ComparedGroup, ComparedGroup) {
    try ComparedGroup.pair(
      (
        a.enumerated().compactMap { compared($1, file: "a\($0)") },
        b.enumerated().compactMap { compared($1, file: "b\($0)", last: 60) }
      ))
  }

  @Test func groupsAreThoseThatTablesAverage() throws {
    let (one, two) = (RunFixtures.spec(seed: 1), RunFixtures.spec(seed: 2))
    let other = RunFixtures.spec(method: "irra-sdm", seed: 1)
    #expect(try Self.pair([two, one], [other]).0.seeds == [1, 2])
    var threads = two
    threads.threads = 2
    #expect(throws: ComparedRunFailure.mixedGroup("a0", "a1", field: "threads", values: "1 and 2")) {
      try Self.pair([one, threads], [other])
    }
    var noise = two
    noise.noise.seed = 7
    #expect(throws: ComparedRunFailure.mixedGroup("a0", "a1", field: "noise.seed", values: "1 and 7")) {
      try Self.pair([one, noise], [other])
    }
    // A result of before images were looked at is one on the images of the others.
    var images = two
    images.dataset.imageChecksum = String(repeating: "b", count: 64)
    #expect(try Self.pair([one, images], [other]).0.runs.allSatisfy { $0.record.spec.dataset.imageChecksum != nil })
    // Another number, so no copy, but the same seed.
    let twins = [Self.compared(one, file: "x"), Self.compared(one, file: "y", last: 51)].compactMap(\.self)
    #expect(throws: ComparedRunFailure.repeatedSeed("x", "y", 1)) {
      try ComparedGroup.pair((twins, [Self.compared(other, file: "z")].compactMap(\.self)))
    }
    let run = [Self.compared(one, file: "x")].compactMap(\.self)
    #expect(throws: ComparedRunFailure.onBothSides("x", "y")) {
      try ComparedGroup.pair((run, [Self.compared(one, file: "y")].compactMap(\.self)))
    }
  }

  @Test func whatElseDiffersIsNamed() throws {
    let (a, b) = try Self.pair(
      [RunFixtures.spec(epochs: 2, configuration: ["margin": .number(1)])],
      [RunFixtures.spec(method: "irra-sdm", epochs: 1, configuration: ["margin": .number(2)])])
    #expect(a.otherDifferences(from: b).map { "\($0.field) \($0.a) \($0.b)" } == ["recipe.epochs 2 1"])
  }

  @Test func supersededRunsAreThoseThatTablesLeaveOut() {
    let spec = RunFixtures.spec()
    let runs = [
      RunFixtures.run(spec, best: 50, endedAt: 1), RunFixtures.run(spec, best: 51, endedAt: 3),
      RunFixtures.run(spec, best: nil, outcome: .failed("no"), endedAt: 9),
      RunFixtures.run(RunFixtures.spec(seed: 2), best: 50),
    ]
    #expect(RunSelection.superseded(among: runs) == [0: 1, 2: 1])
  }
}
