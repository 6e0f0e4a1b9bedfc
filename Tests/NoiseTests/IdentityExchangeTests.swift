import BenchCore
import Noise
import Testing

/// `identity-shuffle` and `hard-swap`: no caption stays with its identity, and only impossible rates are refused.
struct IdentityExchangeTests {
  private static let injectors: [any NoiseInjector] = [IdentityShuffleInjector(), HardSwapInjector()]

  private func table(_ identities: [Int]) -> PairTable {
    PairTable(
      identities: identities,
      imageIndices: identities,
      captions: identities.indices.map { "word\($0 % 3) same" },
      imagePaths: [],
      identityCount: (identities.max() ?? -1) + 1
    )
  }

  @Test(arguments: [2, 5, 30])
  func movesBetweenIdentitiesOnly(largestIdentity: Int) throws {
    for seed in 1...3 as ClosedRange<UInt64> {
      let pairs = syntheticPairs(300, seed: seed, largestIdentity: largestIdentity)
      for injector in Self.injectors {
        for rate in [0.2, 0.5, 0.8, 0.95] {
          let noisy = try injector.inject(rate: rate, seed: seed, into: pairs)
          #expect(noisy.isClean.count { !$0 } == Int(rate * 300))
          let moved = (0..<300).filter { noisy.sourceIndices[$0] != $0 }
          #expect(moved.allSatisfy { pairs.identities[noisy.sourceIndices[$0]] != pairs.identities[$0] })
        }
      }
    }
  }

  /// The tightest case: half of the pairs belong to one identity, so every caption must cross between the halves.
  @Test func succeedsWhereOneIdentityOwnsHalf() throws {
    for seed in 1...20 as ClosedRange<UInt64> {
      for identities in [Array(repeating: 0, count: 50) + Array(1...50), (0..<100).map { $0 % 2 }, [0, 1]] {
        for injector in Self.injectors {
          let noisy = try injector.inject(rate: 1, seed: seed, into: table(identities))
          #expect(noisy.sourceIndices.indices.allSatisfy { identities[noisy.sourceIndices[$0]] != identities[$0] })
        }
      }
    }
  }

  /// All tables of up to five pairs: the injectors succeed exactly where trying every choice and permutation does.
  @Test func refusesOnlyTheImpossible() throws {
    for count in 1...5 {
      for code in 0..<power(3, count) {
        let identities = (0..<count).map { code / power(3, $0) % 3 }
        for chosen in 0...count {
          let rate = (Double(chosen) + 0.5) / Double(count)
          guard rate <= 1 || chosen == count else { continue }
          let isPossible = subsets(of: Array(0..<count), size: chosen).contains { canExchange($0, identities) }
          for injector in Self.injectors {
            let noisy = try? injector.inject(rate: min(rate, 1), seed: UInt64(code), into: table(identities))
            #expect((noisy != nil) == isPossible, "\(chosen) of \(identities)")
            if let noisy { #expect(noisy.isClean.count { !$0 } == chosen) }
          }
        }
      }
    }
  }

  @Test func saysWhyItIsImpossible() {
    #expect(throws: NoiseFailure.identitiesTooFew(needed: 8, pairs: 10, identity: 3, owned: 7)) {
      try IdentityShuffleInjector().inject(rate: 0.8, seed: 1, into: table([1, 3, 3, 3, 3, 3, 3, 3, 2, 1]))
    }
    let error = #expect(throws: NoiseFailure.self) {
      try HardSwapInjector().inject(rate: 0.2, seed: 1, into: table([0, 1, 2, 3, 4]))
    }
    #expect(error?.problem == "one caption alone cannot go to another identity")
  }

  /// Over many seeds every caption reaches every pair of another identity about equally often.
  @Test func identityShuffleIsFair() throws {
    let identities = [0, 0, 1, 1, 2, 2]
    var counts = Array(repeating: Array(repeating: 0, count: 6), count: 6)
    for seed in 0..<4000 as Range<UInt64> {
      let noisy = try IdentityShuffleInjector().inject(rate: 1, seed: seed, into: table(identities))
      for (target, source) in noisy.sourceIndices.enumerated() { counts[target][source] += 1 }
    }
    for target in 0..<6 {
      for source in 0..<6 where identities[source] != identities[target] {
        #expect((800...1200).contains(counts[target][source]), "\(source) to \(target): \(counts[target][source])")
      }
    }
  }

  private func power(_ base: Int, _ exponent: Int) -> Int {
    (0..<exponent).reduce(1) { result, _ in result * base }
  }

  private func subsets(of elements: [Int], size: Int) -> [[Int]] {
    guard size > 0 else { return [[]] }
    return elements.indices.flatMap { first in
      subsets(of: Array(elements[(first + 1)...]), size: size - 1).map { [elements[first]] + $0 }
    }
  }

  private func canExchange(_ pairs: [Int], _ identities: [Int]) -> Bool {
    func place(_ targets: ArraySlice<Int>, _ sources: Set<Int>) -> Bool {
      guard let target = targets.first else { return true }
      return sources.contains { source in
        identities[source] != identities[target] && place(targets.dropFirst(), sources.subtracting([source]))
      }
    }
    return place(pairs[...], Set(pairs))
  }
}
