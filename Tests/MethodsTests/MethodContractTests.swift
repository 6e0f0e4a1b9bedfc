import BenchCore
import Testing
import Torch
import Training

@testable import Methods

/// What every method of the registry keeps to.
@Suite struct MethodContractTests {
  /// Half of the pairs are clean, of all identities.
  private static let truth = OracleMask(isClean: (0..<TinyTraining.pairCount).map { $0 % 4 < 2 })
  /// The same number of clean pairs, others.
  private static let shuffledTruth = OracleMask(isClean: (0..<TinyTraining.pairCount).map { $0 % 4 > 1 })

  private func build(_ id: String, truth: OracleMask? = truth, seed: UInt64 = 1) throws -> any RetrievalMethod {
    let entry = try MethodRegistry.method(id)
    return try entry.build(
      entry.resolved(for: TinyTraining.facts), in: TinyTraining.context(of: id, seed: seed), truth: truth)
  }

  @Test func idsAndTitlesAreUnique() {
    #expect(Set(MethodRegistry.ids).count == MethodRegistry.all.count)
    #expect(Set(MethodRegistry.all.map(\.info.title)).count == MethodRegistry.all.count)
    #expect(Set(MethodRegistry.all.map { $0.info.title.lowercased() }).count == MethodRegistry.all.count)
    for id in MethodRegistry.ids { #expect(id.allSatisfy { $0.isLowercase || $0.isNumber || $0 == "-" }) }
  }

  @Test(
    arguments: [
      ("RDE", "rde-tal"), ("rde", "rde-tal"), ("IRRA", "irra-sdm"), ("CLIP-C", "clip-c"), ("DECL", "decl"),
      ("AMNS", "amns"), ("IVT", "ivt"), ("IRRA-SDM", "irra-sdm"), ("AMNS-TAL", "amns-tal"), ("External", "external"),
    ])
  func aPapersNameMeansTheMethodItProposes(name: String, id: String) throws {
    #expect(try MethodRegistry.method(name).info.id == id && MethodRegistry.id(named: name) == id)
  }

  @Test func aNameOfNoneOrOfSeveralMethodsIsRefused() throws {
    #expect(throws: MethodFailure.unknownMethod("RDE2", known: MethodRegistry.ids + ["external"])) {
      try MethodRegistry.method("RDE2")
    }
    #expect(MethodRegistry.id(named: "RDE2") == "RDE2")
    let twice = [try MethodRegistry.method("rde-tal"), try MethodRegistry.method("rde-tal")]
    #expect(throws: MethodFailure.ambiguousMethod("rde", ids: ["rde-tal", "rde-tal"])) {
      try MethodRegistry.method("rde", among: twice)
    }
  }

  @Test func symbolsStandForFields() {
    #expect(MethodRegistry.symbols["tau"] == ["temperature"] && MethodRegistry.symbols["R"]?.isEmpty == false)
    #expect(MethodRegistry.symbols["m"] == ["margin", "tripletMargin"])
  }

  @Test(arguments: MethodRegistry.ids) func trainsTwoFiniteStepsThatDependOnTheSeedOnly(id: String) throws {
    let first = try build(id)
    let before = try TinyTraining.weights(of: first)
    let losses = try TinyTraining.train(first)
    #expect(!losses.isEmpty && losses.allSatisfy { $0.isFinite })
    let after = try TinyTraining.weights(of: first)
    #expect(after.values.allSatisfy { $0.allSatisfy { $0.isFinite } })
    #expect(before != after)
    let second = try build(id)
    #expect(try TinyTraining.train(second) == losses)
    #expect(try TinyTraining.weights(of: second) == after)
    #expect(try TinyTraining.weights(of: build(id, seed: 2)) != before)
  }

  @Test(arguments: MethodRegistry.ids, Precision.allCases.filter { $0 != .fp32 })
  func trainsInEveryPrecision(id: String, precision: Precision) throws {
    let entry = try MethodRegistry.method(id)
    let method = try entry.build(
      entry.resolved(for: TinyTraining.facts), in: TinyTraining.context(of: id, precision: precision), truth: Self.truth
    )
    let losses = try TinyTraining.train(method)
    #expect(!losses.isEmpty && losses.allSatisfy { $0.isFinite }, "\(losses)")
    let broken = try TinyTraining.weights(of: method).filter { !$0.value.allSatisfy(\.isFinite) }.keys.sorted()
    #expect(broken == [])
    #expect(try TinyTraining.embeddings(of: method).joined().allSatisfy { $0.isFinite })
    #expect(try losses != TinyTraining.train(build(id)), "another precision, other numbers")
    let types = Set(try method.parameters.trainable.map { try $0.tensor.dtype })
    #expect(types == (precision == .paper ? [.float16, .float32] : [.float32]))
  }

  /// Nothing about a parameter's name says how fast it learns: the path to it does.
  @Test(arguments: MethodRegistry.ids) func everyParameterIsInADeclaredGroup(id: String) throws {
    let method = try build(id)
    let settings = try method.parameters.settings(.paper)
    #expect(settings.map(\.entry.name) == method.parameters.trainable.map(\.name))
    #expect(settings.allSatisfy { $0.settings.learningRate > 0 })
  }

  /// What a checkpoint does: values out of the store, and back into a fresh model.
  @Test(arguments: MethodRegistry.ids) func parametersAreTheWholeModel(id: String) throws {
    let trained = try build(id)
    try TinyTraining.train(trained)
    let embeddings = try TinyTraining.embeddings(of: trained)
    let weights = Dictionary(
      uniqueKeysWithValues: try trained.parameters.entries.map { ($0.name, try $0.tensor.detached().cloned()) })
    let fresh = try build(id, seed: 7)
    #expect(try TinyTraining.embeddings(of: fresh) != embeddings)
    #expect(try fresh.parameters.load(weights) == [])
    #expect(try TinyTraining.embeddings(of: fresh) == embeddings)
    // Training goes on alike from there.
    let resumed = try build(id)
    try resumed.parameters.load(weights)
    #expect(try TinyTraining.train(resumed, epoch: 11) == TinyTraining.train(trained, epoch: 11))
  }

  /// A method that does not declare an oracle trains to the same bits whatever the truth is, or without any.
  @Test(arguments: MethodRegistry.ids) func onlyDeclaredOraclesSeeTheTruth(id: String) throws {
    let entry = try MethodRegistry.method(id)
    let declares = entry.fields.contains { $0.name == "usesOracle" }
    var results: [[String: [Double]]] = []
    for truth in [Self.truth, Self.shuffledTruth] {
      let method = try build(id, truth: truth)
      #expect((method.trainingPairs == nil) == !declares)
      try TinyTraining.train(method)
      results.append(try TinyTraining.weights(of: method))
    }
    #expect((results[0] == results[1]) == !declares)
    if declares {
      #expect(throws: MethodFailure.noCleanPairs) { try build(id, truth: nil) }
      #expect(throws: MethodFailure.noCleanPairs) {
        try build(id, truth: OracleMask(isClean: [Bool](repeating: false, count: TinyTraining.pairCount)))
      }
      let blind = try entry.resolved(["usesOracle": .bool(false)], for: TinyTraining.facts)
      let method = try entry.build(blind, in: TinyTraining.context(), truth: Self.truth)
      #expect(method.trainingPairs == nil)
    }
  }

  /// The noise rate may decide a field only where the field says so.
  @Test(arguments: MethodRegistry.ids) func onlyDocumentedFieldsDependOnTheNoiseRate(id: String) throws {
    let entry = try MethodRegistry.method(id)
    func fields(_ rate: Double) throws -> [String: JSONValue] {
      let facts = StudyFacts(noiseRate: rate, datasetID: "CUHK-PEDES", imageLayers: 12)
      guard case .object(let fields) = try entry.resolved(for: facts).configuration else { return [:] }
      return fields
    }
    let (clean, noisy) = try (fields(0), fields(0.8))
    for (name, value) in clean where noisy[name] != value {
      #expect(try entry.field(named: name).meaning.contains("true noise rate"), "\(name)")
    }
  }

  /// What a sweep says of an epoch before a network is built is what the method tells the trainer.
  @Test(arguments: MethodRegistry.ids) func anEpochIsAsLongAsItsConfigurationSays(id: String) throws {
    let entry = try MethodRegistry.method(id)
    var cases: [[String: JSONValue]] = [[:]]
    if entry.defaults["stepsPerEpoch"] != nil { cases.append(["stepsPerEpoch": .number(5)]) }
    for settings in cases {
      let spec = try entry.resolved(settings, for: TinyTraining.facts)
      let (length, method) = (
        try entry.epochLength(of: spec), try entry.build(spec, in: TinyTraining.context(of: id), truth: Self.truth)
      )
      #expect(method.stepsPerEpoch == length.steps && length.steps == (settings.isEmpty ? nil : 5))
      #expect((method.trainingPairs != nil) == length.leavesNoisyPairsOut)
    }
  }

  @Test(arguments: MethodRegistry.ids) func everyFieldIsDocumented(id: String) throws {
    let entry = try MethodRegistry.method(id)
    #expect(entry.fields.map(\.name).sorted() == entry.defaults.keys.sorted())
    let names = entry.fields.flatMap { [$0.name] + $0.aliases }
    #expect(Set(names).count == names.count, "\(names)")
    for field in entry.fields {
      #expect(field.meaning.hasSuffix(".") && !field.source.isEmpty, "\(field.name)")
      // Numbers have a range and words a list.
      switch entry.defaults[field.name] {
      case .number, .string, .array: #expect(field.permitted != .any, "\(field.name)")
      default: break
      }
    }
    #expect(!entry.info.citation.isEmpty && !entry.info.summary.isEmpty)
  }

  @Test(arguments: MethodRegistry.ids) func wrongFieldsAreRefused(id: String) throws {
    let entry = try MethodRegistry.method(id)
    func refusal(_ name: String, _ value: JSONValue) -> String {
      do {
        _ = try entry.resolved([name: value], for: TinyTraining.facts)
        return "none"
      } catch { return "\(error)" }
    }
    for field in entry.fields {
      let name = field.name
      // Of many close names three are proposed.
      if id != "composed" { #expect(refusal(String(name.dropLast()), .number(1)).contains(name), "\(name)") }
      for value in [JSONValue.object([:]), .null] { #expect(refusal(name, value).contains(name)) }
      switch field.permitted {
      case .any: #expect(refusal(name, .number(3)).contains("true or false"), "\(name)")
      case .above(let bound), .between(let bound, _):
        #expect(refusal(name, .number(bound)).contains(field.permitted.description), "\(name)")
      case .atLeast(let bound), .from(let bound, to: _), .halfOpen(let bound, _):
        #expect(refusal(name, .number(bound - 1)).contains(field.permitted.description), "\(name)")
        #expect(refusal(name, .string("much")).contains("number"), "\(name)")
      case .whole(let range):
        for number in [Double(range.lowerBound - 1), Double(range.lowerBound) + 0.5, 1e300] {
          #expect(refusal(name, .number(number)).contains(field.permitted.description), "\(name)")
        }
      case .oneOf(let words):
        #expect(refusal(name, .string(words[0] + "x")).contains("did you mean \(words[0])"), "\(name)")
      case .listOf(let words, let canBeEmpty):
        #expect(entry.defaults[name].map(field.permitted.canonical) == entry.defaults[name], "\(name)")
        #expect((refusal(name, .array([])) == "none") == canBeEmpty, "\(name)")
        #expect(refusal(name, .string(words[0] + "x")).contains("did you mean \(words[0])"), "\(name)")
        #expect(refusal(name, .array([.string(words[0]), .string(words[0])])).contains("twice"), "\(name)")
        continue
      }
      #expect(refusal(name, .array([])).contains(name))
    }
  }
}

/// The papers' ablations are configurations: each builds and trains.
@Suite struct AblationTests {
  @Test(
    arguments: [
      "usesGlobal=false", "usesTokenSelection=false", "divides=false", "transformsTokens=false",
      "transformsTokens=false tokenPooling=avg", "transformsTokens=false tokenPooling=topk", "tokenPooling=avg",
      "tokenPooling=topk", "trainsInEvaluationMode=false", "temperature=0.05 margin=0.3", "selectionRatio=0.8",
    ])
  func tableRowsOfRDE(changes: String) throws { try check("rde-tal", changes) }

  @Test(
    arguments: [
      "matchingWeight=0", "identityWeight=0", "maskedModellingWeight=0", "identityWeight=0 maskedModellingWeight=0",
      "masksInPlace=false",
    ])
  func lossesOfIRRA(changes: String) throws { try check("irra-sdm", changes) }

  @Test(arguments: ["identityWeight=0 maskedModellingWeight=0", "hingeWeight=0", "warmupEpochs=0"])
  func partsOfDECL(changes: String) throws { try check("decl", changes) }

  @Test(arguments: ["alignsParts=false", "hiddenShare=0 dropPath=0 wordDropout=0"])
  func partsOfIVT(changes: String) throws { try check("ivt", changes) }

  @Test func aMethodNeedsALoss() throws {
    #expect(throws: MethodFailure.self) { try check("rde-tal", "usesGlobal=false usesTokenSelection=false") }
    #expect(throws: MethodFailure.self) {
      try check("irra-sdm", "matchingWeight=0 identityWeight=0 maskedModellingWeight=0")
    }
  }

  private func check(_ id: String, _ changes: String) throws {
    let entry = try MethodRegistry.method(id)
    let pairs = changes.split(separator: " ").map { $0.split(separator: "=").map(String.init) }
    let overrides = Dictionary(uniqueKeysWithValues: pairs.map { ($0[0], JSONValue(typed: $0[1])) })
    let method = try entry.build(
      entry.resolved(overrides, for: TinyTraining.facts), in: TinyTraining.context(of: id))
    let losses = try TinyTraining.train(method)
    #expect(!losses.isEmpty && losses.allSatisfy { $0.isFinite }, "\(losses)")
    #expect(try TinyTraining.embeddings(of: method).joined().allSatisfy { $0.isFinite })
  }
}

