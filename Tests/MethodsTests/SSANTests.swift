import BenchCore
import Models
import Testing
import Torch
import Training

@testable import Methods

/// SSAN's ranking loss and its choice of negatives; what the network computes is in the goldens.
@Suite struct SSANTests {
  private static let identities = [0, 1, 2, 0, 3, 4, 5, 1]
  private let loss = CompoundRankingLoss()

  private func same(_ identities: [Int] = identities) throws -> Tensor {
    try Similarity.sameIdentity(Tensor(identities.map(Int64.init)))
  }

  private func choice(
    _ similarities: [[Float]], margins: [Float], isKept: [Bool]? = nil
  ) throws -> CompoundRankingLoss.Choice {
    let count = margins.count
    let kept = (isKept ?? [Bool](repeating: true, count: count)).map { $0 ? Float(1) : 0 }
    return CompoundRankingLoss.Choice(
      anchors: .images, similarities: try Tensor(similarities.flatMap(\.self), shape: [count, count]),
      margins: try Tensor(margins), isKept: try Tensor(kept).greater(than: 0.5))
  }

  /// Similarities of eight samples, and margins.
  private func random(_ seed: UInt64, spread: Double = 0.2) -> (similarities: [[Float]], margins: [Float]) {
    var generator = SeededGenerator(seed: seed, stream: "similarities")
    return (
      (0..<8).map { _ in (0..<8).map { _ in Float(generator.uniform(-spread, spread)) } },
      (0..<8).map { _ in Float(generator.uniform(0.1, 0.2)) }
    )
  }

  /// `get_triplets` of the reference, in words: the places of an anchor's candidates.
  private func candidates(_ anchor: Int, _ similarities: [[Float]], _ margins: [Float], _ isKept: [Bool]) -> [Int] {
    guard isKept[anchor] else { return [] }
    return (0..<similarities.count).filter { other in
      let loss = similarities[anchor][other] - similarities[anchor][anchor] + margins[anchor]
      return Self.identities[other] != Self.identities[anchor] && loss > 0 && loss < margins[anchor]
    }
  }

  @Test(arguments: 0..<5 as Range<UInt64>) func negativesAreLessSimilarByLessThanTheMargin(seed: UInt64) throws {
    let (similarities, margins) = random(seed)
    let isKept = margins.map { $0 >= 0.13 }
    let choice = try choice(similarities, margins: margins, isKept: isKept)
    let expected = (0..<8).map { candidates($0, similarities, margins, isKept) }
    let found: [Float] = try SemiHardNegatives.candidates(choice, sameIdentity: same()).to(.float32).values()
    for anchor in 0..<8 {
      #expect((0..<8).filter { found[anchor * 8 + $0] == 1 } == expected[anchor])
    }
    #expect(expected.contains { $0.count > 1 } && expected.contains(where: \.isEmpty))

    // Each candidate is drawn as often as the others of its anchor.
    var drawn = [Int](repeating: 0, count: 64)
    let (generator, draws) = (try Generator(seed: seed), 600)
    for _ in 0..<draws {
      let values: [Float] = try SemiHardNegatives.drawn(
        choice, sameIdentity: same(), scores: generator.uniform([8, 8])
      ).values()
      for (place, value) in values.enumerated() { drawn[place] += Int(value) }
    }
    for anchor in 0..<8 {
      let counts = drawn[anchor * 8..<(anchor + 1) * 8]
      #expect(counts.reduce(0, +) == (expected[anchor].isEmpty ? 0 : draws))
      for other in expected[anchor] {
        let share = Double(counts[anchor * 8 + other]) / Double(draws)
        #expect(abs(share - 1 / Double(expected[anchor].count)) < 0.1, "\(share) of \(expected[anchor].count)")
      }
    }
  }

