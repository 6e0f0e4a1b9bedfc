package import Torch

/// The type of a tensor's elements in a file, spelled as in safetensors.
package enum StoredType: String, Sendable, Hashable, Codable {
  case float64 = "F64"
  case float32 = "F32"
  case float16 = "F16"
  case bfloat16 = "BF16"
  case int64 = "I64"
  case int32 = "I32"
  case int16 = "I16"
  case int8 = "I8"
  case uint64 = "U64"
  case uint32 = "U32"
  case uint16 = "U16"
  case uint8 = "U8"
  case bool = "BOOL"
  case float8E5M2 = "F8_E5M2"
  case float8E4M3 = "F8_E4M3"
  case complex64 = "C64"
  case complex128 = "C128"
  /// Elements of a type that is not known here; such a tensor is known by its name and shape alone.
  case unknown = "unknown"

  /// The size of one element in bytes.
  package var byteCount: Int {
    switch self {
    case .complex128: 16
    case .float64, .int64, .uint64, .complex64: 8
    case .float32, .int32, .uint32: 4
    case .float16, .bfloat16, .int16, .uint16: 2
    case .int8, .uint8, .bool, .float8E5M2, .float8E4M3, .unknown: 1
    }
  }

  /// The tensor type with the same memory layout; `nil` for types that no CLIP weights have.
  package var tensorType: DType? {
    switch self {
    case .float64: .float64
    case .float32: .float32
    case .float16: .float16
    case .bfloat16: .bfloat16
    case .int64: .int64
    case .int32: .int32
    case .uint8: .uint8
    case .bool: .bool
    case .int16, .int8, .uint64, .uint32, .uint16, .float8E5M2, .float8E4M3, .complex64, .complex128, .unknown: nil
    }
  }

  /// The stored type of a tensor.
  package init(_ type: DType) {
    self =
      switch type {
      case .float64: .float64
      case .float32: .float32
      case .float16: .float16
      case .bfloat16: .bfloat16
      case .int64: .int64
      case .int32: .int32
      case .uint8: .uint8
      case .bool: .bool
      }
  }

  /// The type of a PyTorch storage class, such as `HalfStorage`.
  init?(storageClass name: String) {
    switch name {
    case "DoubleStorage": self = .float64
    case "FloatStorage": self = .float32
    case "HalfStorage": self = .float16
    case "BFloat16Storage": self = .bfloat16
    case "LongStorage": self = .int64
    case "IntStorage": self = .int32
    case "ShortStorage": self = .int16
    case "CharStorage": self = .int8
    case "ByteStorage": self = .uint8
    case "BoolStorage": self = .bool
    case "ComplexFloatStorage": self = .complex64
    case "ComplexDoubleStorage": self = .complex128
    case "QUInt8Storage", "QInt8Storage", "UntypedStorage": self = .unknown
    default: return nil
    }
  }
}
