internal import CTorch

/// An n-dimensional array of libtorch that records operations for gradients.
///
/// Owns one reference on libtorch's tensor; views share memory as in PyTorch. Every operation throws `TorchFailure`, or
/// `LibraryFailure` where there is no libtorch.
/// Not `Sendable`: a tensor belongs to the thread that trains.
package final class Tensor {
  let handle: ct_tensor

  /// Takes over a `+1` handle of the shim.
  init(owning handle: ct_tensor) {
    self.handle = handle
  }

  deinit { ct_tensor_release(handle) }

  /// Runs one shim call that writes a tensor.
  static func made(
    _ operation: String, _ operands: Tensor..., call: (UnsafeMutablePointer<ct_tensor>) -> Int32
  ) throws -> Tensor {
    var out = ct_tensor(pointer: nil)
    let status = call(&out)
    guard status == 0 else { throw failure(status, operation, operands) }
    return Tensor(owning: out)
  }
}

// MARK: - Creation

extension Tensor {
  /// A tensor on the CPU with a copy of `values` in row-major order.
  package convenience init<Element: TensorElement>(_ values: [Element], shape: [Int]) throws {
    var out = ct_tensor(pointer: nil)
    let status = values.withUnsafeBytes {
      ct_from_data($0.baseAddress, Int64($0.count), shape.map(Int64.init), Int32(shape.count), Element.dtype.raw, &out)
    }
    try check("tensor", status)
    self.init(owning: out)
  }

  /// A vector on the CPU.
  package convenience init<Element: TensorElement>(_ values: [Element]) throws {
    try self.init(values, shape: [values.count])
  }

  /// A tensor with one value everywhere.
  package static func full(
    _ shape: [Int], _ value: Double, dtype: DType = .float32, device: Device = .cpu
  ) throws -> Tensor {
    try made("full") {
      ct_full(shape.map(Int64.init), Int32(shape.count), ct_scalar(value), dtype.raw, device.raw, $0)
    }
  }

  /// A tensor of zeros.
  package static func zeros(_ shape: [Int], dtype: DType = .float32, device: Device = .cpu) throws -> Tensor {
    try full(shape, 0, dtype: dtype, device: device)
  }

  /// A tensor of ones.
  package static func ones(_ shape: [Int], dtype: DType = .float32, device: Device = .cpu) throws -> Tensor {
    try full(shape, 1, dtype: dtype, device: device)
  }

  /// The integers `0..<count`, int64.
  package static func range(_ count: Int, device: Device = .cpu) throws -> Tensor {
    try made("arange") { ct_arange(Int64(count), device.raw, $0) }
  }

  /// Tensors joined along an existing dimension.
  package static func concatenated(_ tensors: [Tensor], dimension: Int) throws -> Tensor {
    let handles = tensors.map(\.handle)
    return try withExtendedLifetime(tensors) {
      try made("concatenate") { ct_concatenate(handles, Int32(handles.count), Int64(dimension), $0) }
    }
  }
}

extension ct_scalar {
  init(_ value: Double) { self.init(real: value, integer: 0, is_integer: false) }
  init(_ value: Int) { self.init(real: 0, integer: Int64(value), is_integer: true) }
}

// MARK: - Inspection

extension Tensor: CustomStringConvertible {
  /// The number of dimensions.
  package var rank: Int {
    get throws {
      var out: Int32 = 0
      try check("rank", ct_rank(handle, &out))
      return Int(out)
    }
  }

  /// The size of every dimension.
  package var shape: [Int] {
    get throws { try (0..<rank).map { try size($0) } }
  }

  /// The size of one dimension; negative numbers count from the end.
  package func size(_ dimension: Int) throws -> Int {
    var out: Int64 = 0
    try check("size", ct_size(handle, Int32(dimension), &out))
    return Int(out)
  }

  package var elementCount: Int {
    get throws { try shape.reduce(1, *) }
  }

  /// The type of the elements.
  package var dtype: DType {
    get throws {
      var out = CT_FLOAT32
      try check("dtype", ct_dtype_of(handle, &out))
      return DType(out)
    }
  }

  /// Where the tensor lives.
  package var device: Device {
    get throws {
      var out = ct_device(kind: CT_CPU, index: 0)
      try check("device", ct_device_of(handle, &out))
      return Device(out)
    }
  }

  /// All elements in row-major order, converted to `Element` and copied to the host.
  package func values<Element: TensorElement>(as type: Element.Type = Float.self) throws -> [Element] {
    let count = try elementCount
    var status: Int32 = 0
    let values = [Element](unsafeUninitializedCapacity: count) { buffer, initializedCount in
      let bytes = Int64(count * MemoryLayout<Element>.stride)
      status = ct_copy_to_host(handle, Element.dtype.raw, buffer.baseAddress, bytes)
      initializedCount = status == 0 ? count : 0
    }
    try check("values", self, status: status)
    return values
  }

  /// The elements of each of some tensors on one device, which is waited for once.
  package static func valuesReadAtOnce(of tensors: [Tensor]) throws -> [[Float]] {
    guard tensors.count > 1 else { return try tensors.map { try $0.values() } }
    let all: [Float] = try concatenated(tensors.map { try $0.reshaped(-1) }, dimension: 0).values()
    var end = 0
    return try tensors.map { tensor in
      let start = end
      end += try tensor.elementCount
      return Array(all[start..<end])
    }
  }

  /// The only element.
  package func item() throws -> Double {
    let values = try values(as: Double.self)
    guard values.count == 1, let value = values.first else {
      throw TorchFailure(operation: "item", operands: [description], cause: "the tensor has \(values.count) elements")
    }
    return value
  }

  /// Type and shape, such as `float32[64, 512]`; `cuda:0` is added for tensors on a device.
  package var description: String {
    do {
      let place = try device
      return try "\(dtype)\(shape)" + (place == .cpu ? "" : " on \(place)")
    } catch {
      return "an unreadable tensor"
    }
  }
}
