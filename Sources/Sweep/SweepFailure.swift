import BenchCore

/// A sweep that cannot be run.
package enum SweepFailure: BenchFailure, Equatable {
  case resultsNotWritable(String)

  package var problem: String { "results cannot be written here" }

  package var location: String? {
    switch self {
    case .resultsNotWritable(let path): path
    }
  }

  package var remedy: String? { "choose another folder with --out, or make room and allow writing" }
}
