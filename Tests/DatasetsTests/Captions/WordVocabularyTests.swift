import Datasets
import Foundation
import Testing

struct WordVocabularyTests {
  private let vocabulary = WordVocabulary(
    captions: ["The man, in RED.", "A man's red bag", "Größe 42"],
    contextLength: 8
  )

  @Test(arguments: [
    "", "a", "A man, in a red (dark) coat.", "  two  spaces\t\r\n", "12 coats; 3-4 bags!?", "naïve café, ok",
    "a\u{b}b\u{1c}c\u{0}d",
    "e\u{301}a x\r\ny", "don't", "...", "a1b2",
  ])
  func wordsAreCountedAsTheyAreMade(caption: String) {
    let vocabulary = WordVocabulary(captions: ["a"], contextLength: 5)
    #expect(vocabulary.count(caption) == vocabulary.encode(caption).count)
  }

  @Test func idsFollowSortedWords() {
    #expect(vocabulary.words == ["'", ",", ".", "42", "a", "bag", "größe", "in", "man", "red", "s", "the"])
    #expect(vocabulary.encode("the Man's  hat") == [12, 9, 1, 11, 13])
    #expect(vocabulary.unknownID == 13)
    #expect([vocabulary.maskID, vocabulary.startID, vocabulary.endID] == [14, 15, 16])
    #expect(vocabulary.vocabularySize == 17)
    #expect(vocabulary.contentIDs == 1..<14)
  }

  @Test func orderOfCaptionsDoesNotMatter() {
    let captions = ["b a", "c b", "a d"]
    #expect(WordVocabulary(captions: captions) == WordVocabulary(captions: captions.reversed()))
  }

  @Test func rareWordsAreLeftOut() {
    #expect(WordVocabulary(captions: ["a b", "a c"], minimumCount: 2).words == ["a"])
  }

  /// The rules of IRRA's `tokenize`.
  @Test func tokenizedIsPaddedOrCut() {
    #expect(vocabulary.tokenized("") == [15, 16, 0, 0, 0, 0, 0, 0])
    #expect(vocabulary.tokenized("a bag") == [15, 5, 6, 16, 0, 0, 0, 0])
    #expect(vocabulary.tokenized("a a a a a a") == [15, 5, 5, 5, 5, 5, 5, 16])
    #expect(vocabulary.tokenized("a a a a a a bag bag bag") == [15, 5, 5, 5, 5, 5, 5, 16])
    for length in 0...2 {
      let short = WordVocabulary(captions: ["a"], contextLength: length)
      #expect(short.tokenized("a a a").count == length)
    }
  }

  @Test func surviesCoding() throws {
    let data = try JSONEncoder().encode(vocabulary)
    #expect(try JSONDecoder().decode(WordVocabulary.self, from: data) == vocabulary)
    let unsorted = Data(#"{"words": ["b", "a"], "contextLength": 8}"#.utf8)
    #expect(throws: DecodingError.self) { try JSONDecoder().decode(WordVocabulary.self, from: unsorted) }
  }
}
