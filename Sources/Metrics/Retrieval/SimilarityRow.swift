/// The similarities of one query to the whole gallery, stored in pieces of equal length.
struct SimilarityRow {
  /// The first piece.
  let start: UnsafePointer<Float>
  /// The gallery entries of a piece; the last may have fewer.
  let pieceLength: Int
  /// From the start of a piece to the start of the next.
  let pieceStride: Int
  /// The gallery's size.
  let galleryCount: Int

  /// The number of pieces.
  var pieceCount: Int { (galleryCount + pieceLength - 1) / pieceLength }

  /// The gallery entries of a piece.
  func entries(ofPiece piece: Int) -> Range<Int> {
    piece * pieceLength..<min((piece + 1) * pieceLength, galleryCount)
  }

  /// Where a piece's similarities lie.
  func similarities(ofPiece piece: Int) -> UnsafePointer<Float> {
    start + piece * pieceStride
  }

  /// The similarity to one gallery entry.
  subscript(entry: Int) -> Float {
    start[offset(of: entry)]
  }

  /// Where the similarity to a gallery entry lies, from `start`.
  func offset(of entry: Int) -> Int {
    entry / pieceLength * pieceStride + entry % pieceLength
  }
}
