package import BenchCore

/// A sweep that cannot be run.
package enum SweepFailure: BenchFailure, Equatable {
  case resultsNotWritable(folder: String, FileFailure)

  package var problem: String {
    switch self {
    case .resultsNotWritable(_, let failure): "results cannot be written here: \(failure.reason)"
    }
  }

  package var location: String? {
    switch self {
    case .resultsNotWritable(let folder, _): folder
    }
  }

  package var remedy: String? {
    switch self {
    case .resultsNotWritable(_, let failure): failure.remedy
    }
  }
}
