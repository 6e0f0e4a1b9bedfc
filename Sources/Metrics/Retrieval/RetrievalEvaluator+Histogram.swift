public import BenchCore

extension RetrievalEvaluator {
  /// Text-to-image retrieval, and how often matching and other captions and images have which similarity (RDE's figure
  /// 3), from one look at the similarities of all pairs.
  ///
  /// - Throws: What `evaluate(_:)` throws.
  public func evaluateWithSimilarities() throws(EvaluationFailure) -> (
    result: RetrievalResult, similarities: SimilarityHistogram
  ) {
    let ranking = ranking(.textToImage)
    let (outcomes, similarities, _) = try ranking.outcomes(countsSimilarities: true)
    return (try result(of: outcomes, in: ranking), similarities)
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
