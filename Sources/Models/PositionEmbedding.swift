package import Torch

/// Resizing of position embeddings for images of another size and for longer captions.
package enum PositionEmbedding {
  /// Resizes the embedding of a square grid to `rows` x `columns`; the class token's row is kept.
  ///
  /// - Parameter source: `[1 + n * n, width]`.
  /// - Returns: `[1 + rows * columns, width]`, bilinear without corner alignment.
  /// - Throws: `ModelFailure.invalidSpec` where the source is not a class token and a square grid.
  ///
  /// Source: IRRA `resize_pos_embed`.
  package static func resized(_ source: Tensor, rows: Int, columns: Int) throws -> Tensor {
    let count = try source.size(0)
    let side = Int(Double(max(count - 1, 0)).squareRoot().rounded())
    guard side > 0, side * side == count - 1 else {
      throw ModelFailure.invalidSpec("a position embedding of \(count) rows is not a class token and a square grid")
    }
    return try resized(source, from: (side, side), to: (rows, columns))
  }

  /// Resizes the embedding of one grid to another, `[1 + rows * columns, width]`; the class token's row is kept.
  package static func resized(
    _ source: Tensor, from: (rows: Int, columns: Int), to: (rows: Int, columns: Int)
  ) throws -> Tensor {
    let (count, width) = try (source.size(0), source.size(1))
    let grid = try source.narrowed(0, start: 1, length: count - 1)
      .reshaped(1, from.rows, from.columns, width).permuted(0, 3, 1, 2)
      .resizedBilinear(height: to.rows, width: to.columns).permuted(0, 2, 3, 1).reshaped(to.rows * to.columns, width)
    return try Tensor.concatenated([source.narrowed(0, start: 0, length: 1), grid], dimension: 0)
  }

  /// Makes the embedding of captions of another length, `[length, width]`.
  ///
  /// Longer ones get all rows by linear interpolation between those of `source`, `[count, width]`, without corner
  /// alignment. For shorter ones the first rows are taken as they are: attention in captions is causal, so a caption that
  /// fits keeps its embedding to the bit.
  ///
  /// Source: OpenCLIP `resize_text_pos_embed`, which interpolates shorter ones too.
  package static func resized(captions source: Tensor, length: Int) throws -> Tensor {
    let (count, width) = try (source.size(0), source.size(1))
    guard length > count else { return try source.narrowed(0, start: 0, length: length) }
    return try source.transposed(0, 1).reshaped(1, width, count, 1)
      .resizedBilinear(height: length, width: 1).reshaped(width, length).transposed(0, 1)
  }
}
