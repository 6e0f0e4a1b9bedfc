internal import CTorch

/// Makes a model's input of the bytes of images, on the device that computes.
package struct ImageNormalizer {
  private let full: Tensor
  private let mean: Tensor
  private let deviation: Tensor

  /// Statistics of red, green and blue, of samples between 0 and 1.
  package init(mean: SIMD3<Float>, deviation: SIMD3<Float>, device: Device) throws {
    full = try Tensor.full([], 255, device: device)
    func column(_ values: SIMD3<Float>) throws -> Tensor {
      try Tensor((0..<3).map { values[$0] }, shape: [3, 1, 1]).to(device: device)
    }
    self.mean = try column(mean)
    self.deviation = try column(deviation)
  }

  /// `(sample / 255 - mean) / deviation`, float32 in this order of operations.
  ///
  /// - Parameters:
  ///   - bytes: uint8 `[batch, 3, height, width]`.
  ///   - erased: Rows `[batch, height]` and columns `[batch, width]`, bool; where both are true, the mean stands in place
  ///     of what was computed.
  package func callAsFunction(_ bytes: Tensor, erased: (rows: Tensor, columns: Tensor)? = nil) throws -> Tensor {
    let none = ct_tensor(pointer: nil)
    return try Tensor.made("normalize", bytes) {
      ct_normalize_bytes(
        bytes.handle, full.handle, mean.handle, deviation.handle, erased?.rows.handle ?? none,
        erased?.columns.handle ?? none, $0)
    }
  }
}
