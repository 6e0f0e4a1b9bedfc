import BenchCore
package import Foundation

/// BERT's WordPiece with a vocabulary of the user's, such as vocab.txt of bert-base-uncased.
///
/// A caption starts with `[CLS]` and ends with its last word: the official code leaves out `[SEP]`. Source: IVT
/// `model/backbones/tokenization_bert.py`, `BertTokenizer` for lower-case text.
package struct WordPieceTokenizer: CaptionTokenizer {
  /// The most characters of a word; longer ones are unknown.
  private static let longestWord = 100

  /// The length of a tokenized caption: at most 100 in the official code.
  package let contextLength: Int
  /// The number of ids: 30,522 of bert-base-uncased.
  package let vocabularySize: Int
  /// `[CLS]`.
  package let startID: Int32
  /// `[SEP]`, which no caption has.
  package let endID: Int32
  /// `[MASK]`.
  package let maskID: Int32
  /// All ids after that of `[MASK]`: in BERT's vocabularies the special ids come first.
  package let contentIDs: Range<Int32>
  private let unknownID: Int32
  private let idsByPiece: [Substring: Int32]

  /// Reads a vocabulary, one piece a line, or the folder with its `vocab.txt`.
  ///
  /// - Throws: `VocabularyFailure`.
  package init(vocabulary: URL, contextLength: Int = 100) throws {
    let pieces = try VocabularyFile.lines(of: vocabulary, limit: 1 << 20, for: .bert)
    let ids = Dictionary(zip(pieces, Int32(0)...)) { $1 }
    func id(_ token: String) throws -> Int32 {
      guard let id = ids[Substring(token)] else {
        throw VocabularyFailure(path: vocabulary.path, reason: .missingToken(token), model: .bert)
      }
      return id
    }
    guard pieces.first == "[PAD]" else {
      throw VocabularyFailure(path: vocabulary.path, reason: .missingToken("[PAD] in its first line"), model: .bert)
    }
    self.contextLength = contextLength
    vocabularySize = pieces.count
    startID = try id("[CLS]")
    endID = try id("[SEP]")
    maskID = try id("[MASK]")
    unknownID = try id("[UNK]")
    contentIDs = (maskID + 1)..<max(maskID + 2, Int32(pieces.count))
    idsByPiece = ids
  }

  /// The ids of a caption's pieces; a word that cannot be put together from pieces is `[UNK]`.
  package func encode(_ caption: String) -> [Int32] { BERTWords.words(of: caption).flatMap(pieces) }

  /// Whether `[CLS]` and the pieces are more than the context.
  package func cuts(_ caption: String) -> Bool { count(caption) + 1 > contextLength }

  /// `[CLS]`, the first pieces, then zeros, `[contextLength]`.
  package func tokenized(_ caption: String) -> [Int32] {
    let ids = Array(([startID] + encode(caption)).prefix(contextLength))
    return ids + repeatElement(0, count: contextLength - ids.count)
  }

  /// Up to the last id that is not padding.
  package func length(of ids: ArraySlice<Int64>) -> Int {
    max(1, (ids.lastIndex { $0 != 0 } ?? ids.startIndex) - ids.startIndex + 1)
  }

  /// The checksum of vocab.txt of bert-base-uncased.
  package static let publishedChecksum = "07eced375cec144d27c900241f3e339478dec958f92fddbc551f295c992038a3"

  /// SHA-256 of a vocabulary's lines, a newline after each.
  ///
  /// - Throws: `VocabularyFailure` for a file that cannot be read.
  package static func checksum(of vocabulary: URL) throws -> String {
    var digest = ContentDigest()
    for line in try VocabularyFile.lines(of: vocabulary, limit: 1 << 20, for: .bert) {
      digest.update(Data("\(line)\n".utf8))
    }
    return digest.hexadecimal
  }

  /// The longest piece that a word starts with, then the longest of the rest, and so on.
  private func pieces(of word: Substring) -> [Int32] {
    let scalars = word.unicodeScalars
    guard scalars.count <= Self.longestWord else { return [unknownID] }
    var ids: [Int32] = []
    var start = scalars.startIndex
    while start < scalars.endIndex {
      var end = scalars.endIndex
      var found: Int32?
      while found == nil, start < end {
        let piece = Substring(scalars[start..<end])
        found = idsByPiece[start == scalars.startIndex ? piece : "##" + piece]
        if found == nil { scalars.formIndex(before: &end) }
      }
      guard let found else { return [unknownID] }
      ids.append(found)
      start = end
    }
    return ids
  }
}
