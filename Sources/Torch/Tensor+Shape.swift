internal import CTorch

extension Tensor {
  /// The same elements in another shape; one size may be -1.
  package func reshaped(_ shape: Int...) throws -> Tensor {
    try Tensor.made("reshape", self) { ct_reshape(handle, shape.map(Int64.init), Int32(shape.count), $0) }
  }
  /// Dimensions of size 1 repeated without copying; -1 keeps a size.
  package func expanded(_ shape: Int...) throws -> Tensor {
    try Tensor.made("expand", self) { ct_expand(handle, shape.map(Int64.init), Int32(shape.count), $0) }
  }
  /// The dimensions in another order.
  package func permuted(_ order: Int...) throws -> Tensor {
    try Tensor.made("permute", self) { ct_permute(handle, order.map(Int64.init), Int32(order.count), $0) }
  }
  /// Two dimensions exchanged.
  package func transposed(_ first: Int, _ second: Int) throws -> Tensor {
    try Tensor.made("transpose", self) { ct_transpose(handle, Int64(first), Int64(second), $0) }
  }
  /// A new dimension of size 1.
  package func unsqueezed(_ dimension: Int) throws -> Tensor {
    try Tensor.made("unsqueeze", self) { ct_unsqueeze(handle, Int64(dimension), $0) }
  }
  /// Without a dimension of size 1.
  package func squeezed(_ dimension: Int) throws -> Tensor {
    try Tensor.made("squeeze", self) { ct_squeeze(handle, Int64(dimension), $0) }
  }
  /// A range of one dimension, as a view.
  package func narrowed(_ dimension: Int, start: Int, length: Int) throws -> Tensor {
    try Tensor.made("narrow", self) { ct_narrow(handle, Int64(dimension), Int64(start), Int64(length), $0) }
  }
  /// One index of one dimension, which goes away.
  package func selected(_ dimension: Int, _ index: Int) throws -> Tensor {
    try Tensor.made("select", self) { ct_select(handle, Int64(dimension), Int64(index), $0) }
  }
  /// The diagonal of a matrix.
  package func diagonal() throws -> Tensor {
    try Tensor.made("diagonal", self) { ct_diagonal(handle, $0) }
  }
  /// The given int64 indices of one dimension.
  package func indexed(_ dimension: Int, by indices: Tensor) throws -> Tensor {
    try Tensor.made("index_select", self, indices) { ct_index_select(handle, Int64(dimension), indices.handle, $0) }
  }
  /// `out[i][j] = x[i][indices[i][j]]` for dimension 1, and likewise for others.
  package func gathered(_ dimension: Int, indices: Tensor) throws -> Tensor {
    try Tensor.made("gather", self, indices) { ct_gather(handle, Int64(dimension), indices.handle, $0) }
  }
}
