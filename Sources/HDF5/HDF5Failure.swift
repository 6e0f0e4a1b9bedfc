import BenchCore

/// What can go wrong with an HDF5 file, always with the file and the object inside it.
package enum HDF5Failure: BenchFailure, Equatable, Codable {
  /// The operating system refused a file operation, such as opening, writing or renaming.
  case fileSystem(operation: String, file: String, reason: String)
  /// The file exists but does not start like an HDF5 file.
  case notHDF5(file: String)
  /// The file starts like an HDF5 file but the library cannot open it: it is truncated or damaged.
  case damaged(file: String, message: String)
  /// Nothing of this name is in the file; `known` are the names beside it.
  case missing(file: String, object: String, known: [String])
  /// The object is there but holds another kind of data than asked for.
  case unexpectedType(file: String, object: String, expected: String, found: String)
  /// The object's shape is not the one asked for, or does not fit the values to write.
  case unexpectedShape(file: String, object: String, expected: String, found: [Int])
  /// A value cannot be represented: a string with a NUL or not in UTF-8, an integer out of range.
  case unrepresentable(file: String, object: String, reason: String)
  /// The object claims more data than a file of this size can hold.
  case implausibleSize(file: String, object: String, bytes: String, fileBytes: Int)
  /// The object leads out of the file, or the file is nested or large beyond all use; such files are not read at all.
  case refused(file: String, object: String, reason: String)
  /// The dataset went through a filter, such as a compression, that the library does not have.
  case missingFilter(file: String, object: String, filter: String)
  /// A function of the HDF5 library failed, with its own messages, the innermost first.
  case library(operation: String, file: String, object: String, message: String)

  package var problem: String {
    switch self {
    case .fileSystem(let operation, _, let reason): "cannot \(operation) the file: \(reason)"
    case .notHDF5: "this is not an HDF5 file"
    case .damaged(_, let message): "the HDF5 file is truncated or damaged (\(message))"
    case .missing: "there is no such group, dataset or attribute"
    case .unexpectedType(_, _, let expected, let found): "expected \(expected) but found \(found)"
    case .unexpectedShape(_, _, let expected, let found): "expected \(expected) but found shape \(found)"
    case .unrepresentable(_, _, let reason): reason
    case .implausibleSize(_, _, let bytes, let fileBytes):
      "claims \(bytes) bytes of data, more than a file of \(fileBytes) bytes can hold"
    case .refused(_, _, let reason): reason
    case .missingFilter(_, _, let filter): "the array is stored with the filter \(filter), which cannot be undone here"
    case .library(let operation, _, _, let message): "\(operation) failed: \(message)"
    }
  }

  /// The file, and the path inside it where the error concerns one object.
  package var location: String? {
    switch self {
    case .fileSystem(_, let file, _), .notHDF5(let file), .damaged(let file, _): file
    case .missing(let file, let object, _), .unexpectedType(let file, let object, _, _),
      .unexpectedShape(let file, let object, _, _),
      .unrepresentable(let file, let object, _), .implausibleSize(let file, let object, _, _),
      .refused(let file, let object, _), .missingFilter(let file, let object, _),
      .library(_, let file, let object, _):
      "\(file):\(object)"
    }
  }

  package var remedy: String? {
    switch self {
    case .missing(_, let object, let known) where !known.isEmpty:
      Suggestion.phrase(for: object.split(separator: "/").last.map(String.init) ?? object, in: known)
    case .damaged, .implausibleSize: "copy or create the file again"
    case .refused: "store the arrays themselves in one file of their own"
    case .missingFilter: "store the array with gzip, or uncompressed (h5py: compression=\"gzip\" or none)"
    default: nil
    }
  }
}
