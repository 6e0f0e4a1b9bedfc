import Torch

/// Words as states of a bidirectional LSTM, once for the global and once for the part embeddings.
///
/// Source: SSAN `model/text_feature_extract.py`.
struct SSANTextEncoder {
  private let globalWords: Tensor
  private let localWords: Tensor
  private let lstm: BidirectionalLSTM
  private let dropout: Double

  /// - Parameters:
  ///   - width: The width of a state.
  ///   - dropout: The share of the words' numbers that are dropped in training.
  init(_ path: ParameterPath, vocabularySize: Int, wordWidth: Int, width: Int, dropout: Double) throws {
    func words(_ name: String) throws -> Tensor {
      let table = try (path / name).parameter("weight", [vocabularySize, wordWidth], .normal(standardDeviation: 1))
      // The padding is no word; nothing reads it, so that its gradient is 0.
      try withoutGradients {
        try table.narrowed(0, start: 0, length: 1).copy(from: .zeros([1, wordWidth], device: table.device))
      }
      return table
    }
    localWords = try words("embedding_local")
    globalWords = try words("embedding_global")
    lstm = try BidirectionalLSTM(path / "lstm", inputs: wordWidth, width: width, hasBias: false)
    self.dropout = dropout
  }

  /// The mean state of both directions at each word of ids `[batch, words]`, 0 from the lengths on, int64 `[batch]`:
  /// `[batch, words, width]` for the global and for the part embeddings.
  ///
  /// - Parameter generator: Decides what is dropped; `nil` for nothing.
  func callAsFunction(
    _ ids: Tensor, lengths: Tensor, droppingBy generator: Generator?
  ) throws -> (global: Tensor, local: Tensor) {
    let rows = try ids.size(0)
    let embedded = try [globalWords, localWords].map { table in
      let words = try ids.embedded(in: table)
      return try generator.map { try words.dropped(share: dropout, generator: $0) } ?? words
    }
    // One LSTM reads both.
    let states = try lstm(
      .concatenated(embedded, dimension: 0), lengths: .concatenated([lengths, lengths], dimension: 0))
    let mean = try (states.forward + states.backward) / 2
    return try (mean.narrowed(0, start: 0, length: rows), mean.narrowed(0, start: rows, length: rows))
  }
}
