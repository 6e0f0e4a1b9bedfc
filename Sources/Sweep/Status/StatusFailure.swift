import BenchCore

/// A folder that says nothing about a sweep.
package enum StatusFailure: BenchFailure, Equatable {
  case unreadableFolder(String, reason: String)
  case noRuns(folder: String)

  package var problem: String {
    switch self {
    case .unreadableFolder(_, let reason): "the folder cannot be read: \(reason)"
    case .noRuns: "there is neither a sweep nor a result in this folder"
    }
  }

  package var location: String? {
    switch self {
    case .unreadableFolder(let folder, _), .noRuns(let folder): folder
    }
  }

  package var remedy: String? { "name the folder that `bench sweep --results` writes into" }
}