/// What a batch without a trusted pair does.
@Suite struct DistrustTests {
  /// RDE's own mean over no pair is 0 / 0.
  @Test(arguments: MethodRegistry.ids.filter { $0.hasPrefix("rde-") }) func nothingTrustedChangesNothing(
    id: String
  ) throws {
    let entry = try MethodRegistry.method(id)
    let built = try entry.build(entry.resolved(for: TinyTraining.facts), in: TinyTraining.context(of: id))
    let method = try #require(built as? ComposedMethod)
    try TinyTraining().forEachBatch { batch in
      let terms = try method.losses(of: batch, pairLabels: batch.pairIndices.map { _ in 0 })
      #expect(try terms.map { try $0.value.item() } == [0, 0])
      try (terms[0].value + terms[1].value).backward()
    }
    for entry in method.parameters.trainable {
      if let gradient = try entry.tensor.gradient { #expect(try gradient.isFinite().all(), "\(entry.name)") }
    }
  }
}

/// DECL and CLIP-C step by step.
@Suite struct NoisyBaselineTests {
  @Test func declDividesAfterItsWarmUpOnly() throws {
    let entry = try MethodRegistry.method("decl")
    let spec = try entry.resolved(for: TinyTraining.facts)
    let method = try entry.build(spec, in: TinyTraining.context())
    #expect(try method.prepare(epoch: 5, pass: TinyTraining()) == nil)
    let selection = try #require(try method.prepare(epoch: 6, pass: TinyTraining()))
    let head = try #require(selection.heads["global"])
    #expect(selection.treatedAsClean == head.takenAsClean)
    #expect(head.cleanProbabilities?.allSatisfy { (0...1).contains($0) } == true)
    #expect(head.losses.count == TinyTraining.pairCount)
    let harsh = StudyFacts(noiseRate: 0.6, datasetID: "CUHK-PEDES", imageLayers: 12)
    guard case .object(let fields) = try entry.resolved(for: harsh).configuration else { return }
    #expect(fields["warmupEpochs"] == .number(2))
  }

  @Test func clipTrainsOnCleanPairsOnly() throws {
    let entry = try MethodRegistry.method("clip-c")
    let truth = OracleMask(isClean: (0..<TinyTraining.pairCount).map { $0 != 3 })
    let method = try entry.build(
      entry.resolved(for: TinyTraining.facts), in: TinyTraining.context(), truth: truth)
    #expect(method.trainingPairs == (0..<TinyTraining.pairCount).filter { $0 != 3 })
  }
}
