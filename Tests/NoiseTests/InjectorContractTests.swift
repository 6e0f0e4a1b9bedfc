import BenchCore
import Foundation
import Noise
import TestSupport
import Testing

/// What every injector promises, checked for every entry of the registry.
struct InjectorContractTests {
  private static let pairs = syntheticPairs(400, seed: 5)

  /// An injector of the registry with all options it may need, for `pairs` at rate 0.3.
  private func withInjector(_ id: String, _ body: (any NoiseInjector) throws -> Void) throws {
    try withTemporaryFolder { folder in
      let file = folder.appendingPathComponent("index.npy")
      try NoiseIndexFile.write(ShuffleInjector.index(count: Self.pairs.count, rate: 0.3, seed: 8), to: file)
      try body(NoiseRegistry.injector(id: id, options: NoiseOptions(indexFile: file)))
    }
  }

  @Test(arguments: NoiseRegistry.all)
  func tellsTheTruth(info: InjectorInfo) throws {
    let pairs = Self.pairs
    try withInjector(info.id) { injector in
      let noisy = try injector.inject(rate: 0.3, seed: 1, into: pairs)
      #expect(noisy.nominalRate == 0.3)
      #expect(noisy.captions.count == 400)
      #expect(noisy.sourceIndices.sorted() == Array(0..<400))
      // One fixed point is expected of a shuffle; all other injectors give exactly int(rate * N).
      let noisyCount = noisy.isClean.count { !$0 }
      #expect(["shuffle", "index"].contains(info.id) ? (110...120).contains(noisyCount) : noisyCount == 120)
      #expect(noisy.actualRate == Double(noisyCount) / 400)
      for pair in 0..<400 {
        let isMoved = noisy.sourceIndices[pair] != pair
        switch info.effect {
        case .movesCaptions:
          #expect(noisy.captions[pair] == pairs.captions[noisy.sourceIndices[pair]])
          #expect(noisy.isClean[pair] == !isMoved)
        case .editsCaptions:
          #expect(!isMoved)
          #expect(noisy.isClean[pair] == (noisy.captions[pair] == pairs.captions[pair]))
          #expect(!noisy.captions[pair].isEmpty)
        }
      }
    }
  }

  @Test(arguments: NoiseRegistry.all)
  func dependsOnTheSeedOnly(info: InjectorInfo) throws {
    try withInjector(info.id) { injector in
      let first = try injector.inject(rate: 0.3, seed: 1, into: Self.pairs)
      #expect(try injector.inject(rate: 0.3, seed: 1, into: Self.pairs) == first)
      let second = try injector.inject(rate: 0.3, seed: 2, into: Self.pairs)
      #expect((second == first) == info.needsIndexFile)
    }
  }

  @Test(arguments: NoiseRegistry.all)
  func ignoresIdentitiesUnlessItSaysSo(info: InjectorInfo) throws {
    var regrouped = Self.pairs
    regrouped.identities = (0..<400).map { $0 % 40 }
    try withInjector(info.id) { injector in
      let before = try injector.inject(rate: 0.3, seed: 1, into: Self.pairs)
      let after = try injector.inject(rate: 0.3, seed: 1, into: regrouped)
      #expect((before == after) == !info.usesIdentities)
    }
  }

  @Test(arguments: NoiseRegistry.all)
  func leavesEverythingCleanAtRateZero(info: InjectorInfo) throws {
    try withInjector(info.id) { injector in
      for pairs in [Self.pairs, syntheticPairs(0, seed: 1)] {
        let noisy = try injector.inject(rate: 0, seed: 1, into: pairs)
        #expect(noisy.captions == pairs.captions)
        #expect(noisy.sourceIndices == Array(0..<pairs.count))
        #expect(noisy.isClean.allSatisfy { $0 })
        #expect(noisy.actualRate == 0)
      }
    }
  }

  @Test(arguments: NoiseRegistry.all)
  func refusesOtherRates(info: InjectorInfo) throws {
    try withInjector(info.id) { injector in
      for rate in [-0.1, -Double.leastNonzeroMagnitude, 1.0.nextUp, 20, .infinity, -.infinity] {
        #expect(throws: NoiseFailure.rateOutOfRange(rate)) {
          try injector.inject(rate: rate, seed: 1, into: Self.pairs)
        }
      }
      #expect(throws: NoiseFailure.self) { try injector.inject(rate: .nan, seed: 1, into: Self.pairs) }
    }
  }

  @Test(arguments: NoiseRegistry.all)
  func refusesUnequalColumns(info: InjectorInfo) throws {
    var pairs = Self.pairs
    pairs.identities.removeLast()
    try withInjector(info.id) { injector in
      #expect(throws: NoiseFailure.unequalColumns(captions: 400, identities: 399, images: 400)) {
        try injector.inject(rate: 0.3, seed: 1, into: pairs)
      }
    }
  }

  @Test(arguments: NoiseRegistry.all.filter { !$0.needsIndexFile })
  func reachesRateOne(info: InjectorInfo) throws {
    try withInjector(info.id) { injector in
      let noisy = try injector.inject(rate: 1, seed: 3, into: Self.pairs)
      #expect(noisy.actualRate > (info.id == "shuffle" ? 0.97 : 0.999))
    }
  }

  @Test(arguments: NoiseRegistry.all.filter { !$0.needsIndexFile })
  func handlesTinyTables(info: InjectorInfo) throws {
    try withInjector(info.id) { injector in
      for count in 0...6 {
        for rate in [0.1, 0.34, 0.5, 1] {
          // A rate may be impossible, which must be said.
          do {
            let noisy = try injector.inject(rate: rate, seed: 1, into: syntheticPairs(count, seed: 2))
            #expect(noisy.captions.count == count)
          } catch is NoiseFailure {}
        }
      }
    }
  }
}
