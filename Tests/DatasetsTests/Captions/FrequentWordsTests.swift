import Datasets
import Foundation
import Testing

/// SSAN's vocabulary, by the rules of its `dataset/process_CUHK_data.py`.
struct FrequentWordsTests {
  private let captions = ["The man, in red.", "a man in blue", "The old woman: red!"]
  private var words: FrequentWords { FrequentWords(captions: captions, contextLength: 6) }

  @Test func wordsSeenTwiceAreNumberedByFirstAppearance() {
    #expect(words.words == ["the", "man", "in", "red"])
    #expect(words.unknownID == 5 && words.vocabularySize == 6)
    #expect(words.tokenized("A red man, not the blue one") == [4, 2, 1, 0, 0, 0], "others are left out, and marks")
    #expect(words.length(of: [4, 2, 1, 0, 0, 0]) == 3)
  }

  @Test func captionsAreCutAndMayBeEmpty() {
    #expect(words.tokenized("the man in red in the red") == [1, 2, 3, 4, 3, 1])
    #expect(words.cuts("the man in red in the red") && !words.cuts("the man in red in the blue"))
    #expect(words.tokenized("blue") == [0, 0, 0, 0, 0, 0])
    #expect(words.lengths(of: [1, 2, 3, 4, 3, 1, 0, 0, 0, 0, 0, 0]) == [6, 1])
  }

  /// Counted in lower case, but looked up as they are written.
  @Test func theAnnotationsWordsComeFirst() {
    let annotated = ["The man, in red.": ["Shirt", "shirt", "red"], "a man in blue": ["red", "RED"]]
    let words = FrequentWords(captions: captions, annotated: annotated, contextLength: 4)
    #expect(words.words == ["shirt", "red"], "and `the` and `woman` of the third once")
    #expect(words.encode("The man, in red.") == [1, 2])
    #expect(words.encode("a man in blue") == [2])
    #expect(words.encode("a red shirt") == [2, 1], "a caption that is not annotated has its own")
  }

  @Test func itIsStoredAsItsWords() throws {
    let stored = try JSONDecoder().decode(FrequentWords.self, from: JSONEncoder().encode(words))
    #expect(stored == words)
    #expect(stored.padding(to: 2, annotated: [:]).tokenized("in red") == [3, 4])
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(FrequentWords.self, from: Data(#"{"words":["a","a"],"contextLength":3}"#.utf8))
    }
  }
}