  /// The last anchor and the first sample of another identity than that of the last anchor that is kept.
  @Test(
    arguments: [
      ([Bool](repeating: true, count: 8), 0), ([true] + [Bool](repeating: false, count: 7), 1),
      ([Bool](repeating: false, count: 8), 0),
    ])
  func oneTripletStandsInWhereNoNegativeQualifies(isKept: [Bool], negative: Int) throws {
    // The positive is the most similar of all, by far.
    let similarities = (0..<8).map { row in (0..<8).map { Float($0 == row ? 0.9 : 0) } }
    let choice = try choice(similarities, margins: [Float](repeating: 0.2, count: 8), isKept: isKept)
    var expected = [Float](repeating: 0, count: 64)
    expected[7 * 8 + negative] = 1
    let scores = try Generator(seed: 1).uniform([8, 8])
    #expect(try SemiHardNegatives.drawn(choice, sameIdentity: same(), scores: scores).values() == expected)
    let alone = try same([Int](repeating: 3, count: 8))
    #expect(
      try SemiHardNegatives.drawn(choice, sameIdentity: alone, scores: scores).values()
        == [Float](repeating: 0, count: 64), "a batch of one identity has no negative")
  }

  /// The formula with given negatives, and what is left out where margins adapt.
  @Test(arguments: [false, true]) func theLossIsItsFormula(isAdaptive: Bool) throws {
    let generator = try Generator(seed: 4)
    let (images, texts, partners) = try (
      generator.normal([8, 5]), generator.normal([8, 5]), generator.normal([8, 5])
    )
    func cosines(_ texts: Tensor) throws -> [[Double]] {
      let values = try Similarity.cosine(texts: texts, images: images).transposed(0, 1).values(as: Double.self)
      return (0..<8).map { row in Array(values[row * 8..<(row + 1) * 8]) }
    }
    let (own, others) = (try cosines(texts), try cosines(partners))
    let margins = (0..<8).map { isAdaptive ? 0.1 * (1 + min(1, abs(others[$0][$0]) / abs(own[$0][$0]))) : 0.1 }
    var expected = 0.0
    for anchor in 0..<8 {
      let negative = (anchor + 1) % 8
      for (similarities, margin, weight) in [(own, 0.2, 1), (others, margins[anchor], 0.1)] {
        let positive = similarities[anchor][anchor]
        expected += weight * max(0, margin - positive + similarities[anchor][negative])
        expected += weight * max(0, margin - positive + similarities[negative][anchor])
      }
    }
    let next = try Tensor.range(8).reshaped(1, 8).equal(
      to: Tensor((0..<8).map { Int64(($0 + 1) % 8) }, shape: [8, 1])
    ).to(.float32)
    var seen: [CompoundRankingLoss.Anchors] = []
    let found = try loss(images: images, texts: texts, partners: partners, isAdaptive: isAdaptive) { choice in
      seen.append(choice.anchors)
      let isPartner = [.imagesOfPartners, .textsOfPartners].contains(choice.anchors)
      let kept = try choice.isKept.to(.float32).values() as [Float]
      #expect(kept == (0..<8).map { isPartner && isAdaptive && margins[$0] < 0.16 ? 0 : 1 })
      return next
    }
    #expect(abs(try found.item() - expected) < 1e-5)
    #expect(seen == CompoundRankingLoss.Anchors.allCases)
    #expect(!isAdaptive || margins.contains { $0 < 0.16 } && margins.contains { $0 >= 0.16 })
  }

  // MARK: - The method

  private func method(_ settings: [String: JSONValue] = [:]) throws -> SSAN {
    let entry = try MethodRegistry.method("SSAN")
    let spec = try entry.resolved(settings, for: TinyTraining.facts)
    return try #require(try entry.build(spec, in: TinyTraining.context(of: "ssan")) as? SSAN)
  }

  private func firstBatch() throws -> TrainingBatch {
    var first: TrainingBatch?
    try TinyTraining().forEachBatch { first = first ?? $0 }
    return try #require(first)
  }

  @Test func batchesMustBeFullAndHaveOtherCaptions() throws {
    let entry = try MethodRegistry.method("ssan")
    #expect(try entry.needs(of: entry.resolved(for: TinyTraining.facts)) == [.partnerCaptions, .fullBatches])
    var batch = try firstBatch()
    batch.partner = nil
    let method = try method()
    #expect(throws: TrainingFailure.incompleteBatch(missing: "other captions of its identities")) {
      try method.losses(of: batch)
    }
  }

  /// Each batch draws other numbers, and the margins adapt after five epochs.
  @Test func drawsFollowTheStepAndMarginsTheEpoch() throws {
    let batch = try firstBatch()
    func ranking(step: Int, epoch: Int, _ settings: [String: JSONValue] = [:]) throws -> Double {
      let method = try method(settings)
      try #require(method.parameters["ssan.step"]).increment(by: step)
      var batch = batch
      batch.epoch = epoch
      return try #require(try method.losses(of: batch).first { $0.name == "cr" }).value.item()
    }
    #expect(try ranking(step: 0, epoch: 1) == ranking(step: 0, epoch: 5))
    #expect(try ranking(step: 0, epoch: 1) != ranking(step: 1, epoch: 1))
    #expect(try ranking(step: 0, epoch: 5) != ranking(step: 0, epoch: 6))
    #expect(try ranking(step: 0, epoch: 5, ["fixedMarginEpochs": .number(4)]) == ranking(step: 0, epoch: 6))
    #expect(try ranking(step: 0, epoch: 1) != ranking(step: 0, epoch: 1, ["partnerWeight": .number(0)]))
  }

  @Test func theResNetLearnsAtATenthOfTheRate() throws {
    for (entry, settings) in try method().parameters.settings(.ssan) {
      let rate = entry.name.hasPrefix("ImageExtract.") ? 1e-4 : 1e-3
      #expect(abs(settings.learningRate - rate) < 1e-12, "\(entry.name)")
    }
  }

  @Test func thereAreThreeHeads() throws {
    let (method, batch) = (try method(), try firstBatch())
    let names = ["global", "local", "nonlocal"]
    #expect(try method.embed(images: batch.images).map(\.name) == names)
    #expect(try method.embed(captions: batch.captionIDs).map(\.name) == names)
  }
}
