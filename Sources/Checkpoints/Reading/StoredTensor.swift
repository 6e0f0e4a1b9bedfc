import Torch

/// The bytes of a file that several tensors may lie in.
struct StorageRange {
  let file: CheckpointFile
  let offset: Int
  let byteCount: Int
}

/// A tensor in a file: where its elements are. Nothing of it is in memory until it is asked for.
struct StoredTensor {
  let type: StoredType
  let shape: [Int]
  let elementCount: Int
  /// Steps between neighbours of each dimension, in elements.
  private let strides: [Int]
  /// The bytes from the first element to the last.
  let range: StorageRange

  /// The bytes that its elements take by themselves.
  var byteCount: Int { type == .unknown ? 0 : elementCount * type.byteCount }

  /// Describes a tensor in a storage, checked to lie inside it and to have no more elements than it.
  ///
  /// - Parameter offset: The place of the first element, in elements.
  /// - Throws: `CheckpointFailure.damaged` naming the tensor.
  init(
    _ name: String, in storage: StorageRange, type: StoredType, offset: Int, shape: [Int], strides: [Int]
  ) throws(CheckpointFailure) {
    func refuse(_ what: String) -> CheckpointFailure { storage.file.damaged("the tensor \(name) \(what)") }
    guard shape.count == strides.count, shape.count <= Self.rankLimit else {
      throw refuse("has \(shape.count) dimensions and \(strides.count) strides")
    }
    guard offset >= 0, (shape + strides).allSatisfy({ $0 >= 0 }) else { throw refuse("has a negative size or stride") }
    let available = storage.byteCount / type.byteCount
    guard let span = Self.span(shape: shape, strides: strides) else { throw refuse("has impossible sizes \(shape)") }
    self.type = type
    self.shape = shape
    self.strides = strides
    elementCount = span.count
    guard type != .unknown else {
      // Its places follow from a size of elements that is not known; the smallest are two in a byte.
      guard span.count / 2 <= available else { throw refuse("of shape \(shape) is larger than its storage") }
      range = StorageRange(file: storage.file, offset: storage.offset, byteCount: 0)
      return
    }
    guard offset <= available, span.last <= available - offset, span.count <= available else {
      throw refuse("of shape \(shape) is larger than its storage of \(available) elements")
    }
    range = StorageRange(
      file: storage.file, offset: storage.offset + offset * type.byteCount, byteCount: span.last * type.byteCount)
  }

  /// More elements than any file holds; a dimension of such a length beside an empty one must not overflow sums.
  private static let sizeLimit = 1 << 48

  /// PyTorch's limit.
  static let rankLimit = 64

  /// The number of elements, and the place after the last one; `nil` on overflow.
  private static func span(shape: [Int], strides: [Int]) -> (count: Int, last: Int)? {
    var count = 1
    var last = 1
    for (size, stride) in zip(shape, strides) {
      // Empty dimensions count as 1 here, so that libtorch's own products cannot overflow either.
      let (product, overflow) = count.multipliedReportingOverflow(by: max(size, 1))
      let (step, stepOverflow) = stride.multipliedReportingOverflow(by: max(size, 1) - 1)
      let (sum, sumOverflow) = last.addingReportingOverflow(step)
      guard !overflow, product <= sizeLimit, !stepOverflow, !sumOverflow else { return nil }
      (count, last) = (product, sum)
    }
    return shape.contains(0) ? (0, 0) : (count, last)
  }

  /// Row-major strides of a shape whose product does not overflow.
  static func contiguousStrides(of shape: [Int]) -> [Int] {
    var strides: [Int] = []
    var step = 1
    for size in shape.reversed() {
      strides.append(step)
      step = step.multipliedReportingOverflow(by: max(size, 1)).partialValue
    }
    return strides.reversed()
  }

  private var isContiguous: Bool {
    let expected = Self.contiguousStrides(of: shape)
    return zip(shape, zip(strides, expected)).allSatisfy { $0 == 1 || $1.0 == $1.1 }
  }

  /// The tensor on the CPU, with memory of its own.
  func tensor() throws -> Tensor {
    guard let dtype = type.tensorType else {
      throw range.file.failure(
        .unsupported("elements of type \(type.rawValue) are not read", remedy: "save them as float32 with Python"))
    }
    // Any byte may stand for a truth value in a file, only 0 and 1 in memory.
    let raw = dtype == .bool ? DType.uint8 : dtype
    let flat = try Tensor.uninitialized([range.byteCount / type.byteCount], dtype: raw)
    try flat.withMemory { try range.file.read(at: range.offset, into: $0) }
    let tensor =
      try isContiguous
      ? flat.strided(shape, strides: Self.contiguousStrides(of: shape))
      : flat.strided(shape, strides: strides).contiguous()
    return try dtype == .bool ? tensor.notEqual(to: 0) : tensor
  }

  /// Overwrites a tensor of the same shape; straight from the file where the memory layouts are equal.
  func read(into target: Tensor) throws {
    if try isContiguous && type.tensorType == target.dtype && type != .bool && target.device == .cpu {
      try target.withMemory { try range.file.read(at: range.offset, into: $0) }
    } else {
      try target.copy(from: tensor())
    }
  }
}
