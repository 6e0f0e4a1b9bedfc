public import BenchCore

/// A noise index file that cannot be read, written or used.
public struct NoiseIndexFileError: BenchFailure, Equatable {
  /// The path of the file.
  public let path: String
  /// What is wrong with it.
  public let defect: NoiseIndexFileDefect

  /// The path.
  public var location: String? { path }

  /// What went wrong.
  public var problem: String { defect.problem }

  /// What to do about it.
  public var remedy: String? { defect.remedy }
}

/// What can be wrong with a noise index file.
public enum NoiseIndexFileDefect: BenchFailure, Equatable {
  /// There is no such file.
  case missing
  /// The path names a directory, a device or a pipe.
  case notAFile
  /// The system refuses to read it.
  case unreadable(reason: String)
  /// The system refuses to write it.
  case unwritable(reason: String)
  /// The file is larger than any noise index.
  case tooLarge(bytes: Int, limit: Int)
  /// It does not begin as an `.npy` file does.
  case notNPY
  /// A version other than 1.0 and 2.0.
  case unsupportedVersion(major: Int, minor: Int)
  /// The file ends within the header.
  case truncatedHeader(expectedBytes: Int, foundBytes: Int)
  /// The header is not the dictionary it must be.
  case malformedHeader(String)
  /// The elements are integers in big-endian order.
  case bigEndian(String)
  /// The elements are not 32-bit or 64-bit signed integers.
  case unsupportedType(String)
  /// The array is stored with the first axis varying fastest.
  case fortranOrder
  /// The array has no axis or more than one.
  case notOneDimensional(shape: [Int])
  /// An axis is longer than any file.
  case impossibleLength(String)
  /// Fewer bytes follow the header than the shape needs.
  case truncatedData(expectedBytes: Int, foundBytes: Int)
  /// More bytes follow the header than the shape needs.
  case trailingBytes(Int)
  /// The numbers are not a permutation.
  case badEntry(NoiseIndexDefect)
  /// The index belongs to a dataset of another size.
  case wrongLength(found: Int, expected: Int)
  /// The index belongs to another noise rate.
  case wrongRate(moved: Int, pairs: Int, rate: Double)

  /// What went wrong.
  public var problem: String {
    switch self {
    case .missing: "no such file"
    case .notAFile: "not a regular file"
    case .unreadable(let reason): "cannot be read: \(reason)"
    case .unwritable(let reason): "cannot be written: \(reason)"
    case .tooLarge(let bytes, let limit): "\(bytes) bytes are too many for a noise index, the limit is \(limit)"
    case .notNPY: "not an .npy file: the first bytes are not \\x93NUMPY"
    case .unsupportedVersion(let major, let minor): "npy version \(major).\(minor) is not supported"
    case .truncatedHeader(let expected, let found): "the header needs \(expected) bytes, the file has \(found)"
    case .malformedHeader(let reason): "malformed npy header: \(reason)"
    case .bigEndian(let type): "the numbers are big-endian ('\(type)')"
    case .unsupportedType(let type): "the numbers are not 32- or 64-bit signed integers (\(type))"
    case .fortranOrder: "the array is in Fortran order"
    case .notOneDimensional(let shape):
      "the array has \(shape.count) dimensions (\(shape.map(String.init).joined(separator: " x "))), not one"
    case .impossibleLength(let digits): "a length of \(digits) is impossible"
    case .truncatedData(let expected, let found): "the numbers need \(expected) bytes, the file has \(found)"
    case .trailingBytes(let count): "\(count) bytes follow the numbers"
    case .badEntry(let defect): defect.problem
    case .wrongLength(let found, let expected):
      "\(found) entries\(Self.ownerPhrase(of: found)), but the dataset has \(expected) training pairs"
    case .wrongRate(let moved, let pairs, let rate):
      "\(moved) of \(pairs) pairs move, a rate of \(Double(moved * 10_000 / max(1, pairs)) / 10_000), not \(rate)"
    }
  }

  /// What to do about it.
  public var remedy: String? {
    switch self {
    case .missing, .notAFile: "give the path of an .npy file"
    case .unreadable, .unwritable: nil
    case .bigEndian, .unsupportedType, .fortranOrder, .unsupportedVersion:
      "save it again with numpy.save(path, index.astype('<i8'))"
    case .truncatedHeader, .truncatedData, .trailingBytes: "copy or generate the file again"
    case .wrongRate: "give the rate of the file, or the file of the rate"
    case .tooLarge, .notNPY, .malformedHeader, .notOneDimensional, .impossibleLength, .badEntry, .wrongLength:
      "generate the file again with 'bench noise generate'"
    }
  }

  private static func ownerPhrase(of count: Int) -> String {
    PublishedNoise.datasets.first { $0.pairs == count }.map { ", as for \($0.name)" } ?? ""
  }
}
