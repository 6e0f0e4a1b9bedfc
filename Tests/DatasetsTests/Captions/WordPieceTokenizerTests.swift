import BenchCore
import Foundation
import TestSupport
import Testing

@testable import Datasets

/// WordPiece as the official tokenizer makes it: ids recorded from IVT's `model/backbones/tokenization_bert.py`.
@Suite struct WordPieceTokenizerTests {
  private static let pieces = [
    "[PAD]", "[unused0]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "!", "'", "(", ")", ",", "-", ".", "a", "the", "man",
    "is",
    "wear", "##ing", "##s", "t", "shirt", "jean", "un", "##aff", "##able", "cafe", "naive", "衣", "e", "##e", "wo",
    "##man",
    "##men", "red", "¿", "que", "##pack", "back", "##s'", "2", "##3", "$",
  ]

  private func tokenizer(
    _ pieces: [String] = pieces, length: Int = 8, separator: String = "\n"
  ) throws -> WordPieceTokenizer {
    try withTemporaryFolder { folder in
      try Data((pieces.joined(separator: separator) + separator).utf8).write(to: folder.appending(path: "vocab.txt"))
      return try WordPieceTokenizer(vocabulary: folder, contextLength: length)
    }
  }

  @Test(
    arguments: [
      ("The man is wearing a t-shirt, jeans.", [14, 15, 16, 17, 18, 13, 20, 11, 21, 10, 22, 19, 12]),
      ("A WOMAN (unaffable) wears the red backpack!", [13, 31, 32, 8, 23, 24, 25, 9, 17, 19, 14, 34, 38, 37, 6]),
      ("Café naïve ¿Que? 衣衣e", [26, 27, 35, 36, 2, 28, 28, 29]),
      ("tabs\tand\nnew\r\nlines  the\u{a0}man\u{200b} s\u{0}\u{fffd}hirt", [2, 2, 2, 2, 14, 15, 21]),
      ("don't 23$ women's", [2, 7, 20, 40, 41, 42, 31, 33, 7, 2]), ("", []), ("   ", []),
      ("İe 'man'", [2, 7, 15, 7]), ("the\u{2028}man\u{3000}is", [14, 15, 16]), ("e\u{301}e", [29, 30]),
      ("ee \(String(repeating: "a", count: 101)) eee", [29, 30, 2, 29, 30, 30]),
    ] as [(String, [Int32])])
  func idsAreTheOfficialOnes(caption: String, ids: [Int32]) throws {
    let found = try tokenizer().encode(caption)
    #expect(found == ids)
    #expect(try tokenizer(separator: "\r\n").encode(caption) == ids)
  }

  @Test func aWordOfTheGreatestLengthIsTakenApart() throws {
    let word = String(repeating: "e", count: 100)
    #expect(try tokenizer().encode(word) == [29] + [Int32](repeating: 30, count: 99))
    #expect(try tokenizer().encode(word + "e") == [2])
  }

  /// `[CLS]` starts a caption, and nothing ends it.
  @Test func captionsArePaddedOrCut() throws {
    let tokenizer = try tokenizer()
    #expect(tokenizer.tokenized("the man") == [3, 14, 15, 0, 0, 0, 0, 0])
    #expect(tokenizer.tokenized("the man is wearing a shirt!") == [3, 14, 15, 16, 17, 18, 13, 21])
    #expect(tokenizer.cuts("the man is wearing a shirt!") && !tokenizer.cuts("the man is wearing a shirt"))
    #expect(tokenizer.vocabularySize == 43 && tokenizer.contentIDs == 6..<43)
    #expect([tokenizer.startID, tokenizer.endID, tokenizer.maskID] == [3, 4, 5])
    let ids = ["the man", "", "the man is wearing a shirt!"].flatMap { tokenizer.tokenized($0).map(Int64.init) }
    #expect(tokenizer.lengths(of: ids) == [3, 1, 8])
  }

  @Test(arguments: ["[CLS]", "[SEP]", "[MASK]", "[UNK]", "[PAD]"])
  func aVocabularyOfAnotherModelIsRefused(token: String) throws {
    let failure = #expect(throws: VocabularyFailure.self) { try tokenizer(Self.pieces.filter { $0 != token }) }
    #expect(failure?.problem.contains(token) == true && failure?.remedy?.contains("bert-base-uncased") == true)
    #expect(throws: VocabularyFailure.self) { try WordPieceTokenizer(vocabulary: URL(filePath: "/none.txt")) }
  }
}
