import BenchCore
import Testing
import Torch

@testable import Methods
@testable import Training

/// Any composition keeps what the named methods keep to: two hundred drawn ones.
@Suite struct CompositionTests {
  static let truth = OracleMask(isClean: (0..<TinyTraining.pairCount).map { $0 % 4 < 2 })
  static let count = 200
  static let share = 10

  /// A composition drawn at random among those that can work, and what was refused on the way to it.
  static func drawn(_ number: Int) throws -> (spec: MethodSpec, refusals: [String]) {
    var generator = SeededGenerator(seed: 18, stream: "composition", UInt64(number))
    func word(_ words: [String]) -> JSONValue { .string(generator.element(of: words)) }
    func list(_ words: [String], _ chance: Double) -> JSONValue {
      .array(words.filter { _ in generator.chance(chance) }.map { .string($0) })
    }
    var refusals: [String] = []
    while true {
      let losses = MatchingLossName.names + ["edl", "none"]
      let auxiliary = Auxiliary.Name.allCases.map(\.rawValue)
      var settings: [String: JSONValue] = [
        "heads": list(["global", "tse"], 0.7), "loss": word(losses), "auxiliary": list(auxiliary, 0.35),
        "selection": word(ComposedSettings.Selection.allCases.map(\.rawValue)),
        "views": word(ComposedSettings.Views.allCases.map(\.rawValue)),
      ]
      if generator.chance(0.2) { settings["tokenLoss"] = word(losses) }
      if generator.chance(0.3) { settings["trusted"] = list(auxiliary, 0.3) }
      if generator.chance(0.3) { settings["masksInPlace"] = .bool(true) }
      if generator.chance(0.3) { settings["addsOriginal"] = .bool(true) }
      if generator.chance(0.2) { settings["refillsBatches"] = .bool(false) }
      if generator.chance(0.2) { settings["trainsPatchEmbedding"] = .bool(false) }
      if generator.chance(0.2) { settings["trainsInEvaluationMode"] = .bool(false) }
      if generator.chance(0.2) { settings["squashes"] = .bool(false) }
      if generator.chance(0.2) { settings["identityWeight"] = .number(0.5) }
      do {
        return (try MethodEntry.composed.resolved(settings, for: TinyTraining.facts), refusals)
      } catch let failure as MethodFailure {
        refusals.append("\(failure.problem); \(failure.remedy ?? "")")
      }
    }
  }

  static func build(_ spec: MethodSpec, seed: UInt64 = 1, device: Device = .cpu) throws -> any RetrievalMethod {
    var context = TinyTraining.context(seed: seed)
    context.device = device
    return try MethodEntry.composed.build(spec, in: context, truth: truth)
  }

  @Test func refusalsSayWhy() throws {
    let refusals = try (0..<Self.count).flatMap { try Self.drawn($0).refusals }
    #expect(refusals.count > 20)
    for refusal in refusals { #expect(refusal.contains("`") && refusal.count > 30, "\(refusal)") }
    // Both kinds come: parts that cannot work together, and settings of parts that are not there.
    #expect(refusals.contains { $0.contains("is of no use without") } && refusals.contains { $0.contains("must be") })
  }

  @Test(arguments: Array(stride(from: 0, to: count, by: share)))
  func trainsDeterministicallyAndSurvivesACheckpoint(first: Int) throws {
    for number in first..<(first + Self.share) {
      let spec = try Self.drawn(number).spec
      let method = try Self.build(spec)
      let losses = try TinyTraining.train(method)
      #expect(!losses.isEmpty && losses.allSatisfy(\.isFinite), "\(spec)")
      let weights = try TinyTraining.weights(of: method)
      #expect(weights.values.allSatisfy { $0.allSatisfy(\.isFinite) }, "\(spec)")
      let again = try Self.build(spec)
      #expect(try TinyTraining.train(again) == losses && TinyTraining.weights(of: again) == weights, "\(spec)")
      // Values out of the store, and back into a fresh method, which goes on alike.
      let stored = Dictionary(
        uniqueKeysWithValues: try method.parameters.entries.map { ($0.name, try $0.tensor.detached().cloned()) })
      let resumed = try Self.build(spec, seed: 1)
      #expect(try resumed.parameters.load(stored) == [], "\(spec)")
      #expect(try TinyTraining.embeddings(of: resumed) == TinyTraining.embeddings(of: method), "\(spec)")
      #expect(
        try TinyTraining.train(resumed, epoch: 11) == TinyTraining.train(method, epoch: 11), "\(spec)")
      let needs = try MethodEntry.composed.needs(of: spec)
      try TinyTraining().forEachBatch { batch in
        var batch = batch
        if !needs.contains(.maskedCaptions) { batch.masked = nil }
        if !needs.contains(.secondView) { batch.secondView = nil }
        let terms = try method.losses(of: batch)
        #expect(try terms.allSatisfy { try $0.value.item().isFinite }, "\(spec)")
      }
    }
  }

  @Test(arguments: Array(stride(from: 0, to: count, by: share)))
  func goesOnWhereItStopped(first: Int) throws {
    for number in first..<(first + Self.share) {
      let spec = try Self.drawn(number).spec
      let undisturbed = try Self.build(spec)
      let expected = try InterruptionTests.trainer(undisturbed, TinySources()).run { $0 }
      let sources = try TinySources()
      sources.stops = ["training 1 2", "training 2 1"]
      var state: TrainingState?
      var method = undisturbed
      var outcome: Trainer.Outcome?
      for _ in 0..<3 where outcome == nil {
        method = try Self.build(spec)
        let trainer = InterruptionTests.trainer(method, sources, save: { state = try $0.copied() })
        outcome = try? trainer.run(from: { state }) { $0 }
      }
      #expect(try #require(outcome).withoutTimes == expected.withoutTimes, "\(spec)")
      #expect(try TinyTraining.weights(of: method) == TinyTraining.weights(of: undisturbed), "\(spec)")
    }
  }
}
