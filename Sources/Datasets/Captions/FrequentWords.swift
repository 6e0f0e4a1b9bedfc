/// SSAN's tokenizer: words of the training captions that occur at least twice, and nothing else.
///
/// Ids: 0 is the padding, `1...words.count` the words in the order of their first appearance, and the next one stands for all
/// others, which captions are left without. There are neither start nor end ids. It is stored with a model's checkpoint as
/// its word list.
///
/// Source: SSAN `dataset/process_CUHK_data.py` and `src/data/dataset.py`. As there, words are counted in lower case and
/// looked up as the annotations spell them.
package struct FrequentWords: CaptionTokenizer, Equatable {
  /// The known words in order; word i has id i + 1.
  package let words: [String]
  /// The length of a tokenized caption.
  package let contextLength: Int
  private let idsByWord: [String: Int32]
  /// The words of captions as the annotations have them; of other captions the text's.
  private let annotated: [String: [String]]

  /// Collects the words of captions.
  ///
  /// - Parameters:
  ///   - captions: The training captions in the order of the annotations.
  ///   - annotated: The words of captions where the annotations list them.
  ///   - contextLength: The most words of a caption.
  ///   - minimumCount: How often a word must occur.
  package init(
    captions: some Sequence<String>, annotated: [String: [String]] = [:], contextLength: Int = 100,
    minimumCount: Int = 2
  ) {
    var counts: [String: Int] = [:]
    var order: [String] = []
    for caption in captions {
      for word in annotated[caption] ?? Self.words(in: caption) {
        let word = word.lowercased()
        if counts[word] == nil { order.append(word) }
        counts[word, default: 0] += 1
      }
    }
    self.init(
      words: order.filter { counts[$0, default: 0] >= minimumCount }, annotated: annotated,
      contextLength: contextLength)
  }

  private init(words: [String], annotated: [String: [String]], contextLength: Int) {
    self.words = words
    self.annotated = annotated
    self.contextLength = contextLength
    idsByWord = Dictionary(zip(words, 1...)) { first, _ in first }
  }

  /// The same words for captions of another length, and for other annotations.
  package func padding(to contextLength: Int, annotated: [String: [String]]) -> FrequentWords {
    FrequentWords(words: words, annotated: annotated, contextLength: contextLength)
  }

  /// The id of every word that is not in `words`; the highest.
  package var unknownID: Int32 { Int32(words.count) + 1 }
  /// The unknown word's, which no caption has otherwise.
  package var maskID: Int32 { unknownID }
  /// None begins a caption.
  package var startID: Int32 { unknownID }
  /// None ends a caption.
  package var endID: Int32 { unknownID }
  /// The number of words and two more: padding and the unknown word.
  package var vocabularySize: Int { words.count + 2 }

  /// The ids of a caption's known words.
  package func encode(_ caption: String) -> [Int32] {
    (annotated[caption] ?? Self.words(in: caption)).compactMap { idsByWord[$0] }
  }

  package func cuts(_ caption: String) -> Bool { count(caption) > contextLength }

  /// The first ids of a caption, then zeros.
  package func tokenized(_ caption: String) -> [Int32] {
    let ids = encode(caption).prefix(contextLength)
    return Array(ids) + repeatElement(0, count: contextLength - ids.count)
  }

  /// Up to the last word; 1 for a caption without a known word, which is then one of padding alone.
  package func length(of ids: ArraySlice<Int64>) -> Int {
    max(1, (ids.lastIndex { $0 != 0 }).map { $0 - ids.startIndex + 1 } ?? 0)
  }

  /// Runs of letters and digits in lower case: the words of `WordVocabulary` without its marks.
  private static func words(in caption: String) -> [String] {
    WordVocabulary.words(in: caption).filter { $0.contains { $0.isLetter || $0.isNumber } }
  }
}

extension FrequentWords: Codable {
  private enum CodingKeys: String, CodingKey {
    case words, contextLength
  }

  /// Reads what `encode(to:)` wrote; throws `DecodingError` where a word is listed twice.
  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let words = try container.decode([String].self, forKey: .words)
    guard Set(words).count == words.count else {
      throw DecodingError.dataCorruptedError(
        forKey: .words, in: container, debugDescription: "words must be unique")
    }
    self.init(
      words: words, annotated: [:], contextLength: try container.decode(Int.self, forKey: .contextLength))
  }

  /// Writes the word list and the context length.
  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(words, forKey: .words)
    try container.encode(contextLength, forKey: .contextLength)
  }
}
