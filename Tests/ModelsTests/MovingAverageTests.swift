import Foundation
import Models
import TensorTestSupport
import Testing
import Torch

@Suite struct MovingAverageTests {
  /// A trained and a frozen linear layer with batch normalisation.
  private static func layers(
    _ store: ParameterStore, momentum: Double = 0.9, totalUpdates: Int = 10
  ) throws -> MovingAverage {
    let (source, copy) = (store.root / "source", (store.root / "copy").frozen)
    for path in [source, copy] { _ = try ProjectionHead(path, widths: [3, 4, 2], hasBias: true) }
    return try MovingAverage(
      of: [source], in: [copy], counter: copy, momentum: momentum, totalUpdates: totalUpdates)
  }

  @Test func copiesFirstAndThenFollowsTheFormula() throws {
    let store = try ParameterStore(seed: 1)
    let average = try Self.layers(store)
    let names = store.trainable.map { $0.name.dropFirst("source.".count) }
    #expect(names.count == 6)
    var expected: [Substring: [Double]] = [:]
    for update in 0..<4 {
      try average.update()
      let m = update == 0 ? 0 : 1 - 0.1 * 0.5 * (1 + cos(Double.pi * Double(update) / 10))
      for name in names {
        let source = try #require(store["source.\(name)"]).values(as: Double.self)
        let before = expected[name] ?? source
        expected[name] = zip(before, source).map { m * $0 + (1 - m) * $1 }
        let found = try #require(store["copy.\(name)"]).values(as: Double.self)
        #expect(excess(found, over: expected[name] ?? [], absolute: 1e-6, relative: 1e-5) <= 0, "\(name)")
      }
      // Another step of training.
      for entry in store.trainable { try entry.tensor.copy(from: entry.tensor.detached() * 1.5 + 0.25) }
    }
    #expect(try average.updateCount == 4)
  }

  @Test func frozenParametersAreNeitherTrainedNorDrawn() throws {
    let store = try ParameterStore(seed: 1)
    _ = try Self.layers(store)
    #expect(store.trainable.allSatisfy { $0.name.hasPrefix("source.") })
    for entry in store.entries where entry.name.hasPrefix("copy.") {
      #expect(try !entry.tensor.requiresGradient, "\(entry.name)")
    }
    let alone = try ParameterStore(seed: 1)
    _ = try ProjectionHead(alone.root / "source", widths: [3, 4, 2], hasBias: true)
    let next = try [store, alone].map { try Linear($0.root / "next", inputs: 2, outputs: 2) }
    #expect(next.count == 2)
    let weights = try [store, alone].map { try #require($0["next.weight"]).values() }
    #expect(weights[0] == weights[1])
  }

  @Test func theMomentumRisesToOneOnACosine() throws {
    let average = try Self.layers(ParameterStore(seed: 1), momentum: 0.996, totalUpdates: 1000)
    #expect(average.momentum(at: 0) == 0.996)
    #expect(abs(average.momentum(at: 500) - 0.998) < 1e-12)
    #expect(abs(average.momentum(at: 250) - (1 - 0.002 * (1 + 0.5.squareRoot()))) < 1e-12)
    #expect(average.momentum(at: 1000) == 1 && average.momentum(at: 5000) == 1)
    let constant = try Self.layers(ParameterStore(seed: 1), momentum: 0.996, totalUpdates: 0)
    #expect(constant.momentum(at: 77) == 0.996)
  }

  @Test func aSnapshotHoldsTheAveragesAndTheirCount() throws {
    let store = try ParameterStore(seed: 1)
    let average = try Self.layers(store)
    try average.update()
    for entry in store.trainable { try entry.tensor.copy(from: entry.tensor.detached() + 1) }
    let snapshot = try store.snapshot()
    try average.update()
    let after = try #require(store["copy.layer1.weight"]).values()
    try store.exchange(with: snapshot)
    #expect(try average.updateCount == 1)
    try average.update()
    #expect(try #require(store["copy.layer1.weight"]).values() == after)
  }

  @Test func averagesWithoutTheirSourcesPartsAreRefused() throws {
    let store = try ParameterStore(seed: 1)
    _ = try ProjectionHead(store.root / "source", widths: [3, 4, 2], hasBias: true)
    let copy = (store.root / "copy").frozen
    _ = try ProjectionHead(copy, widths: [3, 4, 2], hasBias: false)
    #expect(throws: ModelFailure.missingParameters(["copy.layer1.bias"])) {
      try MovingAverage(of: [store.root / "source"], in: [copy], counter: copy, momentum: 0.9, totalUpdates: 1)
    }
  }
}
