import BenchCore
import TestSupport
import Testing

@testable import Metrics

@Suite struct CleanDivisionTests {
  @Test func `takes a hundredth for noisy where all look clean`() throws {
    // One broad component over a tight one with nearly the same mean: nothing looks noisy.
    var generator = SeededGenerator(seed: 2, stream: "losses")
    let losses = (0..<1000).map { _ in Float(generator.uniform()) } + [0.9999, 0.00001]
    let division = try CleanDivision(losses: losses, settings: .loose)
    #expect(division.threshold == 0.5)
    #expect(division.isClean == division.cleanProbabilities.map { $0 > 0.5 })
    #expect(division.isClean.contains(false))
  }

  @Test func `follows the reference's rule`() throws {
    #expect(CleanDivision.threshold(for: [0.4, 0.9, 0.6]) == 0.5)
    #expect(CleanDivision.threshold(for: [0.5, 0.9, 0.6]) == 0.5)
    // All above 0.5: the value at rank n / 100.
    let all = (0..<299).map { 0.6 + Float($0) / 1000 }
    #expect(CleanDivision.threshold(for: all.reversed()) == all[2])
    #expect(CleanDivision.threshold(for: [0.8, 0.7]) == 0.7)
  }

  @Test func `normalises to the range of the losses`() throws {
    #expect(try CleanDivision.normalized([3, 1, 2]) == [1, 0, 0.5])
    #expect(throws: MixtureFailure.constant(2)) { try CleanDivision.normalized([2, 2]) }
    #expect(throws: MixtureFailure.tooFewValues(0)) { try CleanDivision.normalized([]) }
    #expect(throws: MixtureFailure.notFinite(index: 1)) { try CleanDivision.normalized([0, .nan, 2]) }
    #expect(throws: MixtureFailure.notFinite(index: 0)) { try CleanDivision.normalized([.nan, .nan]) }
    #expect(throws: MixtureFailure.tooWide(least: -0x1p127, largest: 0x1p127)) {
      try CleanDivision.normalized([-0x1p127, 0x1p127])
    }
  }
}
