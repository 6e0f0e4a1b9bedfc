public import BenchCore

extension RetrievalEvaluator {
  /// How often matching and other captions and images have which similarity: RDE's figure 3.
  ///
  /// All pairs are counted, in the memory that `evaluate(_:)` needs; the number of threads does not matter.
  ///
  /// - Throws: `EvaluationFailure.memoryBudget` if the budget is too small.
  public func similarityHistogram() throws(EvaluationFailure) -> SimilarityHistogram {
    try ranking(.textToImage).similarityHistogram()
  }
}

extension SimilarityRow {
  /// Adds the row's similarities to `all`, and those of the entries `matches` to `positives`.
  func count(into all: inout [Int], matches: ArraySlice<Int32>, positives: inout [Int]) {
    all.withUnsafeMutableBufferPointer { all in
      for piece in 0..<pieceCount {
        let values = similarities(ofPiece: piece)
        for offset in 0..<entries(ofPiece: piece).count { all[SimilarityHistogram.bin(of: values[offset])] += 1 }
      }
    }
    for match in matches { positives[SimilarityHistogram.bin(of: self[Int(match)])] += 1 }
  }
}
