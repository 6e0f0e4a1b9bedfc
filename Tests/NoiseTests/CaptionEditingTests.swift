import BenchCore
import Noise
import Testing

/// `caption-drop` and `word-swap`: the text of a caption changes, the pair keeps it.
struct CaptionEditingTests {
  private func table(_ captions: [String]) -> PairTable {
    PairTable(
      identities: Array(captions.indices),
      imageIndices: Array(captions.indices),
      captions: captions,
      imagePaths: [],
      identityCount: captions.count
    )
  }

  private func edited(_ captions: [String], by injector: some NoiseInjector, seed: UInt64) throws -> [String] {
    try injector.inject(rate: 1, seed: seed, into: table(captions)).captions
  }

  /// Every result that some seed gives.
  private func results(of caption: String, by injector: some NoiseInjector, beside others: [String] = []) throws -> Set<
    String
  > {
    try Set((0..<60).map { try edited([caption] + others, by: injector, seed: $0)[0] })
  }

  @Test func dropsHalfOfTheClauses() throws {
    let injector = CaptionDropInjector()
    #expect(try results(of: "A man. Red  shirt.", by: injector) == ["A man.", "Red shirt."])
    #expect(
      try results(of: "A man, red shirt; blue jeans.", by: injector)
        == ["A man, red shirt;", "A man, blue jeans.", "red shirt; blue jeans."]
    )
    #expect(
      try results(of: "a man , red shirt , bag , hat .", by: injector)
        == [
          "a man , red shirt ,", "a man , bag ,", "a man , hat .", "red shirt , bag ,", "red shirt , hat .",
          "bag , hat .",
        ]
    )
  }

  @Test func dropsHalfOfTheWordsOfOneClause() throws {
    let injector = CaptionDropInjector()
    #expect(try results(of: "red shirt", by: injector) == ["red", "shirt"])
    #expect(try results(of: " a red shirt . . ", by: injector) == ["a red", "a shirt . .", "red shirt . ."])
    #expect(try results(of: "size 3.5 shoes", by: injector) == ["size 3.5", "size shoes", "3.5 shoes"])
  }

  @Test func dropPassesOverSingleWords() throws {
    let captions = ["man", "", "a man", "...", "red shirt", ". man ."]
    let noisy = try CaptionDropInjector().inject(rate: 0.34, seed: 1, into: table(captions))
    #expect(noisy.isClean == [true, true, false, true, false, true])
    #expect(
      throws: NoiseFailure.captionsTooFew(
        injector: "caption-drop",
        needed: 3,
        usable: 2,
        condition: "have two words"
      )
    ) {
      try CaptionDropInjector().inject(rate: 0.5, seed: 1, into: table(captions))
    }
  }

  @Test func dropKeepsOrderAndHalf() throws {
    let pairs = syntheticPairs(200, seed: 4)
    let captions = try edited(pairs.captions, by: CaptionDropInjector(), seed: 1)
    for (before, after) in zip(pairs.captions, captions) {
      var rest = before.split(separator: " ")[...]
      for token in after.split(separator: " ") {
        let place = try #require(rest.firstIndex(of: token))
        rest = rest[(place + 1)...]
      }
      #expect(after.count < before.count)
    }
  }

  @Test func swapsAttributesWithinTheirClass() throws {
    let others = ["blue jacket and green coat", "black jeans"]
    // One of two attributes, or two of three; blue, green, black for the colour, jacket and coat for the garment.
    #expect(
      try results(of: "A Red shirt!", by: WordSwapInjector(), beside: others)
        == ["A Blue shirt!", "A Green shirt!", "A Black shirt!", "A Red jacket!", "A Red coat!"]
    )
    for result in try results(of: "red shirt, jeans", by: WordSwapInjector(), beside: others) {
      let words = result.split { !$0.isLetter }.map(String.init)
      #expect(words.count == 3)
      #expect(["red", "blue", "green", "black"].contains(words[0]))
      #expect(["shirt", "jacket", "coat"].contains(words[1]))
      // No other word for the lower body occurs in these captions.
      #expect(words[2] == "jeans")
      #expect(zip(words, ["red", "shirt", "jeans"]).count { $0 != $1 } == 1)
    }
  }

  @Test func swapsOtherContentWordsOnlyWithoutAttributes() throws {
    let results = try results(of: "a tall man smiles", by: WordSwapInjector(), beside: ["the short boy runs"])
    #expect(
      results == [
        "a smiles man smiles", "a short man smiles", "a runs man smiles", "a tall man tall", "a tall man short",
        "a tall man runs",
      ]
    )
  }

  @Test func swapFollowsFrequencies() throws {
    let captions = ["red"] + Array(repeating: "black", count: 30) + Array(repeating: "white", count: 10)
    let blackCount = try (0..<400).count { try edited(captions, by: WordSwapInjector(), seed: $0)[0] == "black" }
    #expect((270...330).contains(blackCount))
  }

  @Test func swapPassesOverCaptionsWithoutContent() throws {
    let captions = ["a man is with her", "", "red", "blue", "--- '"]
    let noisy = try WordSwapInjector().inject(rate: 0.4, seed: 1, into: table(captions))
    #expect(noisy.captions == ["a man is with her", "", "blue", "red", "--- '"])
    #expect(noisy.isClean == [true, true, false, false, true])
    #expect(
      throws: NoiseFailure.captionsTooFew(
        injector: "word-swap",
        needed: 3,
        usable: 2,
        condition: "have a word to exchange"
      )
    ) {
      try WordSwapInjector().inject(rate: 0.6, seed: 1, into: table(captions))
    }
  }

  @Test func textOutsideASCIISurvives() throws {
    let noisy = try edited(["Élan — red “shirt” 👕 naïve", "blue 上着"], by: WordSwapInjector(), seed: 2)
    #expect(noisy[0] == "Élan — blue “shirt” 👕 naïve")
    #expect(noisy[1] == "red 上着")
  }
}
