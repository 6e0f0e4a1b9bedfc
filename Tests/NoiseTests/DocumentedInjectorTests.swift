import BenchCore
import Foundation
import Noise
import TestSupport
import Testing

// From docs/noise.md, word for word:
/// Rotates captions: every chosen pair gets the caption of the next chosen one.
struct RotateInjector: NoiseInjector {
  let info = InjectorInfo(
    id: "rotate", title: "Rotation", summary: "Hands each chosen caption to the next chosen pair.",
    source: "docs/noise.md", effect: .movesCaptions)

  func corrupt(_ pairs: PairTable, rate: NoiseRate, seed: UInt64) throws -> NoisyPairs {
    var generator = SeededGenerator(seed: seed, stream: "rotate")
    let chosen = generator.permutation(of: pairs.count).prefix(rate.pairCount(of: pairs.count))
    var sources = Array(0..<pairs.count)
    for (pair, next) in zip(chosen, chosen.dropFirst() + chosen.prefix(1)) { sources[next] = pair }
    return NoisyPairs(moving: pairs, sources: sources, rate: rate)
  }
}
// End of the example.

@Suite struct DocumentedInjectorTests {
  @Test func theExampleRotates() throws {
    let pairs = syntheticPairs(40, seed: 5)
    let noisy = try RotateInjector().inject(rate: 0.5, seed: 1, into: pairs)
    #expect(noisy.isClean.count { !$0 } == 20)
    #expect(noisy.sourceIndices.sorted() == Array(0..<40))
    #expect(noisy.captions == noisy.sourceIndices.map { pairs.captions[$0] })
    #expect(try RotateInjector().inject(rate: 0.5, seed: 1, into: pairs) == noisy)
  }

  @Test func thePageShowsThisFile() throws {
    func text(_ path: String) throws -> String {
      try String(contentsOf: Repository.root.appending(path: path), encoding: .utf8)
    }
    let page = try text("docs/noise.md")
    let start = try #require(page.range(of: "```swift\n"))
    let end = try #require(page.range(of: "```", range: start.upperBound..<page.endIndex))
    let example = page[start.upperBound..<end.lowerBound]
    #expect(try text("Tests/NoiseTests/DocumentedInjectorTests.swift").contains(example))
  }
}
