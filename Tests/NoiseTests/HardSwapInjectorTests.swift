import BenchCore
import Foundation
import Noise
import Testing

struct HardSwapInjectorTests {
  /// Words of a caption of letters and spaces; the naive counterpart of the library's reading of words.
  private func words(_ caption: String) -> Set<Substring> {
    Set(caption.lowercased().split { !$0.isLetter })
  }

  private struct Naive {
    let sets: [Set<Substring>]
    let weights: [Substring: Int]

    /// Weighted Jaccard similarity, from sets.
    func similarity(_ left: Int, _ right: Int) -> Double {
      func weight(_ words: Set<Substring>) -> Int { words.reduce(0) { $0 + (weights[$1] ?? 0) } }
      return Double(weight(sets[left].intersection(sets[right]))) / Double(weight(sets[left].union(sets[right])))
    }
  }

  private func naive(_ captions: [String]) -> Naive {
    let sets = captions.map(words)
    var counts: [Substring: Int] = [:]
    for word in sets.joined() { counts[word, default: 0] += 1 }
    return Naive(
      sets: sets,
      weights: counts.mapValues { Int((log(Double(captions.count) / Double($0)) * 1024).rounded()) }
    )
  }

  /// With room for every candidate, each pair's partner is the one that comparing with all pairs would find: whoever
  /// was exchanged later than a pair was still free for it, so nobody of those may be more similar to it.
  @Test func partnersAreTheMostSimilar() throws {
    let pairs = syntheticPairs(120, seed: 9)
    let naive = naive(pairs.captions)
    let noisy = try HardSwapInjector(candidateLimit: .max).inject(rate: 1, seed: 3, into: pairs)
    let swapped = (0..<120).filter { noisy.sourceIndices[noisy.sourceIndices[$0]] == $0 }
    #expect(swapped.count > 105)

    // A greedy order exists if repeatedly some remaining pair has its partner as its best among the remaining ones.
    var remaining = Set(swapped)
    while !remaining.isEmpty {
      let satisfied = remaining.filter { pair in
        let own = naive.similarity(pair, noisy.sourceIndices[pair])
        return remaining.allSatisfy {
          pairs.identities[$0] == pairs.identities[pair] || naive.similarity(pair, $0) <= own
        }
      }
      guard !satisfied.isEmpty else {
        Issue.record("\(remaining.count) pairs have a better partner among themselves")
        return
      }
      remaining.subtract(satisfied)
      remaining.subtract(satisfied.map { noisy.sourceIndices[$0] })
    }
  }

  @Test func isHarderThanIdentityShuffle() throws {
    let pairs = syntheticPairs(2000, seed: 9)
    let naive = naive(pairs.captions)
    func meanSimilarity(_ injector: any NoiseInjector) throws -> Double {
      let sources = try injector.inject(rate: 0.5, seed: 3, into: pairs).sourceIndices
      let moved = sources.indices.filter { sources[$0] != $0 }
      return moved.reduce(0) { $0 + naive.similarity($1, sources[$1]) } / Double(moved.count)
    }
    let hard = try meanSimilarity(HardSwapInjector())
    let bounded = try meanSimilarity(HardSwapInjector(candidateLimit: 64))
    let random = try meanSimilarity(IdentityShuffleInjector())
    #expect(hard > 0.6)
    #expect(hard > bounded)
    #expect(bounded > 2 * random)
  }

  @Test func captionsWithNothingInCommonStillMove() throws {
    let pairs = PairTable(
      identities: Array(0..<7),
      imageIndices: Array(0..<7),
      captions: ["", "a", "b", "c", "...", "d", "é"],
      imagePaths: [],
      identityCount: 7
    )
    for limit in [0, 512] {
      let noisy = try HardSwapInjector(candidateLimit: limit).inject(rate: 1, seed: 1, into: pairs)
      #expect(noisy.actualRate == 1)
    }
    let same = PairTable(
      identities: [0, 1, 2],
      imageIndices: [0, 0, 0],
      captions: ["same", "same", "same"],
      imagePaths: [],
      identityCount: 3
    )
    #expect(try HardSwapInjector().inject(rate: 1, seed: 1, into: same).actualRate == 1)
  }
}
