/// Turns captions into token ids.
///
/// Special ids follow CLIP's order: `maskID < startID < endID`, with `endID` the highest id of the vocabulary, because
/// the text feature is read at the position of the highest id. Id 0 is the padding.
package protocol CaptionTokenizer: Sendable {
  /// The length of a tokenized caption, 77 in CLIP.
  var contextLength: Int { get }
  /// The number of ids, padding and special ids included; 49,408 in CLIP.
  var vocabularySize: Int { get }
  /// The id every caption starts with.
  var startID: Int32 { get }
  /// The id every caption ends with.
  var endID: Int32 { get }
  /// The id that hides a token.
  var maskID: Int32 { get }
  /// The ids that augmentation may change, and that it draws replacements from: no padding and no special ids.
  var contentIDs: Range<Int32> { get }

  /// The ids of a caption's words: neither start and end ids, nor padding, nor a limit on their number.
  func encode(_ caption: String) -> [Int32]

  /// The number of ids that `encode` returns.
  func count(_ caption: String) -> Int

  /// Whether `tokenized` leaves out the end of a caption.
  func cuts(_ caption: String) -> Bool

  /// The ids that a text encoder takes, `[contextLength]`, zeros at the end.
  func tokenized(_ caption: String) -> [Int32]

  /// The number of ids before the padding of a tokenized caption, at least 1.
  func length(of ids: ArraySlice<Int64>) -> Int
}

extension CaptionTokenizer {
  /// All ids but padding and special ids.
  ///
  /// Source: `0 < token < 49405` and `range(1, len(encoder) - 3)` in IRRA's and RDE's `datasets/bases.py`.
  package var contentIDs: Range<Int32> { 1..<max(1, maskID) }

  /// Counts what `encode` returns.
  package func count(_ caption: String) -> Int { encode(caption).count }

  /// Whether words, start and end are more than the context.
  package func cuts(_ caption: String) -> Bool {
    count(caption) + 2 > contextLength
  }

  /// The ids a text encoder takes, `[contextLength]`: start id, content, end id, then zeros.
  ///
  /// A caption that is too long is cut, and the last id is the end id. Source: IRRA `tokenize`.
  package func tokenized(_ caption: String) -> [Int32] {
    guard contextLength > 0 else { return [] }
    var ids = [startID] + encode(caption) + [endID]
    if ids.count > contextLength {
      ids.removeLast(ids.count - contextLength)
      ids[contextLength - 1] = endID
    }
    return ids + repeatElement(0, count: contextLength - ids.count)
  }

  /// Up to the end id, which is a caption's highest: id 0 may be a word, as CLIP's exclamation mark is.
  package func length(of ids: ArraySlice<Int64>) -> Int {
    (ids.firstIndex(of: ids.max() ?? 0) ?? ids.startIndex) - ids.startIndex + 1
  }

  /// The number of ids before the padding of each row of ids `[batch, contextLength]`.
  package func lengths(of ids: [Int64]) -> [Int] {
    stride(from: 0, to: ids.count, by: max(1, contextLength)).map { start in
      length(of: ids[start..<min(ids.count, start + contextLength)])
    }
  }
}
