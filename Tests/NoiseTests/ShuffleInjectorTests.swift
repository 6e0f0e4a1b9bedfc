import BenchCore
import Noise
import Testing

/// Expected numbers come from the published procedure run with NumPy 2.4.6.
struct ShuffleInjectorTests {
  @Test(
    arguments: [
      (0.2, 1, [0, 1, 2, 10, 4, 5, 3, 7, 8, 9, 6, 11, 12, 13, 14, 15, 16, 17, 18, 19]),
      (0.5, 7, [13, 2, 17, 3, 4, 19, 1, 7, 8, 9, 10, 18, 12, 0, 14, 15, 16, 11, 6, 5]),
      (1, 4_294_967_295, [4, 8, 2, 3, 0, 9, 7, 6, 11, 1, 10, 5]),
      (0.2, 1, [0, 1, 2]),
      (0.2, 1, []),
    ] as [(Double, UInt64, [Int])]
  )
  func indices(rate: Double, seed: UInt64, expected: [Int]) throws {
    #expect(try ShuffleInjector.index(count: expected.count, rate: rate, seed: seed).sources == expected)
  }

  @Test func longIndex() throws {
    let index = try ShuffleInjector.index(count: 1000, rate: 0.57, seed: 123)
    #expect(index.movedCount == 568)
    #expect(
      NoiseIndexFile.encode(index).sha256
        == "7e68bc1bdbae66f2ba084ab2beb0fa9396878df5e986673de9717ad892bdc43d"
    )
  }

  /// Python's `int(rate * count)`: the product is a double just below the number one expects.
  @Test(
    arguments: [
      (0.29, 100, 28), (0.57, 100, 56), (0.58, 100, 57), (0.1, 3, 0), (0.7, 10, 7), (0.2, 68_126, 13_625),
      (0.8, 34_674, 27_739), (1.0, 7, 7), (0.0, 7, 0),
    ]
  )
  func pairCounts(rate: Double, count: Int, expected: Int) throws {
    #expect(try NoiseRate(rate).pairCount(of: count) == expected)
  }

  @Test func movesCaptions() throws {
    let pairs = syntheticPairs(20, seed: 1)
    let noisy = try ShuffleInjector().inject(rate: 0.2, seed: 1, into: pairs)
    #expect(noisy.isClean.indices.filter { !noisy.isClean[$0] } == [3, 6, 10])
    #expect(noisy.captions[6] == pairs.captions[3])
    #expect(noisy.actualRate == 0.15)
  }

  @Test func refusesWhatNumPyRefuses() {
    #expect(throws: NoiseFailure.seedOutOfRange(1 << 32)) {
      try ShuffleInjector.index(count: 5, rate: 0.5, seed: 1 << 32)
    }
    #expect(throws: NoiseFailure.negativePairCount(-1)) { try ShuffleInjector.index(count: -1, rate: 0.5, seed: 1) }
    #expect(throws: NoiseFailure.rateOutOfRange(2)) { try ShuffleInjector.index(count: 5, rate: 2, seed: 1) }
  }
}
