import BenchCore

/// A results folder without results.
enum ResultsFailure: BenchFailure {
  case empty(String)

  var problem: String { "there are no result files" }
  var location: String? {
    switch self {
    case .empty(let folder): folder
    }
  }
  var remedy: String? { "make some with `bench sweep`, or name another folder with --results" }
}
