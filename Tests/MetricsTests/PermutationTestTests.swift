import BenchCore
import Testing

@testable import Metrics

@Suite struct PermutationTestTests {
  private let test = PermutationTest(limit: 10_000, seed: 1)

  /// All 2^k signs, spelled out.
  @Test func `goes through all signs when they are few`() {
    #expect(test.signFlips(of: [1, 2, 3]) == 2.0 / 8)
    // |sum| >= 2 of (+-1, +-2, +-3): 6, 4, 2, 0 and back.
    #expect(test.signFlips(of: [-1, -2, 0, 3, 0]) == 8.0 / 8)
    #expect(test.signFlips(of: [1, -2, 3]) == 6.0 / 8)
    #expect(test.signFlips(of: [0, 0]) == 1 && test.signFlips(of: []) == 1)
    // Sums in another order round differently and still count as equal.
    #expect(test.signFlips(of: [0.1, 0.2, 0.3, 0.1]) == 2.0 / 16)
  }

  @Test func `draws signs when there are many`() {
    var generator = SeededGenerator(seed: 3, stream: "differences")
    // Sixteen differences: exact with a larger limit, drawn with the usual one; 100 have more than one random word.
    let few = (0..<16).map { _ in generator.uniform(-1, 1.7) }
    let exact = PermutationTest(limit: 1 << 16, seed: 1).signFlips(of: few)
    #expect(abs(test.signFlips(of: few) - exact) < 5 * (exact * (1 - exact) / 10_000).squareRoot() + 2e-4)
    #expect(test.signFlips(of: Array(repeating: 1, count: 100)) == 1.0 / 10_001)
    let even = (0..<100).map { $0 % 2 == 0 ? 1.0 : -1 }
    #expect(test.signFlips(of: even) == 1)
  }

  @Test func `hands labels to other runs`() {
    #expect(test.relabelling([1, 2, 3], [7, 8, 9]) == 2.0 / 20)
    // Of 3.7, 2.3, 1 and 7 two are at least 3.7.
    #expect(test.relabelling([1], [2, 3, 9]) == 2.0 / 4)
    #expect(test.relabelling([5, 5], [5, 5]) == 1)
    #expect(PermutationTest.labellings(3, 3) == 20 && PermutationTest.labellings(8, 8) == 12_870)
    // 12,870 ways are drawn from.
    #expect(test.relabelling((0..<8).map(Double.init), (10..<18).map(Double.init)) < 0.001)
  }

  @Test func `two sources of chance leave less certain than each`() {
    // z 1.96 of each: 1.386 of both.
    #expect(abs(PermutationTest.combined(0.05, 0.05) - 0.165776) < 1e-4)
    #expect(PermutationTest.combined(1, 0.001) == 1)
    #expect(abs(PermutationTest.combined(0.03, 1e-300) - 0.03) < 1e-3)
  }

  /// The table of Holm's step-down worked by hand: 4 x 0.01, 3 x 0.02, 2 x 0.03, 1 x 0.04, never falling.
  @Test func `Holm's correction`() throws {
    let adjusted = ["a": 0.01, "b": 0.04, "c": 0.03, "d": 0.02].holmAdjusted()
    for (name, expected) in ["a": 0.04, "b": 0.06, "c": 0.06, "d": 0.06] {
      #expect(abs(try #require(adjusted[name]) - expected) < 1e-12)
    }
    #expect(["a": 0.9, "b": 0.8].holmAdjusted() == ["a": 1, "b": 1])
  }
}
