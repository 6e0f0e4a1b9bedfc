/// A word-level tokenizer built from training captions, for models that start without CLIP's weights.
///
/// Ids: 0 is the padding, `1...words.count` the words in ascending order, then one id for all unknown words, and at
/// the top the mask, start and end ids in CLIP's order. The same captions give the same ids in whatever order they
/// come. It is stored with a model's checkpoint as its word list.
package struct WordVocabulary: CaptionTokenizer, Equatable {
  /// The known words and punctuation marks, lower-cased and ascending; word i has id i + 1.
  package let words: [String]
  /// The length of a tokenized caption.
  package let contextLength: Int
  private let idsByWord: [String: Int32]

  /// Collects the words of `captions` that occur at least `minimumCount` times.
  ///
  /// Pass training captions only: words of validation and test captions are unknown to a model in earnest too.
  package init(captions: some Sequence<String>, contextLength: Int = 77, minimumCount: Int = 1) {
    var counts: [String: Int] = [:]
    for caption in captions {
      for word in Self.words(in: caption) { counts[word, default: 0] += 1 }
    }
    let words = counts.filter { $0.value >= minimumCount }.keys.sorted()
    self.init(sortedWords: words, contextLength: contextLength)
  }

  private init(sortedWords words: [String], contextLength: Int) {
    self.words = words
    self.contextLength = contextLength
    idsByWord = Dictionary(uniqueKeysWithValues: zip(words, 1...))
  }

  /// The same words for captions of another length.
  package func padding(to contextLength: Int) -> WordVocabulary {
    WordVocabulary(sortedWords: words, contextLength: contextLength)
  }

  /// The id of every word that is not in `words`.
  package var unknownID: Int32 { Int32(words.count) + 1 }
  /// The id that hides a token.
  package var maskID: Int32 { unknownID + 1 }
  /// The id every caption starts with.
  package var startID: Int32 { unknownID + 2 }
  /// The highest id, which every caption ends with.
  package var endID: Int32 { unknownID + 3 }
  /// The number of words and five more: padding, unknown, mask, start and end.
  package var vocabularySize: Int { words.count + 5 }

  /// The ids of a caption's words; a word that is not in `words` has `unknownID`.
  package func encode(_ caption: String) -> [Int32] {
    Self.words(in: caption).map { idsByWord[$0] ?? unknownID }
  }

  /// The words and marks of a caption that are not in `words`, each once, in their order.
  package func unknownWords(in caption: String) -> [String] {
    Self.words(in: caption).reduce(into: []) { unknown, word in
      if idsByWord[word] == nil, !unknown.contains(word) { unknown.append(word) }
    }
  }

  /// The number of a caption's words, without making them where it is ASCII: sweeps count all captions at their start.
  package func count(_ caption: String) -> Int {
    var (count, isInWord) = (0, false)
    for byte in caption.utf8 {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"):
        if !isInWord { count += 1 }
        isInWord = true
      case 0x80...: return Self.words(in: caption).count
      default:
        // Space and the four controls that are white space; every other mark is a word by itself.
        if byte != 0x20 && !(0x09...0x0D).contains(byte) { count += 1 }
        isInWord = false
      }
    }
    return count
  }

  /// Runs of letters and digits, and every other visible character by itself, lower-cased.
  static func words(in caption: String) -> [String] {
    var words: [String] = []
    var current = ""
    func endWord() {
      if !current.isEmpty { words.append(current) }
      current = ""
    }
    for character in caption.lowercased() {
      if character.isLetter || character.isNumber {
        current.append(character)
      } else {
        endWord()
        if !character.isWhitespace { words.append(String(character)) }
      }
    }
    endWord()
    return words
  }
}

extension WordVocabulary: Codable {
  private enum CodingKeys: String, CodingKey {
    case words, contextLength
  }

  /// Reads what `encode(to:)` wrote; throws `DecodingError` where the words are not in strictly ascending order.
  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let words = try container.decode([String].self, forKey: .words)
    guard zip(words, words.dropFirst()).allSatisfy(<) else {
      throw DecodingError.dataCorruptedError(
        forKey: .words,
        in: container,
        debugDescription: "words must be unique and in ascending order"
      )
    }
    self.init(sortedWords: words, contextLength: try container.decode(Int.self, forKey: .contextLength))
  }

  /// Writes the word list and the context length.
  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(words, forKey: .words)
    try container.encode(contextLength, forKey: .contextLength)
  }
}
