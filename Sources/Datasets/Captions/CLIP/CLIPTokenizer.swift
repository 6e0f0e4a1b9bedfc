package import Foundation

/// OpenAI's byte-level byte-pair encoding, with the mask id that IRRA and RDE add.
///
/// Ids: 49,405 symbols (bytes, bytes that end a word, and the merges in order), then mask, start and end. To make room
/// for the mask the last merge ("jeky" and "ll") is left out. Source: `utils/simple_tokenizer.py` of IRRA and RDE,
/// which removes that merge's id but not the merge, and fails on the word "jekyll".
package struct CLIPTokenizer: CaptionTokenizer {
  /// The number of merges of OpenAI's vocabulary that the published code reads.
  static let mergeCount = 49_152 - 256 - 2
  /// The last of them, by which other vocabularies of this form are told apart.
  private static let lastMerge = "jeky ll</w>"

  /// The length of a tokenized caption in OpenAI's models and the papers'.
  package static let publishedContextLength = 77

  /// The length of a tokenized caption.
  package let contextLength: Int
  private let encoder: BytePairEncoder

  /// The number of ids: 49,408.
  package var vocabularySize: Int { encoder.symbolCount + 3 }
  /// The id that hides a token: 49,405.
  package var maskID: Int32 { Int32(encoder.symbolCount) }
  /// The id every caption starts with: 49,406.
  package var startID: Int32 { maskID + 1 }
  /// The id every caption ends with: 49,407.
  package var endID: Int32 { maskID + 2 }

  /// Reads a vocabulary: OpenAI's `bpe_simple_vocab_16e6.txt.gz`, the same unpacked, or Hugging Face's `merges.txt` or
  /// the folder with it.
  ///
  /// - Throws: `VocabularyFailure`.
  package init(vocabulary: URL, contextLength: Int = publishedContextLength) throws {
    let headlineCount = 1
    let merges = try VocabularyFile.lines(of: vocabulary, limit: headlineCount + Self.mergeCount)
      .dropFirst(headlineCount)
    guard merges.count == Self.mergeCount else {
      let reason = VocabularyFailure.Reason.wrongMergeCount(merges.count, expected: Self.mergeCount)
      throw VocabularyFailure(path: vocabulary.path, reason: reason)
    }
    do throws(BytePairEncoder.InvalidMerge) {
      encoder = try BytePairEncoder(merges: merges.dropLast())
    } catch {
      let line = error.index + headlineCount + 1
      throw VocabularyFailure(path: vocabulary.path, reason: .invalidMerge(line: line))
    }
    guard merges.last.map(String.init) == Self.lastMerge else {
      throw VocabularyFailure(path: vocabulary.path, reason: .otherVocabulary)
    }
    self.contextLength = contextLength
  }

  /// The ids of a caption's words, after cleaning and lower-casing.
  ///
  /// The special ids have names that a caption could contain: `<|mask|>`, `<|startoftext|>` and `<|endoftext|>`.
  package func encode(_ caption: String) -> [Int32] {
    let text = CaptionCleaning.cleaned(caption)
    var ids: [Int32] = []
    for word in CLIPWords(text) {
      let bytes = text[word]
      switch bytes.first {
      case UInt8(ascii: "<") where bytes.elementsEqual(CLIPWords.mask): ids.append(maskID)
      case UInt8(ascii: "<") where bytes.elementsEqual(CLIPWords.start): ids.append(startID)
      case UInt8(ascii: "<") where bytes.elementsEqual(CLIPWords.end): ids.append(endID)
      default: encoder.append(bytes, to: &ids)
      }
    }
    return ids
  }
}
