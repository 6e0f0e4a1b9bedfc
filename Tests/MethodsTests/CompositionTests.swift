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

  /// The published methods, put together by hand.
  private static let points: [(id: String, settings: String)] = [
    ("irra-sdm", "loss=sdm auxiliary=id+mlm masksInPlace=true"),
    ("irra-tal", "loss=tal auxiliary=id+mlm masksInPlace=true"),
    ("clip-c", "loss=infonce selection=oracle"),
    (
      "decl",
      "loss=edl selection=evidential warmupEpochs=5 auxiliary=rdh+id+mlm trusted=rdh+id masksInPlace=true"
    ),
    ("rde-tal", "heads=global+tse loss=tal selection=ccd"), ("rde-sdm", "heads=global+tse loss=sdm selection=ccd"),
    ("amns", "loss=bsdm auxiliary=itc+simclr+byol+waf+id views=attention-masked addsOriginal=true"),
    ("amns-sdm", "loss=sdm auxiliary=itc+simclr+byol+waf+id views=attention-masked addsOriginal=true"),
  ]

  @Test(arguments: points) func publishedMethodsArePoints(id: String, settings: String) throws {
    let pairs = settings.split(separator: " ").map { $0.split(separator: "=").map(String.init) }
    let overrides = pairs.map { pair -> (String, JSONValue) in
      let isList = ["heads", "auxiliary", "trusted"].contains(pair[0])
      return (
        pair[0], isList ? .array(pair[1].split(separator: "+").map { .string(String($0)) }) : JSONValue(typed: pair[1])
      )
    }
    let spec = try MethodEntry.composed.resolved(Dictionary(uniqueKeysWithValues: overrides), for: TinyTraining.facts)
    let named = try MethodRegistry.method(id)
    let method = try named.build(
      named.resolved(for: TinyTraining.facts), in: TinyTraining.context(), truth: Self.truth)
    let composed = try Self.build(spec)
    #expect(composed.trainingPairs == method.trainingPairs)
    #expect(try TinyTraining.train(composed) == TinyTraining.train(method))
    #expect(try TinyTraining.weights(of: composed) == TinyTraining.weights(of: method))
    #expect(try MethodEntry.composed.needs(of: spec) == named.needs(of: named.resolved(for: TinyTraining.facts)))
  }

  @Test(arguments: [("tal", 0.015), ("trl", 0.015), ("sdm", 0.02), ("infonce", 0.02)])
  func aLossHasItsOwnTemperature(loss: String, temperature: Double) throws {
    let irra = try MethodRegistry.method("irra-sdm")
    func found(_ settings: [String: JSONValue]) throws -> JSONValue? {
      guard case .object(let fields) = try irra.resolved(settings, for: TinyTraining.facts).configuration else {
        return nil
      }
      return fields["temperature"]
    }
    #expect(try found(["loss": .string(loss)]) == .number(temperature))
    #expect(try found(["loss": .string(loss), "temperature": .number(0.3)]) == .number(0.3))
    // The row of AMNS's table I is the same run but for its id.
    let row = try MethodRegistry.method("irra-tal").resolved(for: TinyTraining.facts).configuration
    #expect(
      (try irra.resolved(["loss": .string(loss)], for: TinyTraining.facts).configuration == row) == (loss == "tal"))
  }

  /// The share with the smallest mean loss, and the first of equal ones.
  @Test func smallLossesAreTrusted() throws {
    let losses: [[Float]] = [[3, 1, 2, 9, 5, 4], [1, 1, 2, 1, 5, 0]]
    let found = try SmallLossSelection(share: 0.5).decide(
      by: losses, heads: ["global", "tse"], epoch: 3, generator: SeededGenerator(seed: 1, stream: "test"))
    #expect(found.treatedAsClean == [true, true, true, false, false, false] && found.epoch == 3)
    #expect(found.heads.names == ["global", "tse"] && found.heads["tse"]?.losses == losses[1])
    let none = try SmallLossSelection(share: 0).decide(
      by: losses, heads: ["global", "tse"], epoch: 1, generator: SeededGenerator(seed: 1, stream: "test"))
    #expect(!none.treatedAsClean.contains(true))
  }

  /// An auxiliary loss that is told whom to trust does as if the others were not there: those that compare no pairs.
  @Test(arguments: ["id", "mlm"]) func trustedLossesSeeTrustedPairsOnly(name: String) throws {
    func method(trusted: Bool) throws -> ComposedMethod {
      var settings = ComposedSettings()
      (settings.loss, settings.selection, settings.cleanShare) = ("sdm", .smallLoss, 0.5)
      settings.auxiliary = [try #require(Auxiliary.Name(rawValue: name))]
      settings.crossModalLayers = 1
      if trusted { settings.trusted = settings.auxiliary }
      return try settings.method(in: TinyTraining.context())
    }
    let (trusting, blind) = try (method(trusted: true), method(trusted: false))
    try TinyTraining(pairs: Array(0..<6)).forEachBatch { batch in
      func term(_ method: ComposedMethod, _ batch: TrainingBatch, _ labels: [Float]?) throws -> Double {
        let terms = try method.losses(of: batch, pairLabels: labels)
        return try #require(terms.first { $0.name == name }).value.item()
      }
      let labels: [Float] = [1, 0, 1, 1, 0, 0]
      let expected = try term(blind, batch.keeping(rows: [0, 2, 3]), nil)
      #expect(try abs(term(trusting, batch, labels) - expected) < 1e-4)
      #expect(try abs(term(blind, batch, labels) - expected) > 1e-4)
      #expect(try term(trusting, batch, [0, 0, 0, 0, 0, 0]) == 0)
    }
  }

  @Test(
    arguments: [
      "identityWeight", "maskedModellingWeight", "focalWeight", "hingeWeight", "contrastWeight", "matchingWeight",
    ])
  func aPartOfNoWeightIsLeftOut(field: String) throws {
    let all: [String: JSONValue] = ["auxiliary": .array(["itc", "rdh", "waf", "id", "mlm"].map { .string($0) })]
    _ = try MethodEntry.composed.resolved(all, for: TinyTraining.facts)
    let failure = #expect(throws: MethodFailure.self) {
      try MethodEntry.composed.resolved(all.merging([field: .number(0)]) { $1 }, for: TinyTraining.facts)
    }
    #expect(failure?.problem.contains("`\(field)` is 0") == true)
  }

  /// Of the tiny image's 8 patches one is kept, and of one no share below 1 is a patch.
  @Test func aHeadThatSelectsNoPatchIsRefused() throws {
    let spec = try MethodEntry.composed.resolved(
      [
        "heads": .array([.string("global"), .string("tse")]), "views": .string("random-masked"),
        "maskRatio": .number(0.9),
      ], for: TinyTraining.facts)
    let failure = #expect(throws: MethodFailure.self) { try Self.build(spec) }
    #expect(failure?.problem.contains("1 patches that are kept") == true, "\(failure.map { "\($0)" } ?? "")")
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
