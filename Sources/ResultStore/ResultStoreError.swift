import BenchCore

/// Why something is no result file of this tool, or why a folder of results cannot be listed.
///
/// What is wrong with a file as such (missing, foreign, truncated, without an object) comes as `HDF5Failure`.
package enum ResultStoreError: BenchFailure, Equatable {
  /// An HDF5 file without the `schema` attribute.
  case notAResult(file: String)
  /// A file in a layout this version does not know.
  case unsupportedSchema(file: String, found: Int, supported: Int)
  /// A value in the file, or to be written to it, contradicts the layout.
  case invalid(file: String, object: String, reason: String)
  /// The folder is missing or cannot be read.
  case unreadableFolder(folder: String, reason: String)

  package var problem: String {
    switch self {
    case .notAResult: "this HDF5 file has no 'schema' attribute, so it is no result of nc-bench"
    case .unsupportedSchema(_, let found, let supported):
      "the result has schema \(found), this version reads schemas up to \(supported)"
    case .invalid(_, _, let reason): reason
    case .unreadableFolder(_, let reason): "cannot list the results folder: \(reason)"
    }
  }

  /// The file and the path inside it, or the folder.
  package var location: String? {
    switch self {
    case .notAResult(let file), .unsupportedSchema(let file, _, _): file
    case .invalid(let file, let object, _): "\(file):\(object)"
    case .unreadableFolder(let folder, _): folder
    }
  }

  /// What the reader can do about it.
  package var remedy: String? {
    switch self {
    case .unsupportedSchema(_, let found, let supported) where found > supported:
      "read it with the newer version that wrote it"
    case .notAResult: "point to files in the results folder"
    case .unreadableFolder: "run something first, or name another folder"
    default: nil
    }
  }
}
