/// What can be wrong with an `.npy` file.
public enum NPYFailure: BenchFailure, Equatable {
  /// There is no such file.
  case missing
  /// The path names a directory, a device or a pipe.
  case notAFile
  /// The system refuses to read it.
  case unreadable(reason: String)
  /// The file is larger than the caller's limit.
  case tooLarge(bytes: Int, limit: Int)
  /// It does not begin as an `.npy` file does.
  case notNPY
  /// A version other than 1.0 and 2.0.
  case unsupportedVersion(major: Int, minor: Int)
  /// The file ends within the header.
  case truncatedHeader(expectedBytes: Int, foundBytes: Int)
  /// The header is not the dictionary it must be.
  case malformedHeader(String)
  /// The numbers are in big-endian order.
  case bigEndian(String)
  /// The elements are not of a type that is wanted here.
  case unsupportedType(String, expected: String)
  /// The array is stored with the first axis varying fastest.
  case fortranOrder
  /// An axis is longer than any file.
  case impossibleLength(String)
  /// Fewer bytes follow the header than the shape needs.
  case truncatedData(expectedBytes: Int, foundBytes: Int)
  /// More bytes follow the header than the shape needs.
  case trailingBytes(Int)

  /// What is wrong with the file, without its name, such as `the array is in Fortran order`.
  public var problem: String {
    switch self {
    case .missing: "no such file"
    case .notAFile: "not a regular file"
    case .unreadable(let reason): "cannot be read: \(reason)"
    case .tooLarge(let bytes, let limit): "\(bytes) bytes are too many, the limit is \(limit)"
    case .notNPY: "not an .npy file: the first bytes are not \\x93NUMPY"
    case .unsupportedVersion(let major, let minor): "npy version \(major).\(minor) is not supported"
    case .truncatedHeader(let expected, let found): "the header needs \(expected) bytes, the file has \(found)"
    case .malformedHeader(let reason): "malformed npy header: \(reason)"
    case .bigEndian(let type): "the numbers are big-endian ('\(type)')"
    case .unsupportedType(let type, let expected): "the numbers are not \(expected) but \(type)"
    case .fortranOrder: "the array is in Fortran order"
    case .impossibleLength(let digits): "a length of \(digits) is impossible"
    case .truncatedData(let expected, let found): "the numbers need \(expected) bytes, the file has \(found)"
    case .trailingBytes(let count): "\(count) bytes follow the numbers"
    }
  }

  /// How to save the array so that it can be read; `nil` where only the system can help.
  public var remedy: String? {
    switch self {
    case .missing, .notAFile: "give the path of an .npy file"
    case .bigEndian, .unsupportedType, .fortranOrder, .unsupportedVersion:
      "save it again with numpy.save(path, numpy.ascontiguousarray(array, dtype))"
    case .truncatedHeader, .truncatedData, .trailingBytes, .tooLarge, .notNPY, .malformedHeader, .impossibleLength:
      "copy or save the file again"
    case .unreadable: nil
    }
  }
}
