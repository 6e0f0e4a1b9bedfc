import BenchCore
import Foundation
import Testing
import Torch
import Training

@testable import Methods

/// The switches of docs/decisions.md: what they change, and that specifications without them are those of before.
@Suite struct OpenChoiceTests {
  private static let added = [
    "amns": ["imageAugmentation", "matchesWholeImages", "overflowSafe", "trainsPatchEmbedding", "views"],
    "clip-c": ["refillsBatches", "stepsPerEpoch"], "decl": ["identityTrusted", "selectionTemperature", "squashes"],
    "ivt": [], "ssan": [],
    "irra": ["overflowSafe"], "rde": ["overflowSafe"],
  ]

  /// A configuration has the members of before, and no others, unless a choice is made.
  @Test(arguments: MethodRegistry.ids.filter { $0 != "composed" }) func specificationsOfBeforeStand(id: String) throws {
    let entry = try MethodRegistry.method(id)
    let family = try #require(Self.added.keys.first { id == $0 || id.hasPrefix($0 + "-") })
    let names = try #require(Self.added[family])
    #expect(entry.fields.filter({ $0.absentValue != nil }).map(\.name).sorted() == names)
    guard case .object(let members) = try entry.resolved(for: TinyTraining.facts).configuration else {
      Issue.record("a configuration is an object")
      return
    }
    // AMNS and the second reading of DECL have defaults that are not what was computed before.
    let changed = names.filter { name in entry.field(name)?.absentValue != entry.defaults[name] }
    #expect(
      changed == [
        "amns": ["views"], "decl": ["identityTrusted"] + (id == "decl" ? [] : ["selectionTemperature", "squashes"]),
      ][family] ?? [])
    #expect(Set(members.keys) == Set(entry.defaults.keys).subtracting(names).union(changed))
    // Asked for by name, the default is the same run; another value is another.
    for name in names where !changed.contains(name) {
      guard case .bool(let value)? = entry.defaults[name] else { continue }
      let same = try entry.resolved([name: .bool(value)], for: TinyTraining.facts)
      #expect(same.configuration == .object(members))
      guard case .object(let other) = try entry.resolved([name: .bool(!value)], for: TinyTraining.facts).configuration
      else { continue }
      #expect(other[name] == .bool(!value))
    }
    let before = Dictionary(
      uniqueKeysWithValues: changed.compactMap { name in
        entry.field(name)?.absentValue.map { (name, $0) }
      })
    guard case .object(let old) = try entry.resolved(before, for: TinyTraining.facts).configuration else { return }
    #expect(Set(old.keys) == Set(entry.defaults.keys).subtracting(names))
    // A stored configuration of before builds what it built.
    _ = try entry.build(
      MethodSpec(id: id, revision: entry.info.revision, configuration: .object(old)),
      in: TinyTraining.context(of: id),
      truth: OracleMask(isClean: [Bool](repeating: true, count: TinyTraining.pairCount)))
  }

  private func build(
    _ id: String, _ overrides: [String: JSONValue], truth: OracleMask? = nil
  ) throws -> any RetrievalMethod {
    let entry = try MethodRegistry.method(id)
    return try entry.build(
      entry.resolved(overrides, for: TinyTraining.facts), in: TinyTraining.context(of: id), truth: truth)
  }

  // MARK: - TAL's exponentials

  /// The official formula in plain single precision, `compute_TAL_per` of RDE's `objectives.py`.
  private static func official(_ scores: [[Float]], _ identities: [Int], _ tau: Float, _ margin: Float) -> [Float] {
    func row(_ scores: [Float], _ own: Int) -> Float {
      let exponentials = scores.map { exp($0 / tau) }
      let same = identities.map { $0 == identities[own] ? Float(1) : 0 }
      let positives = zip(exponentials, same).map { $0 * $1 }
      let sum = positives.reduce(0, +)
      let positive = zip(positives, scores).map { $0 / sum * $1 }.reduce(0, +)
      let negatives = zip(exponentials, same).map { $0 * (1 - $1) }.reduce(0, +)
      let value = -positive + tau * log(min(negatives, 10e35)) + margin
      return value.isNaN ? value : max(0, value)
    }
    return identities.indices.map { own in row(scores[own], own) + row(scores.map { $0[own] }, own) }
  }

  private static let identities = [0, 1, 0, 2]
  private static let scores: [[Float]] = [
    [0.95, 0.4, 0.7, -0.2], [0.1, 0.3, 0.35, 0.6], [0.5, 0.2, 0.8, 0.75], [0, 0.1, 0.85, 0.4],
  ]

  private func rows(of loss: some MatchingLoss) throws -> [Float] {
    try loss.perPair(
      similarities: Tensor(Self.scores.flatMap(\.self), shape: [4, 4]),
      sameIdentity: Similarity.sameIdentity(Tensor(Self.identities.map(Int64.init)))
    ).values()
  }

  @Test(arguments: [0.05, 0.015, 0.0115]) func bothFormsAgreeWhereNoSumIsCut(temperature: Double) throws {
    let safe = try rows(of: TripletAlignmentLoss(temperature: temperature))
    let open = try rows(of: TripletAlignmentLoss(temperature: temperature, isOverflowSafe: false))
    let expected = Self.official(Self.scores, Self.identities, Float(temperature), 0.1)
    #expect(expected.allSatisfy { $0.isFinite })
    for ((safe, open), expected) in zip(zip(safe, open), expected) {
      #expect(abs(safe - expected) < 1e-5 && abs(open - expected) < 1e-5)
    }
    let ranked = try rows(of: TripletRankingLoss(temperature: temperature))
    let rankedOpen = try rows(of: TripletRankingLoss(temperature: temperature, isOverflowSafe: false))
    for (safe, open) in zip(ranked, rankedOpen) { #expect(abs(safe - open) < 1e-5) }
  }

  /// Above 82.9 tau the official code cuts the sum over negatives: .829 in place of .87, and without a gradient. Numbers
  /// are those of RDE's `compute_TAL_per` in PyTorch 2.13.
  @Test func theOfficialFormCutsSumsBeforeTheyOverflow() throws {
    func result(isOverflowSafe: Bool) throws -> (rows: [Float], gradient: [Float]) {
      let scores = try Tensor([0.30, 0.87, 0.2, 0.1, 0.25, 0.4, 0.5, 0.2, 0.35] as [Float], shape: [3, 3])
      try scores.setRequiresGradient()
      let rows = try TripletAlignmentLoss(temperature: 0.01, isOverflowSafe: isOverflowSafe)
        .perPair(similarities: scores, sameIdentity: Similarity.sameIdentity(Tensor([0, 1, 2] as [Int64])))
      try rows.sum().backward()
      return try (rows.values(), #require(try scores.gradient).values())
    }
    func expectEqual(_ found: [Float], _ expected: [Float]) {
      #expect(found.count == expected.count && zip(found, expected).allSatisfy { abs($0 - $1) < 1e-5 }, "\(found)")
    }
    let open = try result(isOverflowSafe: false)
    expectEqual(open.rows, [0.9289306, 0.9289306, 0.4])
    expectEqual(open.gradient, [-2, 0, 0, 0, -2, 2, 2, 0, -2])
    // The loss as the paper has it, ours: 0.87 counts, and is pushed away from both sides.
    let safe = try result(isOverflowSafe: true)
    expectEqual(safe.rows, [0.97, 0.97, 0.4])
    expectEqual(safe.gradient, [-2, 2, 0, 0, -2, 2, 2, 0, -2])
  }

  /// Figure 4's Fail: exp(0.95 / 0.01) is no number of single precision.
  @Test func theOfficialFormIsNaNAtAHundredth() throws {
    let expected = Self.official(Self.scores, Self.identities, 0.01, 0.1)
    let open = try rows(of: TripletAlignmentLoss(temperature: 0.01, isOverflowSafe: false))
    #expect(expected[0].isNaN && open.map(\.isNaN) == expected.map(\.isNaN))
    #expect(try rows(of: TripletAlignmentLoss(temperature: 0.01)).allSatisfy { $0.isFinite })
    #expect(try rows(of: TripletRankingLoss(temperature: 0.01, isOverflowSafe: false)).contains { $0.isNaN })
  }

  /// Training ends there, and says which loss it was.
  @Test(arguments: ["irra-tal", "amns-tal"]) func trainingEndsAtALossThatIsNaN(id: String) throws {
    let field = id == "amns-tal" ? "tripletTemperature" : "temperature"
    let tiny: [String: JSONValue] = [field: .number(1e-3)]
    let failure = #expect(throws: TrainingFailure.self) {
      try TinyTraining.train(build(id, tiny.merging(["overflowSafe": .bool(false)]) { $1 }))
    }
    guard case .lossNotFinite(term: "tal", epoch: _, batch: 1)? = failure else {
      Issue.record("\(failure.map { "\($0)" } ?? "")")
      return
    }
    #expect(try TinyTraining.train(build(id, tiny)).allSatisfy { $0.isFinite })
  }

  /// RDE computes losses before it trains, and ends there.
  @Test func selectionEndsAtALossThatIsNaN() throws {
    let method = try build("rde-tal", ["temperature": .number(1e-3), "overflowSafe": .bool(false)])
    #expect(throws: MethodFailure.overflow(temperature: 1e-3)) {
      try method.prepare(epoch: 1, pass: TinyTraining())
    }
  }

  // MARK: - CLIP-C's batches

  /// What is left of a batch is trained on as if the rest had never been there.
  @Test func withoutRefillingNoisyPairsAreLeftOutOfTheirBatch() throws {
    let clean = (0..<TinyTraining.pairCount).map { $0 % 3 != 1 }
    let left = try build("clip-c", ["refillsBatches": .bool(false)], truth: OracleMask(isClean: clean))
    #expect(left.trainingPairs == nil)
    let blind = try build("clip-c", ["usesOracle": .bool(false)])
    try TinyTraining().forEachBatch { batch in
      let kept = batch.pairIndices.filter { clean[$0] }
      #expect(!kept.isEmpty && kept.count < batch.pairIndices.count)
      let expected = try TinyTraining(pairs: kept).terms(of: blind)
      let found = try left.losses(of: batch).map { try $0.value.item() }
      #expect(found.count == 1 && expected.count == 1)
      // Padding up to another longest caption rounds otherwise.
      for (found, expected) in zip(found, expected) { #expect(abs(found - expected) < 1e-5) }
    }
    #expect(try TinyTraining.train(left).count == 2)
  }

  /// With neither a gradient nor weight decay: the weights stay as they are.
  @Test func aBatchOfNoisyPairsAloneChangesNothing() throws {
    let half = TinyTraining.pairCount / 2
    let truth = OracleMask(isClean: (0..<TinyTraining.pairCount).map { $0 >= half })
    let method = try build("clip-c", ["refillsBatches": .bool(false)], truth: truth)
    try TinyTraining(pairs: Array(0..<half)).forEachBatch { batch in
      let terms = try method.losses(of: batch)
      #expect(terms.isEmpty)
    }
    #expect(try TinyTraining.train(method).count == 1)
  }

  // MARK: - AMNS's input

  @Test func wholeImagesChangeTheLossesThatSeeThemAlone() throws {
    let (masked, whole) = try (
      build("amns", ["views": .string("masked")]), build("amns", ["matchesWholeImages": .bool(true)])
    )
    try TinyTraining(pairs: Array(0..<6)).forEachBatch { batch in
      let (first, second) = try (masked.losses(of: batch), whole.losses(of: batch))
      #expect(first.map(\.name) == second.map(\.name))
      for (first, second) in zip(first, second) {
        let isEqual = try first.value.item() == second.value.item()
        #expect(isEqual == ["itc", "simclr", "byol"].contains(first.name), "\(first.name)")
      }
    }
    // Without masks and with one view the whole image is what is seen anyway.
    let unmasked: [String: JSONValue] = ["maskRatio": .number(0), "views": .string("masked")]
    let (seen, all) = try (
      build("amns", unmasked), build("amns", unmasked.merging(["matchesWholeImages": .bool(true)]) { $1 })
    )
    try TinyTraining(pairs: Array(0..<6)).forEachBatch { batch in
      var batch = batch
      batch.secondView = batch.images
      for (first, second) in zip(try seen.losses(of: batch), try all.losses(of: batch)) {
        #expect(try abs(first.value.item() - second.value.item()) < 1e-5, "\(first.name)")
      }
    }
    #expect(try TinyTraining.train(whole).allSatisfy { $0.isFinite })
  }

  @Test func methodsSayWhatTheirPapersLeaveOpen() throws {
    #expect(MethodRegistry.all.allSatisfy { ($0.info.openDecision != nil) == ($0.info.id != "composed") })
    #expect(try MethodRegistry.method("rde-sdm").info.openDecision?.note == "RDE mode (#rde)")
    #expect(MethodRegistry.external.info.openDecision == nil)
  }
}

extension TinyTraining {
  /// The terms of each batch of a method that is not trained.
  fileprivate func terms(of method: any RetrievalMethod) throws -> [Double] {
    var terms: [Double] = []
    try forEachBatch { terms += try method.losses(of: $0).map { try $0.value.item() } }
    return terms
  }
}

extension MethodEntry {
  fileprivate func field(_ name: String) -> ConfigurationField? { fields.first { $0.name == name } }
}
