internal import CTorch

// MARK: - Windows that move over images `[batch, channels, height, width]`

extension Tensor {
  /// A convolution; pairs are of rows and columns. The padding is zeros, and `dilation` elements lie between those of a
  /// window.
  package func convolved(
    weight: Tensor, bias: Tensor? = nil, stride: (Int, Int) = (1, 1), padding: (Int, Int) = (0, 0),
    dilation: (Int, Int) = (1, 1)
  ) throws -> Tensor {
    try Tensor.made("conv2d", self, weight) {
      ct_conv2d(
        handle, weight.handle, bias?.handle ?? ct_tensor(pointer: nil), ct_window(stride, padding, dilation), $0)
    }
  }

  /// The largest element of each window of some rows and columns, past padding that is never the largest.
  package func maxPooled(
    _ size: (Int, Int), stride: (Int, Int), padding: (Int, Int) = (0, 0)
  ) throws -> Tensor {
    try Tensor.made("max_pool2d", self) {
      ct_max_pool2d(handle, Int64(size.0), Int64(size.1), ct_window(stride, padding, (1, 1)), $0)
    }
  }

  /// The largest element of each of `height` times `width` windows that cover the image, PyTorch's
  /// `AdaptiveMaxPool2d`: `[batch, channels, height, width]`. Windows overlap where sizes do not divide.
  ///
  /// Equal maxima of a window share the gradient, where PyTorch gives it to the first of them: its own gradient has no
  /// deterministic implementation on CUDA.
  package func adaptivelyMaxPooled(height: Int, width: Int) throws -> Tensor {
    func windows(of size: Int, into count: Int) -> [(start: Int, length: Int)] {
      (0..<count).map { ($0 * size / count, (($0 + 1) * size + count - 1) / count - $0 * size / count) }
    }
    let columns = try windows(of: size(3), into: width)
    let rows = try windows(of: size(2), into: height).map { row in
      let strip = try narrowed(2, start: row.start, length: row.length)
      return try Tensor.concatenated(
        columns.map { try strip.narrowed(3, start: $0.start, length: $0.length).maximum(2, 3, keep: true) },
        dimension: 3)
    }
    return try .concatenated(rows, dimension: 2)
  }
}

extension ct_window {
  fileprivate init(_ stride: (Int, Int), _ padding: (Int, Int), _ dilation: (Int, Int)) {
    self.init(
      stride_y: Int64(stride.0), stride_x: Int64(stride.1), padding_y: Int64(padding.0), padding_x: Int64(padding.1),
      dilation_y: Int64(dilation.0), dilation_x: Int64(dilation.1))
  }
}
