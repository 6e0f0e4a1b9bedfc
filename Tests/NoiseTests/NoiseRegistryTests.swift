import BenchCore
import Foundation
import Noise
import Testing

struct NoiseRegistryTests {
  @Test func everyInjectorHasAnEntry() throws {
    #expect(
      NoiseRegistry.ids == ["shuffle", "index", "identity-shuffle", "hard-swap", "caption-drop", "word-swap"]
    )
    let options = NoiseOptions(indexFile: URL(fileURLWithPath: "/index.npy"))
    for info in NoiseRegistry.all {
      #expect(try NoiseRegistry.injector(id: info.id, options: options).info == info)
      #expect(![info.title, info.summary, info.source].contains(""))
    }
  }

  @Test(arguments: [
    ("shufle", "shuffle"), ("hard", "hard-swap"), ("word_swap", "word-swap"), ("identity", "identity-shuffle"),
  ])
  func suggestsCloseMatches(typed: String, meant: String) {
    let error = #expect(throws: NoiseFailure.unknownInjector(typed, known: NoiseRegistry.ids)) {
      try NoiseRegistry.injector(id: typed)
    }
    #expect(error?.description.contains(meant) == true)
  }

  @Test func listsAllNamesWhenNoneIsClose() {
    let error = #expect(throws: NoiseFailure.self) { try NoiseRegistry.injector(id: "gaussian-blurring-of-images") }
    #expect(NoiseRegistry.ids.allSatisfy { error?.description.contains($0) == true })
  }

  @Test func indexNeedsAFile() {
    #expect(throws: NoiseFailure.indexFileNotGiven(injector: "index")) { try NoiseRegistry.injector(id: "index") }
  }

  @Test func everyErrorHasASentence() {
    let errors: [NoiseFailure] = [
      .unknownInjector("x", known: ["y"]), .rateOutOfRange(20), .seedOutOfRange(1 << 40),
      .negativePairCount(-1), .unequalColumns(captions: 1, identities: 2, images: 3),
      .indexFileNotGiven(injector: "index"), .identitiesTooFew(needed: 8, pairs: 10, identity: 3, owned: 7),
      .captionsTooFew(injector: "caption-drop", needed: 3, usable: 1, condition: "have two words"),
    ]
    for error in errors { #expect(!error.problem.isEmpty && !error.problem.hasSuffix(".")) }
  }

  @Test func examplesAndSummary() throws {
    let clean = syntheticPairs(60, seed: 1)
    let moved = try ShuffleInjector().inject(rate: 0.5, seed: 1, into: clean)
    let examples = NoiseExample.sample(5, of: moved, in: clean, seed: 1)
    #expect(examples.count == 5)
    #expect(examples.map(\.pair) == examples.map(\.pair).sorted())
    for example in examples {
      #expect(example.sourcePair != example.pair)
      #expect(example.cleanCaption == clean.captions[example.pair])
      #expect(example.noisyCaption == clean.captions[example.sourcePair])
      #expect(example.identity == clean.identities[example.pair])
      #expect(example.sourceIdentity == clean.identities[example.sourcePair])
      #expect(example.imagePath == "/images/\(example.pair / 2).jpg")
    }
    #expect(NoiseExample.sample(1000, of: moved, in: clean, seed: 1).count == moved.isClean.count { !$0 })
    #expect(NoiseExample.sample(-1, of: moved, in: clean, seed: 1).isEmpty)

    let pairs = PairTable(
      identities: [0, 0, 1, 1],
      imageIndices: [0, 0, 1, 1],
      captions: ["a", "b", "c", "d"],
      imagePaths: ["/0", "/1"],
      identityCount: 2
    )
    let noisy = NoisyPairs(
      captions: ["b", "c", "a", "x"],
      sourceIndices: [1, 2, 0, 3],
      isClean: [false, false, false, false],
      nominalRate: 0.9
    )
    let summary = NoiseSummary(of: noisy, in: pairs)
    #expect(summary.pairs == 4)
    #expect(summary.moved == 3)
    #expect(summary.movedWithinIdentity == 1)
    #expect(summary.edited == 1)
    #expect(summary.nominalRate == 0.9)
    #expect(summary.actualRate == 1)
  }
}
