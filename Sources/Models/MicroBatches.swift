import Torch

/// Tokens `[batch, tokens, width]` and, where it is asked for, a row of attention `[batch, tokens]` without gradient.
typealias TokensAndRow = (Tensor, row: Tensor?)

extension Computation {
  /// Whether a batch of so many rows is computed at once: where it fits a micro-batch, or no gradient is recorded.
  func isWhole(rows: Int) -> Bool { microBatchSize.map { $0 >= rows } ?? true || !TorchLibrary.recordsGradients }

  /// What `encode` makes of inputs `[batch, ...]`, a few rows at a time where there are micro-batches: each is computed
  /// again in the backward pass, so that the insides of one are in memory at once.
  ///
  /// Rows must not depend on each other. Where no gradient is recorded nothing is kept anyway, and the batch stays whole.
  func inMicroBatches(
    _ inputs: [Tensor], _ encode: @escaping ([Tensor]) throws -> TokensAndRow
  ) throws -> TokensAndRow {
    let rows = try inputs[0].size(0)
    guard let size = microBatchSize, !isWhole(rows: rows) else { return try encode(inputs) }
    let parts = try stride(from: 0, to: rows, by: size).map { start in
      try recomputed(inputs.map { try $0.narrowed(0, start: start, length: min(size, rows - start)) }, encode)
    }
    let attention = parts.compactMap(\.row)
    return try (
      .concatenated(parts.map(\.0), dimension: 0),
      attention.isEmpty ? nil : .concatenated(attention, dimension: 0)
    )
  }
}

/// What `body` makes of tensors, made again in the backward pass in place of keeping its insides.
func recomputed(_ inputs: [Tensor], _ body: @escaping ([Tensor]) throws -> TokensAndRow) throws -> TokensAndRow {
  let results = try Tensor.recomputed(inputs) { inputs in
    let (tokens, row) = try body(inputs)
    return [tokens] + (row.map { [$0] } ?? [])
  }
  return (results[0], try results.count > 1 ? results[1].detached() : nil)
}
