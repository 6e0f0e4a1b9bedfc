internal import CTorch

/// The type of a tensor's elements.
package enum DType: String, Sendable, Hashable, Codable {
  case float32, float64, float16, bfloat16, int64, int32, uint8, bool

  /// The size of one element in bytes.
  package var byteCount: Int {
    switch self {
    case .float64, .int64: 8
    case .float32, .int32: 4
    case .float16, .bfloat16: 2
    case .uint8, .bool: 1
    }
  }

  var raw: ct_dtype {
    switch self {
    case .float32: CT_FLOAT32
    case .float64: CT_FLOAT64
    case .float16: CT_FLOAT16
    case .bfloat16: CT_BFLOAT16
    case .int64: CT_INT64
    case .int32: CT_INT32
    case .uint8: CT_UINT8
    case .bool: CT_BOOL
    }
  }

  init(_ raw: ct_dtype) {
    self =
      switch raw {
      case CT_FLOAT32: .float32
      case CT_FLOAT64: .float64
      case CT_FLOAT16: .float16
      case CT_BFLOAT16: .bfloat16
      case CT_INT64: .int64
      case CT_INT32: .int32
      case CT_UINT8: .uint8
      default: .bool
      }
  }
}

/// A Swift number type that tensors can be made of and read as.
package protocol TensorElement: BitwiseCopyable, Sendable {
  /// The tensor type with the same memory layout.
  static var dtype: DType { get }
}

extension Float: TensorElement {
  /// The tensor type of `Float`.
  package static var dtype: DType { .float32 }
}
extension Double: TensorElement {
  /// The tensor type of `Double`.
  package static var dtype: DType { .float64 }
}
extension Int64: TensorElement {
  /// The tensor type of `Int64`.
  package static var dtype: DType { .int64 }
}
extension Int32: TensorElement {
  /// The tensor type of `Int32`.
  package static var dtype: DType { .int32 }
}
extension UInt8: TensorElement {
  /// The tensor type of `UInt8`.
  package static var dtype: DType { .uint8 }
}
extension Bool: TensorElement {
  /// The tensor type of `Bool`.
  package static var dtype: DType { .bool }
}
