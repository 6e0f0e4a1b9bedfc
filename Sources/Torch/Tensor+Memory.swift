internal import CTorch

// MARK: - Memory of tensors on the CPU

extension Tensor {
  /// A tensor on the CPU whose elements are whatever the memory held; to be filled at once.
  package static func uninitialized(_ shape: [Int], dtype: DType) throws -> Tensor {
    try made("empty") { ct_empty(shape.map(Int64.init), Int32(shape.count), dtype.raw, $0) }
  }

  /// The same for a tensor that goes to a device: in memory that a CUDA device copies from by itself.
  package static func uninitialized(_ shape: [Int], dtype: DType, goingTo device: Device) throws -> Tensor {
    try made("empty") { ct_empty_for_transfer(shape.map(Int64.init), Int32(shape.count), dtype.raw, device.raw, $0) }
  }

  /// Gives `body` the memory of the elements, row-major. The pointer is valid inside `body` only.
  ///
  /// - Throws: `TorchFailure` for a tensor on a device or one that is not contiguous, and what `body` throws.
  package func withMemory<Result>(_ body: (UnsafeMutableRawBufferPointer) throws -> Result) throws -> Result {
    var pointer: UnsafeMutableRawPointer?
    var count: Int64 = 0
    try check("memory", self, status: ct_memory(handle, &pointer, &count))
    return try withExtendedLifetime(self) {
      try body(UnsafeMutableRawBufferPointer(start: pointer, count: Int(count)))
    }
  }

  /// A view of the same memory with another shape and other strides, which count elements.
  package func strided(_ shape: [Int], strides: [Int]) throws -> Tensor {
    guard shape.count == strides.count else {
      throw TorchFailure(
        operation: "as_strided", operands: [description], cause: "\(strides.count) strides for \(shape)")
    }
    return try Tensor.made("as_strided", self) {
      ct_as_strided(handle, shape.map(Int64.init), strides.map(Int64.init), Int32(shape.count), $0)
    }
  }
}
