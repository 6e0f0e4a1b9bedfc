import BenchCore

/// A results folder without sample selections.
enum SampleSelectionFailure: BenchFailure {
  case none(folder: String)

  var problem: String { "none of the runs selected samples" }
  var location: String? {
    switch self {
    case .none(let folder): folder
    }
  }
  var remedy: String? { "run a method that selects them, such as RDE: bench list methods" }
}
